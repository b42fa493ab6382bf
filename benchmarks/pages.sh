#!/usr/bin/env bash
# Measures the pages of the dashboard on a platform with many models, runs and points: each page is asked for in turn, and
# its median and its slowest answer stand beside the target of 200 ms.
#
#   benchmarks/pages.sh
#   MODELS=1000 RUNS=100000 POINTS=10000000 ROUNDS=20 PORT=28600 PAGES_FOLDER=benchmarks/target/pages
#   KEEP=1   leaves the data for the next run
#
# Needs curl, a JDK and psql, and 4 GB in PAGES_FOLDER. The platform runs without serving: a thousand loaded models are another matter.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${MODELS:=1000}" "${RUNS:=100000}" "${POINTS:=10000000}" "${ROUNDS:=20}" "${PORT:=28600}"
folder=${PAGES_FOLDER:-benchmarks/target/pages}
for need in curl psql; do command -v "$need" >/dev/null || { echo "$need is missing: sudo apt-get install curl postgresql-client" >&2; exit 1; }; done
url=http://127.0.0.1:$PORT
process=

start() {
  HEDDLE_ROLES=$1 setsid ./heddle dev --data "$folder/data" --port "$PORT" "${@:2}" >"$folder/platform.log" 2>&1 &
  process=$!
  for _ in $(seq 1200); do
    curl -sf "$url/readyz" >/dev/null && return
    kill -0 "$process" 2>/dev/null || { tail "$folder/platform.log" >&2; exit 1; }
    sleep 0.1
  done
}

stop() {
  [ -z "$process" ] || { kill "$process" 2>/dev/null || true; wait "$process" 2>/dev/null || true; }
  process=
}
finish() {
  stop
  [ "${KEEP:-}" = 1 ] || rm -rf "$folder"
}
trap finish EXIT

mkdir -p "$folder"
if [ ! -f "$folder/filled" ]; then
  # A real version with real calls, which all others are copies of.
  start registry,serving
  ./heddle register examples/diabetes/target/diabetes.jar --name diabetes --class com.example.diabetes.Diabetes \
    --artifact weights=examples/diabetes/weights.properties --param threshold=200 --sample examples/diabetes/sample.json --url "$url" >/dev/null
  sample=$(sed 's/^/ /' examples/diabetes/sample.json)
  for _ in $(seq 300); do
    curl -sf "$url/models/diabetes/predict" -H 'Content-Type: application/json' -d "$sample" >/dev/null
  done
  for _ in $(seq 120); do
    curl -sf "$url/api/v1/monitors?model=diabetes" | grep -q '"calls":300' && break
    sleep 1
  done
  sleep 70 # a look of the judge
  postmaster=$folder/data/postgres/data/postmaster.pid
  PGPASSWORD=$(cat "$folder/data/postgres/password") psql -q -h 127.0.0.1 -p "$(sed -n 4p "$postmaster")" -U heddle -d heddle \
    -v models="$MODELS" -v runs="$RUNS" -v points="$POINTS" -f benchmarks/pages.sql
  stop
  touch "$folder/filled"
fi

start registry
run=$(printf 'run77' | md5sum | cut -d' ' -f1)
experiment=$(curl -sf "$url/api/2.0/mlflow/experiments/get-by-name?experiment_name=pages" | grep -o '"experiment_id": *"[0-9]*"' | grep -o '[0-9]*')
pages=(
  / '/ui/models' '/ui/models?name=model-07' '/ui/models/model-0007' '/ui/models/model-0007?window=30d' '/ui/models/model-0007/versions'
  '/ui/models/model-0007/versions/1' '/ui/models/model-0007/versions/1/fields/input.age' '/ui/models/model-0007/history'
  '/ui/runs' "/ui/runs?experiment=pages" "/ui/runs?experiment=pages&filter=metrics.auc+%3E+0.9+and+tags.team+%3D+%27v3%27"
  "/ui/runs/compare?experiment=pages" "/ui/runs/$run" "/ui/runs/$run?tab=curves" '/ui/jobs' '/ui/tables' '/ui/streams' '/ui/features' '/ui/alerts'
)
printf '%-90s %6s %9s %9s\n' page status 'p50 ms' 'max ms'
for page in "${pages[@]}"; do
  curl -s -o /dev/null -H 'Accept: text/html' "$url$page"
  for _ in $(seq "$ROUNDS"); do
    curl -s -o /dev/null -H 'Accept: text/html' -w '%{http_code} %{time_total}\n' "$url$page"
  done | sort -k2 -n | awk -v page="$page" '{ status = $1; times[NR] = $2 * 1000 } END { printf "%-90s %6s %9.0f %9.0f\n", page, status, times[int((NR + 1) / 2)], times[NR] }'
done
