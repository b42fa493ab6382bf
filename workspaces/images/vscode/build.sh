#!/bin/sh
# Makes /opt/code-server from npm's registry (REGISTRY): the package carries JavaScript, its native modules
# are built here or lie ready in packages of their own.
set -eu
case $(dpkg --print-architecture) in
    amd64) platform=linux-x64 ;;
    arm64) platform=linux-arm64 ;;
    *) echo "code-server is built for amd64 and arm64, this is $(dpkg --print-architecture)" >&2; exit 1 ;;
esac
export HOME=/tmp/build NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
cd /tmp/build

fetch() {
    curl -fsSL -o "$1.tgz" "$REGISTRY/$1/-/$1-$2.tgz"
    grep " $1.tgz\$" checksums | sha512sum -c --quiet
    mkdir -p "$3"
    tar xzf "$1.tgz" -C "$3" --strip-components=1 --no-same-owner
}
fetch "node-$platform" 24.22.3 /tmp/build/node
fetch npm 11.21.2 /tmp/build/npm
fetch code-server 4.139.1 /opt/code-server
PATH=/tmp/build/node/bin:$PATH

# What nobody can use here: extensions that need accounts elsewhere, and what only they need.
cd /opt/code-server/lib/vscode
for extension in copilot microsoft-authentication mermaid-markdown-features; do
    rm -rf "extensions/$extension"
done
for folder in /opt/code-server . extensions; do
    (cd "$folder" && node /tmp/build/npm/bin/npm-cli.js install --omit=dev --ignore-scripts --no-audit --no-fund \
        --no-update-notifier --loglevel=error --registry="$REGISTRY")
done
for module in @vscode/spdlog @vscode/native-watchdog @vscode/fs-copyfile @vscode/deviceid; do
    (cd "node_modules/$module" &&
        node /tmp/build/npm/node_modules/node-gyp/bin/node-gyp.js rebuild --nodedir=/tmp/build/node -j 2 >/tmp/build/gyp.log 2>&1) ||
        { cat /tmp/build/gyp.log; exit 1; }
done
# The names that the package's own installation gives its scripts.
ln -sf code-linux.sh bin/remote-cli/code-server
ln -sf browser-linux.sh bin/helpers/browser.sh

# Parts for other systems, and what builds left.
find node_modules/@vscode/ripgrep-universal/bin node_modules/node-pty/prebuilds ../../node_modules/argon2/prebuilds \
    -mindepth 1 -maxdepth 1 ! -name "$platform" -exec rm -rf {} +
rm -rf node_modules/@github node_modules/@microsoft/mxc-sdk node_modules/@devcontainers \
    node_modules/@vscode/sqlite3 node_modules/node-pty/deps node_modules/node-pty/third_party \
    node_modules/@parcel/watcher-linux-*-musl
find node_modules -path '*/build/Release/obj.target' -prune -exec rm -rf {} +
find /opt/code-server -name '*.map' -delete
cp /tmp/build/node/bin/node /opt/code-server/node
cp /tmp/build/node/LICENSE /opt/code-server/node.LICENSE
