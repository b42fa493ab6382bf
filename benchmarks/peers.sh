#!/usr/bin/env bash
# Measures MLServer, BentoML, MLflow's server and Ray Serve beside Heddle: the same ONNX graphs, the
# same machine, the same run. Each peer serves them in the way that its documentation tells, with
# one thread for ONNX Runtime, which was the fastest for each; what is JSON is JSON for all, and
# Heddle is also measured with tensors as bytes. One server runs at a time, and rounds alternate.
#
#   benchmarks/peers.sh                    all of them
#   benchmarks/peers.sh mlserver bentoml   some of them
#   ROUNDS=3 SECONDS_EACH=5 CONNECTIONS=64 PEERS_FOLDER=benchmarks/target/peers
#
# Packages go into PEERS_FOLDER, one environment a peer, about 2.5 GB; delete it when done. Needs
# wrk, curl, a JDK and Python 3.10 to 3.12 with venv.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-5} count=${CONNECTIONS:-64} port=${PORT:-18087}
folder=${PEERS_FOLDER:-benchmarks/target/peers}
peers=("$@")
[ $# -gt 0 ] || peers=(mlserver bentoml mlflow ray)
work=$(mktemp -d)
source benchmarks/measure.sh
needs wrk curl
peer=
stop() {
  heddle_stop
  [ -n "$peer" ] || return 0
  kill -- "-$peer" 2>/dev/null || true # its group: servers have workers
  for _ in $(seq 100); do
    kill -0 -- "-$peer" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 -- "-$peer" 2>/dev/null || true
  { wait "$peer" || true; } 2>/dev/null
  peer=
}
trap 'stop; rm -rf "$work"' EXIT

find_python
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
found=()
for name in "${peers[@]}"; do
  [ -d "benchmarks/peers/$name" ] || { echo "there is no benchmarks/peers/$name" >&2; exit 1; }
  install_peer "$name" "$folder" || continue
  found+=("$name")
done

./heddle version >/dev/null # builds, where that is needed
java benchmarks/src/main/java/dev/heddle/benchmarks/Graphs.java "$work"
for model in small mlp; do
  printf '{"x": [%s]}' "$(cat "$work/$model.record")" >"$work/$model.x.json"
  printf '{"inputs": [%s]}' "$(cat "$work/$model.record")" >"$work/$model.inputs.json"
done
json=application/json
export BENTOML_DO_NOT_TRACK=True MLFLOW_DISABLE_TELEMETRY=true RAY_USAGE_STATS_ENABLED=0

# launch NAME MODEL: starts a server of one model, and sets $target and $body
launch() {
  local name=$1 model=$2 home=$work/$1-$2 bin=$folder/$1/bin source=benchmarks/peers/$1
  export PEER_GRAPH=$work/$model.onnx
  mkdir -p "$home"
  case $name in
    mlserver)
      cp "$source/graph.py" "$home/"
      printf '{"host": "127.0.0.1", "http_port": %d, "grpc_port": %d, "metrics_port": %d, "parallel_workers": 0}' \
        "$port" $((port + 1)) $((port + 2)) >"$home/settings.json"
      printf '{"name": "%s", "implementation": "graph.Graph", "parameters": {"uri": "%s"}}' \
        "$model" "$PEER_GRAPH" >"$home/model-settings.json"
      set -- "$bin/mlserver" start "$home"
      target=/v2/models/$model/infer body=$work/$model.json
      ;;
    bentoml)
      set -- "$bin/bentoml" serve "$source/service.py:Graph" --host 127.0.0.1 --port "$port"
      target=/predict body=$work/$model.x.json
      ;;
    mlflow)
      [ -d "$home/model" ] || "$bin/python" "$source/model.py" "$PEER_GRAPH" "$home/model" >"$home/save.log" 2>&1
      set -- env "PATH=$bin:$PATH" "$bin/mlflow" models serve -m "$home/model" --env-manager local -h 127.0.0.1 -p "$port"
      target=/invocations body=$work/$model.inputs.json
      ;;
    ray)
      set -- "$bin/python" "$source/app.py" "$port"
      target=/ body=$work/$model.x.json
      ;;
  esac
  setsid "$@" >"$home/log" 2>&1 &
  peer=$!
  for _ in $(seq 900); do
    curl -sf -o "$home/answer" -H "Content-Type: $json" --data-binary "@$body" "http://127.0.0.1:$port$target" && return 0
    kill -0 "$peer" 2>/dev/null || break
    sleep 0.1
  done
  return 1
}

sample() { # label url body type json_length
  measure "$2" "$3" "$4" "$5" "$count" 3 >/dev/null # warm
  measure "$2" "$3" "$4" "$5" "$count" "$seconds" >>"$work/result.$1"
}

machine
for _ in $(seq "$rounds"); do
  heddle_start "$work/data" "$port" "$work/log"
  for model in small mlp; do
    curl -sf -o "$work/answer" "$url/v2/models/$model/infer" --data-binary "@$work/$model.json" ||
      ./heddle register --url "$url" --name "$model" "$work/$model.onnx" >"$work/register.log"
    measure "$url/v2/models/$model/infer" "$work/$model.json" "$json" "" "$count" 5 >/dev/null
    sample "$model.heddle-json" "$url/v2/models/$model/infer" "$work/$model.json" "$json" ""
    sample "$model.heddle-binary" "$url/v2/models/$model/infer" "$work/$model.binary" \
      application/octet-stream "$(cat "$work/$model.binary.header")"
  done
  stop
  for model in small mlp; do
    for name in "${found[@]}"; do
      if launch "$name" "$model"; then
        sample "$model.$name" "http://127.0.0.1:$port$target" "$body" "$json" ""
      else
        echo "$name: skipped, it does not serve $model here: $(tail -n1 "$work/$name-$model/log" | cut -c1-200)"
        found=("${found[@]/$name/}")
        read -ra found <<<"${found[*]}"
      fi
      stop
    done
  done
done

row='%-8s %-14s %10s %9s %9s %14s %12s %s\n'
printf "$row" model server req/s p50/ms p99/ms 'Heddle req/s' 'its p99' ''
for model in small mlp; do
  read -r rate _ p99 _ <<<"$(median "$work/result.$model.heddle-json")"
  for name in heddle-binary heddle-json "${found[@]}"; do
    read -r r m n bad <<<"$(median "$work/result.$model.$name")"
    printf "$row" "$model" "$name" "${r%.*}" "$m" "$n" "$(awk "BEGIN {printf \"%.1f times\", $rate / $r}")" \
      "$(awk "BEGIN {printf \"%.2f times\", $p99 / $n}")" "$([ "$bad" = 0 ] || echo "FAILED $bad")"
  done
done
echo "(the ratios are of Heddle with JSON to the server in the row)"
