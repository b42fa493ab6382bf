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
