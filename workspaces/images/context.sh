#!/bin/sh
# Puts the folder heddle/ together that the images' build contexts get beside their own files:
#   context.sh HOME FOLDER [CERTIFICATES]
# HOME is a built Heddle, FOLDER is made anew, CERTIFICATES is a PEM file of authorities to trust.
#
#   heddle             the command
#   client/            the jars of platform/client.jars
#   spark/             the jars of workspaces/images/spark.jars, with which Spark reads the warehouse
#   certificates.pem   may be empty
set -eu
home=$1
folder=$2
rm -rf "$folder"
mkdir -p "$folder/client" "$folder/spark"
cp "$home/heddle" "$folder/heddle"
grep -v -e '^#' -e '^$' "$home/platform/client.jars" | while read -r pattern; do
    # Each line is a pattern, on purpose.
    # shellcheck disable=SC2086
    cp -p "$home/platform/target/quarkus-app"/$pattern "$folder/client/"
done
grep -v -e '^#' -e '^$' "$home/workspaces/images/spark.jars" | while read -r name; do
    tr ':' '\n' <"$home/batch-runner/spark/target/application.classpath" |
        grep "/$name-[0-9][^/]*\.jar\$" | head -n 1 | while read -r jar; do cp -p "$jar" "$folder/spark/"; done
done
cp -p "$home"/batch-runner/spark/target/heddle-batch-*.jar "$folder/spark/"
cp "${3:-/dev/null}" "$folder/certificates.pem"
