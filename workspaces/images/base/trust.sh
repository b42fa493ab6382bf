#!/bin/sh
# Makes Debian, Python and Java trust the certificates of a PEM file, each of which needs a file of its own.
set -eu
awk -v folder=/usr/local/share/ca-certificates '
    /-----BEGIN CERTIFICATE-----/ { file = sprintf("%s/site-%03d.crt", folder, ++count) }
    file != "" { print > file }
    /-----END CERTIFICATE-----/ { close(file); file = "" }' /usr/local/share/heddle/certificates.pem
update-ca-certificates >/dev/null 2>&1
