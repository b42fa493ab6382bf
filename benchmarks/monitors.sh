#!/usr/bin/env bash
# Measures what monitors cost serving: the same models in two platforms, one with monitors and one without, in rounds
# that alternate; whoever is not measured idles. Needs wrk (apt-get install wrk) and a built checkout.
#
#   ROUNDS=7 SECONDS_EACH=4 CONNECTIONS=64 PORT=18110 benchmarks/monitors.sh
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-7} seconds=${SECONDS_EACH:-4} connections=${CONNECTIONS:-64} port=${PORT:-18110}
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 1; }
work=$(mktemp -d)
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; wait "${servers[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
./heddle version >/dev/null

start() { # on|off port
  HEDDLE_MONITORS_ENABLED=$([ "$1" = on ] && echo true || echo false) HEDDLE_ROLES=registry,serving \
    ./heddle dev --port "$2" --data "$work/$1" >"$work/$1.log" 2>&1 &
  servers+=($!)
  for _ in $(seq 600); do curl -sf "http://127.0.0.1:$2/readyz" >/dev/null && break; sleep 0.1; done
  for model in diabetes wine; do
    (cd "examples/$model" && xargs -d '\n' ../../heddle register --url "http://127.0.0.1:$2" <register.args >/dev/null)
    body=$(tr -d '\n' <"examples/$model/sample.json" | sed 's/^\[\([^}]*}\).*/\1/')
    printf 'wrk.method="POST"\nwrk.headers["Content-Type"]="application/json"\nwrk.body=[[%s]]\n' "$body" >"$work/$model.lua"
    curl -sf --retry 20 --retry-delay 1 --retry-all-errors "http://127.0.0.1:$2/models/$model/predict" -d "$body" >/dev/null
  done
}
start on "$port"
start off "$((port + 1))"

measure() { # model port seconds
  wrk -t1 "-c$connections" "-d${3}s" -s "$work/$1.lua" "http://127.0.0.1:$2/models/$1/predict" \
    | awk '/Requests\/sec:/ { rate = $2 } /Non-2xx/ { bad = $NF } END { if (bad) { print "calls failed: " bad >"/dev/stderr"; exit 1 } print rate }'
}
for model in diabetes wine; do
  for _ in 1 2; do measure "$model" "$port" 8 >/dev/null; measure "$model" "$((port + 1))" 8 >/dev/null; done
  for _ in $(seq "$rounds"); do
    on=$(measure "$model" "$port" "$seconds")
    off=$(measure "$model" "$((port + 1))" "$seconds")
    printf '%s %s\n' "$on" "$off" >>"$work/$model.rates"
  done
  awk '{ print $1 / $2, $1, $2 }' "$work/$model.rates" | sort -n | awk -v model="$model" '
    { ratio[NR] = $1; on[NR] = $2; off[NR] = $3 }
    END {
      middle = int((NR + 1) / 2)
      printf "%-10s with monitors %.0f %% of without (median of %d rounds, %.0f to %.0f %%): %.0f and %.0f req/s\n", model,
        100 * ratio[middle], NR, 100 * ratio[1], 100 * ratio[NR], on[middle], off[middle]
    }'
done
