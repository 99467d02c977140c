# shellcheck shell=bash
# shellcheck disable=SC2034 # used by the scripts that read this
# Ports and a first look at a server, with nothing but bash.

port_taken() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 10000))
    port_taken 127.0.0.1 "$port" || break
  done
  printf '%s' "$port"
}

# Splits an address such as 127.0.0.1:3000 or [::1]:3000 into SITE_HOST, where it can be reached from here, and SITE_PORT.
split_address() {
  [[ $1 =~ ^(.+):([0-9]+)$ ]] || fail "The address '$1' is not of the form host:port, such as 127.0.0.1:3000."
  SITE_HOST="${BASH_REMATCH[1]}" SITE_PORT="${BASH_REMATCH[2]}"
  SITE_HOST="${SITE_HOST#[}" SITE_HOST="${SITE_HOST%]}"
  case $SITE_HOST in 0.0.0.0) SITE_HOST=127.0.0.1 ;; ::) SITE_HOST=::1 ;; esac
}

# Does it answer 200, or 307 to https where it speaks that? (in a subshell: a refused connection ends the shell that tries it)
answers() ( # host, port, path
  exec 3<>"/dev/tcp/$1/$2"
  printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$3" >&3
  IFS= read -r -t 10 line <&3
  [[ $line == *" 200 "* || $line == *" 307 "* ]]
) 2>/dev/null

# Waits for the server that start_child has started last.
wait_until_it_serves() { # host, port
  for _ in $(seq 300); do
    kill -0 "$CHILD" 2>/dev/null || fail "The server ended at its start; its own words stand above."
    if answers "$1" "$2" /health; then return; fi
    sleep 0.2
  done
  fail "The server does not answer on $1:$2 after a minute; its own words stand above."
}
