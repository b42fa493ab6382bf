#!/usr/bin/env bash
# Runs jobs of growing size on a platform: a Java function of ten doubles scores tables of Parquet into
# tables of the warehouse. Prints how long each job took, its rows a second, and the most memory that
# its program held. Needs a JDK and curl, and in BATCH_FOLDER 15 GB for 200 million rows.
#
#   MILLIONS="5 50 200" benchmarks/scale.sh
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${BATCH_FOLDER:-benchmarks/target/batch}
read -ra sizes <<<"${MILLIONS:-5 50 200}"
source benchmarks/measure.sh
needs curl
./heddle version >/dev/null # builds, where that is needed
mkdir -p "$folder"
work=$(mktemp -d "$folder/scale-XXXX")
trap 'heddle_stop; rm -rf "$work"' EXIT
spark_classes
heddle_start "$work/data" "${PORT:-18097}" "$work/log"
export HEDDLE_URL=$url
./heddle register --name doubles benchmarks/target/benchmarks-*.jar \
  --class dev.heddle.benchmarks.batch.TenDoubles >/dev/null
# at FIELD: a time of the job, in seconds
at() { date -d "$(sed -n "s/^  \"$1\" : \"\(.*\)\".*/\1/p" "$work/job.json")" +%s.%N; }
machine
printf '%14s %10s %14s %12s\n' rows seconds rows/s 'memory/MB'
for millions in "${sizes[@]}"; do
  # shellcheck disable=SC2086
  java -Xmx4g $spark_options -cp "$spark_classes" dev.heddle.benchmarks.batch.RandomTable \
    "$folder/doubles-${millions}000000" "$millions" 2>"$work/table.log"
  ./heddle batch run doubles --input "$(realpath "$folder")/doubles-${millions}000000" --format parquet \
    --output "scale.scores_$millions" --key id --json >"$work/job.json" 2>"$work/job.log" &
  job=$!
  most=0
  while kill -0 "$job" 2>/dev/null; do
    for driver in $(pgrep -f dev.heddle.batch.BatchRunner || true); do
      peak=$(awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$driver/status" 2>/dev/null || true)
      [ "${peak:-0}" -le "$most" ] || most=$peak
    done
    sleep 0.5
  done
  wait "$job" || { cat "$work/job.json" "$work/job.log" >&2; exit 1; }
  seconds=$(awk -v from="$(at startedAt)" -v to="$(at finishedAt)" 'BEGIN { printf "%.1f", to - from }')
  printf '%14s %10s %14s %12s\n' "${millions}000000" "$seconds" \
    "$(awk -v rows="${millions}000000" -v seconds="$seconds" 'BEGIN { printf "%d", rows / seconds }')" "$most"
done
