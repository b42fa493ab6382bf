#!/usr/bin/env bash
# Measures streams on a real broker on this machine: a function that does nothing beside a bare loop
# of Kafka's client over the same topic (4 partitions, events of 200 bytes, 10,000 keys) and as a
# queue, and a function that takes five milliseconds, on one partition, beside calling it event by
# event. Rounds alternate; figures are medians. Needs a JDK, and 1 GB in STREAMS_FOLDER.
#
#   benchmarks/streams.sh
#   ROUNDS=5 EVENTS=1000000 SLOW_EVENTS=50000 STREAMS_FOLDER=benchmarks/target/streams
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${STREAMS_FOLDER:-benchmarks/target/streams}
source benchmarks/measure.sh
./heddle version >/dev/null # builds, where that is needed
rm -rf "$folder"
machine
# shellcheck disable=SC2086
java -Xmx1g ${JAVA_OPTIONS:-} -Drounds="${ROUNDS:-5}" -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
  -cp "benchmarks/target/classes:platform/target/quarkus-app/lib/main/*" dev.heddle.benchmarks.streams.StreamThroughput \
  "$PWD" "$folder" "${EVENTS:-1000000}" "${SLOW_EVENTS:-50000}" 2>"$folder.log" |
  grep -v -E "^[0-9-]+ .*INFO|kafka"
