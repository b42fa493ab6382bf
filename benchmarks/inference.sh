#!/usr/bin/env bash
# Measures the Open Inference Protocol: a small graph (10 numbers to 1) and a larger one (an MLP,
# 128-512-512-10), as JSON and as bytes, against a no-op endpoint of the same server that takes the
# same bodies; then a fast model beside a slow one. Needs wrk, curl and a JDK.
#
# Rounds alternate, since machines drift; each figure is the median of ROUNDS rounds of
# SECONDS_EACH seconds, and its ratio is to the no-op of the same round (median of the ratios).
#
#   ROUNDS=5 SECONDS_EACH=5 CONNECTIONS="1 16 64" benchmarks/inference.sh
#   MINUTES=10 benchmarks/inference.sh     also memory over ten minutes of load
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-5} seconds=${SECONDS_EACH:-5} minutes=${MINUTES:-0} port=${PORT:-18097}
read -ra connections <<<"${CONNECTIONS:-1 16 64}"
work=$(mktemp -d)
source benchmarks/measure.sh
needs wrk curl
trap 'heddle_stop; rm -rf "$work"' EXIT
./heddle version >/dev/null # builds, where that is needed
java benchmarks/src/main/java/dev/heddle/benchmarks/Graphs.java "$work"
heddle_start "$work/data" "$port" "$work/log"
register() { # name file...
  ./heddle register --url "$url" --name "$@" >"$work/register.log" || { cat "$work/register.log" >&2; exit 1; }
}
for graph in small mlp slow; do register "$graph" "$work/$graph.onnx"; done
register waiting benchmarks/target/benchmarks-*.jar --class dev.heddle.benchmarks.Waiting
printf '{"value": 1}' >"$work/waiting.json"

json=application/json bytes=application/octet-stream
noop() { measure "$url/noop" "$work/$1.$2" "$json" "" "$3" "$4"; }
call() { # model format connections seconds
  case $2 in
    json) measure "$url/v2/models/$1/infer" "$work/$1.json" "$json" "" "$3" "$4" ;;
    binary) measure "$url/v2/models/$1/infer" "$work/$1.binary" "$bytes" "$(cat "$work/$1.binary.header")" "$3" "$4" ;;
  esac
}

machine
echo "heddle at $(git rev-parse --short HEAD 2>/dev/null || echo "an unknown commit")"
for model in small mlp; do
  for format in json binary; do
    noop "$model" "$format" 64 3 >/dev/null
    call "$model" "$format" 64 6 >/dev/null
  done
done

row='%-14s %5s %10s %8s %8s %6s %8s %6s %s\n'
printf "$row" call conns req/s p50/ms p99/ms p99/50 no-op ratio ''
for count in "${connections[@]}"; do
  for model in small mlp; do
    for format in json binary; do
      place=$work/$model-$format-$count
      for _ in $(seq "$rounds"); do
        noop "$model" "$format" "$count" "$seconds" >>"$place.noop"
        call "$model" "$format" "$count" "$seconds" >>"$place.call"
      done
      read -r rate p50 p99 bad <<<"$(median "$place.call")"
      read -r base _ <<<"$(median "$place.noop")"
      ratio=$(paste -d' ' "$place.call" "$place.noop" | awk '{print $1 / $5}' | sort -n |
        awk '{r[NR] = $1} END {printf "%.0f%%", 100 * (NR % 2 ? r[(NR + 1) / 2] : (r[NR / 2] + r[NR / 2 + 1]) / 2)}')
      printf "$row" "$model-$format" "$count" "${rate%.*}" "$p50" "$p99" \
        "$(awk "BEGIN {printf \"%.1f\", $p99 / $p50}")" "${base%.*}" "$ratio" \
        "$([ "$bad" = 0 ] || echo "FAILED $bad")"
    done
  done
done

# A fast model alone, then beside four callers of a slow one, which waits or computes.
slow() { # kind seconds
  case $1 in
    waits) measure "$url/models/waiting/predict" "$work/waiting.json" "$json" "" 4 "$2" ;;
    computes) call slow json 1 "$2" ;;
  esac
}
echo
printf '%-26s %10s %8s %8s %s\n' 'small-binary, 16 conns' req/s p50/ms p99/ms 'of alone'
for kind in waits computes; do
  slow "$kind" 2 >/dev/null
  for _ in $(seq "$rounds"); do
    call small binary 16 "$seconds" >>"$work/alone-$kind"
    slow "$kind" $((seconds + 2)) >>"$work/slow-$kind" &
    neighbour=$!
    sleep 1
    call small binary 16 "$seconds" >>"$work/beside-$kind"
    wait "$neighbour"
  done
  read -r alone_rate alone_p50 alone_p99 _ <<<"$(median "$work/alone-$kind")"
  read -r rate p50 p99 bad <<<"$(median "$work/beside-$kind")"
  read -r _ slow_p50 _ slow_bad <<<"$(median "$work/slow-$kind")"
  printf '%-26s %10s %8s %8s\n' alone "${alone_rate%.*}" "$alone_p50" "$alone_p99"
  printf '%-26s %10s %8s %8s p99 %s%s\n' "beside one that $kind" "${rate%.*}" "$p50" "$p99" \
    "$(awk "BEGIN {printf \"%.0f%%, req/s %.0f%%\", 100 * $p99 / $alone_p99, 100 * $rate / $alone_rate}")" \
    "$([ "$((bad + slow_bad))" = 0 ] || echo " FAILED $((bad + slow_bad))")"
  echo "  the slow one: p50 $slow_p50 ms"
done

java=$(pgrep -P "$server" java || echo "$server")
echo
echo "memory of the platform: $(resident "$java") MB"
if [ "$minutes" -gt 0 ]; then
  echo "memory under load, MB each minute:"
  for _ in $(seq "$minutes"); do
    for target in "small json" "mlp binary" "small binary" "mlp json"; do
      read -r model format <<<"$target"
      read -r _ _ _ bad <<<"$(call "$model" "$format" 64 15)"
      [ "$bad" = 0 ] || echo "FAILED $bad of $target"
    done
    printf ' %s' "$(resident "$java")"
  done
  echo
fi
