# Functions that the scripts share; sourced from the root of the checkout.
# shellcheck shell=bash
state=${UP_STATE:-$PWD/.state}
proxyd=$PWD/.build/release/proxyd

fail() {
    echo "$1" >&2
    exit 1
}

# A setting by name: from the environment, then .env, then the default.
setting() {
    local value=${!1:-}
    [ -n "$value" ] || [ ! -f .env ] || value=$(sed -n "s/^$1=//p" .env | tail -n 1)
    printf '%s' "${value:-$2}"
}

# Whether no TCP socket listens on a port, on any address.
port_free() {
    local hex
    hex=$(printf '%04X' "$1")
    ! awk -v port=":$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }' \
        /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# Those of some ports that are free, as a list with commas.
free_of() {
    local port list=
    for port in "$@"; do
        ! port_free "$port" || list=$list${list:+,}$port
    done
    printf '%s' "$list"
}

# Ends the script when a port of the list given by a setting is taken.
require_free() {
    local port
    for port in ${2//,/ }; do
        [[ $port =~ ^[0-9]+$ ]] && [ "$port" -le 65535 ] || fail "$1: $port is not a port; for example $1=8080 $0"
        [ "$port" = 0 ] || port_free "$port" ||
            fail "port $port is in use; choose another by $1, for example $1=$((port + 1000 & 65535)) $0"
    done
}

# ":8080", or nothing for the scheme's own port.
suffix() {
    [ "$1" = "$2" ] || printf ':%s' "$1"
}

build_release() {
    echo "building (release; the first time takes minutes)"
    swift build -c release --static-swift-stdlib --product proxyd
}

# The pid of a process that start_background started and that still runs.
running_pid() {
    local pid
    pid=$(cat "$state/$1.pid" 2>/dev/null) || return 1
    [ -n "$pid" ] && [ "$(readlink "/proc/$pid/exe" 2>/dev/null | sed 's/ (deleted)$//')" = "$(readlink -f "$proxyd")" ] ||
        return 1
    printf '%s' "$pid"
}

# Starts a command in a session of its own, with its output in .state/NAME.log and its pid in .state/NAME.pid.
start_background() {
    local name=$1
    shift
    stop_background "$name" 5 || true
    (
        # Nothing of the caller's stays open in it, least of all a lock.
        for fd in /proc/"$BASHPID"/fd/*; do
            fd=${fd##*/}
            [ "$fd" -le 2 ] || exec {fd}>&-
        done
        exec setsid "$@"
    ) < /dev/null > "$state/$name.log" 2>&1 &
    echo $! > "$state/$name.pid"
}

# Asks a process to end and waits; fails when it was not running.
stop_background() {
    local pid tries
    pid=$(running_pid "$1") || { rm -f "$state/$1.pid"; return 1; }
    kill -TERM "$pid" 2>/dev/null || true
    for ((tries = $2 * 10; tries > 0; tries--)); do
        running_pid "$1" > /dev/null || break
        sleep 0.1
    done
    if running_pid "$1" > /dev/null; then kill -KILL "$pid" 2>/dev/null || true; fi
    rm -f "$state/$1.pid"
}

# Waits until a URL answers 200; ends the script when the process died or half a minute has passed.
wait_healthy() {
    local tries
    for ((tries = 300; tries > 0; tries--)); do
        ! curl -fsS -o /dev/null -m 2 "$1" 2>/dev/null || return 0
        # A moment to become the program before it is looked for.
        if [ "$tries" -lt 295 ] && ! running_pid "$2" > /dev/null; then
            tail -n 5 "$state/$2.log" >&2
            fail "$2 ended; its log is ${state#"$PWD/"}/$2.log"
        fi
        sleep 0.1
    done
    fail "$2 is not healthy after 30 s; its log is ${state#"$PWD/"}/$2.log"
}
