#!/usr/bin/env bash
# Measures tracking by MLflow's protocol: Heddle beside MLflow's own server on SQLite and on
# PostgreSQL, in one run, in rounds that alternate; whoever is not measured waits. MLflow's server is
# started as its documentation tells, with the four workers that are its default; its PostgreSQL is
# the one that Heddle brings, with the same settings. Every answer is checked.
#
#   benchmarks/tracking.sh                  all of them
#   benchmarks/tracking.sh heddle sqlite    some of them; ratios are of the first
#   QUICK=1                                 10,000 runs and 100,000 points, one short round
#   ROUNDS=3 SECONDS_EACH=4 RUNS=100000 POINTS=1000000 TRACKING_FOLDER=benchmarks/target/tracking
#   KEEP=1                                  leaves what the servers hold, for the next run
#   PEERS_FOLDER=benchmarks/target/peers    where MLflow is installed, about 900 MB
#
# Needs curl, a JDK, Python 3.10 to 3.12 with venv, and 3 GB in TRACKING_FOLDER.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${QUICK:-}" = 1 ]; then
  : "${ROUNDS:=1}" "${SECONDS_EACH:=2}" "${RUNS:=10000}" "${POINTS:=100000}"
fi
folder=${TRACKING_FOLDER:-benchmarks/target/tracking} peers=${PEERS_FOLDER:-benchmarks/target/peers}
port=${PORT:-28570}
source benchmarks/measure.sh
needs curl
servers=("$@")
[ $# -gt 0 ] || servers=(heddle sqlite postgres)
started=() arguments=()
work=$(mktemp -d)

stop() {
  for process in "${started[@]}"; do
    kill -CONT -- "-$process" 2>/dev/null || true
    kill -- "-$process" 2>/dev/null || true # its group: servers have workers
  done
  for process in "${started[@]}"; do
    for _ in $(seq 100); do
      kill -0 -- "-$process" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 -- "-$process" 2>/dev/null || true
    { wait "$process" || true; } 2>/dev/null
  done
  [ ! -f "$folder/postgres/postmaster.pid" ] || postgres pg_ctl stop -D "$folder/postgres" -m fast -w -s || true
  [ "${KEEP:-}" = 1 ] || rm -rf "$folder"/{heddle,heddle.token,mlflow.db,postgres,sqlite-artifacts,postgres-artifacts}
  rm -rf "$work"
}
trap stop EXIT

# postgres PROGRAM ARGUMENT...: a program of the PostgreSQL that Heddle brings; none runs as root
postgres() {
  local program=$1
  shift
  if [ "$(id -u)" = 0 ]; then
    unshare --user "$programs/$program" "$@"
  else
    "$programs/$program" "$@"
  fi
}

# start NAME LOG PROBE COMMAND...: in a group of its own, until it answers at PROBE; sets $process and $url
start() {
  local name=$1 log=$2 probe=$3
  shift 3
  url=http://127.0.0.1:$port
  ! curl -s -o "$work/answer" "$url" || { echo "something else listens at $url: give another PORT" >&2; exit 1; }
  setsid "$@" >"$log" 2>&1 &
  process=$!
  started+=("$process")
  for _ in $(seq 1200); do
    kill -0 "$process" 2>/dev/null || break
    curl -sf "$url/$probe" >/dev/null && return
    sleep 0.1
  done
  echo "$name did not start:" >&2
  tail "$log" >&2
  exit 1
}

# compare NAME KIND DATABASE PROCESS...: adds the server that was started
compare() {
  arguments+=("$1" "$url" "$2" "$3" "$(IFS=,; echo "${*:4}")")
  port=$((port + 10))
}

mlflow() {
  start "$1" "$work/$2.log" health env MLFLOW_DISABLE_TELEMETRY=true "PATH=$peers/tracking/bin:$PATH" \
    "$peers/tracking/bin/mlflow" server --backend-store-uri "$3" \
    --artifacts-destination "$folder/$2-artifacts" --host 127.0.0.1 --port "$port"
}

find_python
mkdir -p "$peers" "$folder"
peers=$(cd "$peers" && pwd) folder=$(cd "$folder" && pwd)
install_peer tracking "$peers" || exit 1
./heddle version >/dev/null # builds, where that is needed
for name in "${servers[@]}"; do
  case $name in
    heddle)
      # As a server, which asks for a token; dev would also bring a Kafka broker.
      [ -f "$folder/heddle.token" ] ||
        ./heddle tokens create --role contributor --name "tracking-$$" --data "$folder/heddle" >"$folder/heddle.token"
      start Heddle "$work/heddle.log" readyz ./heddle server --port "$port" --data "$folder/heddle"
      url=http://tracking:$(tail -n1 "$folder/heddle.token")@127.0.0.1:$port
      postmaster=$folder/heddle/postgres/data/postmaster.pid
      compare Heddle rest \
        "postgresql://heddle:$(cat "$folder/heddle/postgres/password")@127.0.0.1:$(sed -n 4p "$postmaster")/heddle" \
        "$process" "$(head -n1 "$postmaster")"
      ;;
    sqlite)
      mlflow "mlflow server, SQLite" sqlite "sqlite:///$folder/mlflow.db"
      compare "mlflow server, SQLite" database "sqlite:///$folder/mlflow.db" "$process"
      ;;
    postgres)
      unpacked=("${HEDDLE_CACHE_DIR:-$HOME/.cache/heddle}"/postgres-*/bin)
      [ -d "${unpacked[-1]}" ] || ./heddle tokens list --data "$work/unpacked" >"$work/unpack.log"
      unpacked=("${HEDDLE_CACHE_DIR:-$HOME/.cache/heddle}"/postgres-*/bin)
      programs=${unpacked[-1]}
      if [ ! -d "$folder/postgres" ]; then
        postgres initdb -D "$folder/postgres" -U mlflow --auth=trust --encoding=UTF8 --locale=C \
          --locale-provider=builtin --builtin-locale=C.UTF-8 --no-instructions >"$work/initdb.log"
        echo 'CREATE DATABASE mlflow' | postgres postgres --single -D "$folder/postgres" postgres >>"$work/initdb.log"
      fi
      postgres pg_ctl start -D "$folder/postgres" -w -s -l "$work/postgres.log" -o \
        "-p $((port + 1)) -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=50 \
         -c shared_buffers=64MB -c fsync=on -c logging_collector=off"
      database=postgresql+psycopg2://mlflow@127.0.0.1:$((port + 1))/mlflow
      mlflow "mlflow server, PostgreSQL" postgres "$database"
      compare "mlflow server, PostgreSQL" database "$database" "$process" "$(head -n1 "$folder/postgres/postmaster.pid")"
      ;;
    *) echo "there is no $name: heddle, sqlite or postgres" >&2; exit 1 ;;
  esac
done
machine
echo "load average before: $(cut -d' ' -f1-3 /proc/loadavg)"
java -Xmx1g ${JAVA_OPTIONS:-} -Drounds="${ROUNDS:-3}" -Dseconds="${SECONDS_EACH:-4}" -Druns="${RUNS:-100000}" \
  -Dpoints="${POINTS:-1000000}" -Dpython="$peers/tracking/bin/python" -Dscript="$here/peers/tracking/fill.py" \
  -cp "benchmarks/target/classes:platform/target/quarkus-app/lib/main/*" \
  dev.heddle.benchmarks.tracking.TrackingComparison "$work" "${arguments[@]}"
