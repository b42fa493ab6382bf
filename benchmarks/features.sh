#!/usr/bin/env bash
# Measures features: reads in the process on RocksDB; calls of a model whose two features the caller
# sends beside calls that leave them to one feature view of 100,000 customers; and the time from an event in
# a topic to another score, at 5,000 events a second. A real broker on this machine. Rounds alternate;
# figures are medians, the share that of the medians of ratios. Needs wrk, curl and a JDK.
#
#   benchmarks/features.sh
#   ROUNDS=5 SECONDS_EACH=5 ENTITIES=1000000 EVENTS=5000 PROBES=1000 benchmarks/features.sh
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-5} seconds=${SECONDS_EACH:-5} port=${PORT:-18097}
work=$(mktemp -d)
source benchmarks/measure.sh
needs wrk curl
trap 'heddle_stop; rm -rf "$work"' EXIT
./heddle version >/dev/null # builds, where that is needed
machine
classes="benchmarks/target/classes:platform/target/quarkus-app/lib/main/*"
run() { java -Xmx1g -Djava.util.logging.manager=org.jboss.logmanager.LogManager -cp "$classes" "$@" 2>>"$work/java.log" | grep µs\\\|writes\\\|score; }
run dev.heddle.benchmarks.features.FeatureReads "$work/reads" "${ENTITIES:-1000000}"

heddle_start "$work/data" "$port" "$work/log"
export HEDDLE_URL=$url
jar=$(ls benchmarks/target/benchmarks-*.jar)
./heddle features define benchmarks/activity.yaml >/dev/null
./heddle topic create seen --partitions 4 >/dev/null
./heddle register "$jar" --name rated --class dev.heddle.benchmarks.features.Rated >/dev/null
./heddle stream deploy --topic seen --group seen --jar "$jar" --function dev.heddle.benchmarks.features.Activity >/dev/null
seq 0 99999 | awk '{printf "{\"key\":\"%d\",\"value\":{\"customerId\":%d,\"purchases7d\":%d,\"visits7d\":%d}}\n", $1, $1, $1 % 50, $1}' |
  ./heddle topic send seen --file - >/dev/null
until curl -sf "$url/models/rated/predict" -d '{"customerId": 99999, "tenureMonths": 3}' >/dev/null; do sleep 0.2; done

cat >"$work/call.lua" <<'LUA'
local sent
function init(arguments) sent = arguments[1] == "sent" end
function request()
  local id = math.random(0, 99999)
  local rest = sent and string.format(',"purchases7d":%d,"visits7d":%d', id % 50, id) or ""
  return wrk.format("POST", nil, { ["Content-Type"] = "application/json" },
    string.format('{"customerId":%d,"tenureMonths":3%s}', id, rest))
end
LUA
call() { # sent|found seconds
  wrk -t1 -c64 "-d${2}s" --latency -s "$work/call.lua" "$url/models/rated/predict" -- "$1" | awk '
    function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
    $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) } $1 == "Requests/sec:" { rate = $2 } /Non-2xx/ { bad += $NF }
    END { printf "%.1f %.3f %.3f %d\n", rate, p50, p99, bad }'
}
call sent 5 >/dev/null
call found 5 >/dev/null
for _ in $(seq "$rounds"); do
  call sent "$seconds" >>"$work/sent"
  call found "$seconds" >>"$work/found"
done
for what in sent found; do
  read -r rate p50 p99 bad <<<"$(median "$work/$what")"
  printf '%-34s %9.0f req/s  p50 %6.2f  p99 %6.2f ms%s\n' "features that are $what" "$rate" "$p50" "$p99" \
    "$([ "$bad" = 0 ] || echo " FAILED $bad")"
done
paste -d' ' "$work/found" "$work/sent" | awk '{print $1 / $5}' | sort -n |
  awk '{r[NR] = $1} END {printf "%-34s %8.0f%%\n", "found of sent", 100 * r[int((NR + 1) / 2)]}'
brokers=$(curl -sf "$url/api/v1/brokers" | sed 's/.*"bootstrapServers":"\([^"]*\)".*/\1/')
run dev.heddle.benchmarks.features.EventToScore "$url" "$brokers" "${EVENTS:-5000}" "${PROBES:-1000}"
