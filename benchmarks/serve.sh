#!/usr/bin/env bash
# Measures serving: a no-op endpoint, a Java function and an ONNX graph, at 1, 16 and 64 connections,
# and a bare loop over the same versions. Needs wrk (apt-get install wrk) and a built checkout.
# Each figure is the median of ROUNDS rounds that alternate, since machines drift.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-5} port=${PORT:-18097}
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 1; }
work=$(mktemp -d)
./heddle version >/dev/null
HEDDLE_SERVING_NOOP=true ./heddle dev --port "$port" --data "$work/data" >"$work/log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
url=http://127.0.0.1:$port
for _ in $(seq 600); do curl -sf "$url/readyz" >/dev/null && break; sleep 0.1; done
for model in diabetes wine; do
  (cd "examples/$model" && xargs -d '\n' ../../heddle register --url "$url" <register.args >/dev/null)
  body=$(tr -d '\n' <"examples/$model/sample.json" | sed 's/^\[\([^}]*}\).*/\1/')
  printf 'wrk.method="POST"\nwrk.headers["Content-Type"]="application/json"\nwrk.body=[[%s]]\n' "$body" >"$work/$model.lua"
  curl -sf --retry 20 --retry-delay 1 --retry-all-errors "$url/models/$model/predict" -d "$body" >/dev/null
done
measure() { # path script connections seconds
  wrk -t1 "-c$3" "-d${4}s" --latency -s "$work/$2.lua" "$url$1" | awk '
    function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
    $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) }
    $1 == "Requests/sec:" { rate = $2 } /Non-2xx/ { bad = $NF }
    END { printf "%s %.2f %.2f %s\n", rate, p50, p99, bad + 0 }'
}
paths=("/noop diabetes" "/models/diabetes/predict diabetes" "/models/wine/predict wine")
for target in "${paths[@]}"; do set -- $target; measure "$1" "$2" 64 8 >/dev/null; done # warm
for connections in 1 16 64; do
  for _ in $(seq "$rounds"); do
    for target in "${paths[@]}"; do
      set -- $target
      measure "$1" "$2" "$connections" "$seconds" >>"$work/$connections-${1//\//_}"
    done
  done
done
printf '%-28s %5s %12s %9s %9s %8s\n' path conns req/s p50/ms p99/ms no-op
for connections in 1 16 64; do
  for target in "${paths[@]}"; do
    set -- $target
    sort -n "$work/$connections-${1//\//_}" | awk -v n="$1" -v c="$connections" -v base="$work/base" '
      { line[NR] = $0; bad += $4 }
      END {
        split(line[int((NR + 1) / 2)], m, " ")
        if (n == "/noop") { print m[1] >base; noop = m[1] } else { getline noop <base }
        printf "%-28s %5d %12.0f %9.2f %9.2f %7.0f%%%s\n", n, c, m[1], m[2], m[3], 100 * m[1] / noop, bad ? " FAILED " bad : ""
      }'
  done
done
printf 'memory of the platform: %d MB\n' "$(($(awk '/VmRSS/ {print $2}' "/proc/$(pgrep -P "$server" -n java || echo "$server")/status") / 1024))"
classpath=$(printf '%s:' platform/target/quarkus-app/lib/main/*.jar platform/target/quarkus-app/lib/boot/*.jar)benchmarks/target/classes
for version in "$work"/data/versions/*/; do
  printf 'bare loop, %s: ' "$(grep -q heddle_java "$version/MLmodel" && echo diabetes || echo wine)"
  CLASSPATH=$classpath java dev.heddle.benchmarks.BareLoop "$version" 2>/dev/null
done
