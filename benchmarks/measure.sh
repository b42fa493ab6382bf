# What the benchmarks share; to be sourced. Those of calls expect $work, a folder.
here=$(dirname "${BASH_SOURCE[0]}")

# needs TOOL...: ends the script where one is missing
needs() {
  for tool in "$@"; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install $tool" >&2; exit 1; }
  done
}

# measure URL FILE TYPE JSON_LENGTH CONNECTIONS SECONDS
# prints requests a second, p50 and p99 in milliseconds, and the number of calls that failed
measure() {
  wrk -t1 "-c$5" "-d${6}s" --latency -s "$here/call.lua" "$1" -- "$2" "$3" $4 | awk '
    function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
    $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) }
    $1 == "Requests/sec:" { rate = $2 } /Non-2xx/ { bad += $NF }
    /Socket errors/ { gsub(",", ""); bad += $4 + $6 + $8 + $10 }
    END { printf "%.1f %.3f %.3f %d\n", rate, p50, p99, bad }'
}

# median FILE: the round with the middle rate; its last column is the failures of all rounds
median() {
  sort -n "$1" | awk '{ line[NR] = $0; bad += $4 } END { split(line[int((NR + 1) / 2)], m, " "); print m[1], m[2], m[3], bad + 0 }'
}

# resident PID: megabytes
resident() {
  echo $(($(awk '/VmRSS/ {print $2}' "/proc/$1/status") / 1024))
}

# heddle_start DATA PORT LOG: sets $server and $url; heddle_stop ends it
heddle_start() {
  HEDDLE_SERVING_NOOP=true ./heddle dev --port "$2" --data "$1" >"$3" 2>&1 &
  server=$!
  url=http://127.0.0.1:$2
  for _ in $(seq 900); do
    curl -sf "$url/readyz" >/dev/null && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  echo "heddle did not start:" >&2
  tail "$3" >&2
  exit 1
}

heddle_stop() {
  [ -z "${server:-}" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  server=
}

# the machine, in one line
machine() {
  printf '%s, %s cores, %s; %s\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n1)" "$(nproc)" \
    "$(awk '/MemTotal/ {printf "%d GiB", $2 / 1048576}' /proc/meminfo)" "$(uname -sr)"
}

# find_python: sets $python to one that the peers run on, or ends the script
find_python() {
  for python in python3.12 python3.11 python3.10 python3; do
    "$python" -c 'import sys, venv; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null && return
  done
  echo "Python 3.10 to 3.12 with venv is missing: apt-get install python3-venv" >&2
  exit 1
}

# install_peer NAME FOLDER: an environment FOLDER/NAME with what benchmarks/peers/NAME asks for
install_peer() {
  local pins=$here/peers/$1/requirements.txt
  cmp -s "$pins" "$2/$1/installed.txt" && return
  echo "installing $(head -n1 "$pins") ..." >&2
  rm -rf "${2:?}/$1"
  if ! { "$python" -m venv "$2/$1" && "$2/$1/bin/pip" install -q -r "$pins"; } >"$2/$1.log" 2>&1; then
    echo "$1: skipped, its packages cannot be installed on this machine: $(grep -m1 ERROR "$2/$1.log" | cut -c1-160)"
    return 1
  fi
  cp "$pins" "$2/$1/installed.txt"
}

# spark_classes: sets $spark_classes and $spark_options, what a JVM needs to run the batch program's classes
spark_classes() {
  local spark=batch-runner/spark
  spark_options=$(sed -n 's|.*<spark.options>\(.*\)</spark.options>.*|\1|p' $spark/pom.xml | head -n1)
  spark_classes=$(ls benchmarks/target/benchmarks-*.jar):$(ls $spark/target/heddle-batch-*.jar | grep -v tests)
  spark_classes+=:$(cat $spark/target/spark.classpath):$(cat $spark/target/application.classpath)
}
