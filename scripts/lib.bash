# Functions that the scripts share; sourced from the root of the checkout.
# shellcheck shell=bash
state=${UP_STATE:-$PWD/.state}
proxyd=$PWD/.build/release/proxyd

fail() {
    echo "$1" >&2
    exit 1
}

# What .env sets, read as proxyd reads it: comments, an optional export, values plain or in quotes; later lines win.
declare -A env_file=()
read_env_file() {
    local line number=0 name value quote character rest
    local pattern='^(export[[:blank:]]+)?([A-Za-z_][A-Za-z0-9_]*)[[:blank:]]*=(.*)$'
    [ -f .env ] || return 0
    while IFS= read -r line || [ -n "$line" ]; do
        number=$((number + 1))
        line=$(trimmed "$line")
        [ -n "$line" ] && [[ $line != '#'* ]] || continue
        [[ $line =~ $pattern ]] || fail ".env: line $number is not NAME=value"
        name=${BASH_REMATCH[2]}
        rest=$(trimmed "${BASH_REMATCH[3]}")
        quote=${rest:0:1}
        if [ "$quote" != '"' ] && [ "$quote" != "'" ]; then
            env_file[$name]=$(trimmed "${rest%%' #'*}")
            continue
        fi
        value=
        rest=${rest:1}
        while :; do
            [ -n "$rest" ] || fail ".env: line $number is not NAME=value"
            character=${rest:0:1}
            rest=${rest:1}
            [ "$character" != "$quote" ] || break
            if [ "$character" = \\ ] && [ "$quote" = '"' ]; then
                character=${rest:0:1}
                rest=${rest:1}
                [ "$character" != n ] || character=$'\n'
            fi
            value+=$character
        done
        rest=$(trimmed "$rest")
        [ -z "$rest" ] || [[ $rest = '#'* ]] || fail ".env: line $number is not NAME=value"
        env_file[$name]=$value
    done < .env
}

# A text without the blanks at both ends.
trimmed() {
    local blank=$' \t\r' text
    text=${1#"${1%%[!$blank]*}"}
    printf '%s' "${text%"${text##*[!$blank]}"}"
}

# A setting by name: from the environment, then .env, then the default.
setting() {
    local value=${!1:-}
    [ -n "$value" ] || value=${env_file[$1]:-}
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

# The ports that a setting lists, each as a plain number; ends the script when one is none.
ports() {
    local port list= words
    IFS=$', \t' read -ra words <<< "$2"
    for port in "${words[@]}"; do
        [[ $port =~ ^0*[0-9]{1,5}$ ]] && [ $((10#$port)) -le 65535 ] ||
            fail "$1: $port is not a port; for example $1=8080 $0"
        list+=${list:+,}$((10#$port))
    done
    [ -n "$list" ] || fail "$1: there is no port; for example $1=8080 $0"
    printf '%s' "$list"
}

# Ends the script when two settings, given as NAME=PORTS, share a port.
require_distinct() {
    local pair port
    local -A names=()
    for pair in "$@"; do
        for port in $(tr , ' ' <<< "${pair#*=}"); do
            [ "$port" != 0 ] || continue
            [ -z "${names[$port]:-}" ] ||
                fail "${pair%%=*}: $port is also the ${names[$port]}; for example ${pair%%=*}=$((port + 1000 & 65535)) $0"
            names[$port]=${pair%%=*}
        done
    done
}

# Ends the script when a port of the list given by a setting is taken.
require_free() {
    local port
    for port in ${2//,/ }; do
        [ "$port" = 0 ] || port_free "$port" ||
            fail "port $port is in use; choose another by $1, for example $1=$((port + 1000 & 65535)) $0"
    done
}

# The first port from one on, by hundreds, that nobody listens on and that is in none of the lists that follow.
next_free() {
    local port=$1 taken
    shift
    taken=,$(IFS=,; echo "$*"),
    while ! port_free "$port" || [[ $taken = *",$port,"* ]]; do
        port=$((port + 100))
        [ "$port" -le 65535 ] || fail "no port is free from $1 on"
    done
    printf '%s' "$port"
}

# ":8080", or nothing for the scheme's own port.
suffix() {
    [ "$1" = "$2" ] || printf ':%s' "$1"
}

# Other arguments than these, colours too, would make SwiftPM compile everything again.
release_arguments=(-c release --static-swift-stdlib --no-color-diagnostics)

# When the last build began that succeeded.
built_at=$PWD/.build/release-built-at

build_release() {
    echo "building (release; the first time takes minutes)"
    mkdir -p .build
    touch "$built_at.begun"
    swift build "${release_arguments[@]}" --product proxyd 2>&1 | show_progress || return 1
    mv "$built_at.begun" "$built_at"
    # The build writes it, or not; what it says belongs to this build.
    [ ! -f Package.resolved ] || touch -r "$built_at" Package.resolved
}

# Whether no source is newer than the program.
release_is_current() {
    [ -x "$proxyd" ] && [ -f "$built_at" ] &&
        [ -z "$(find Sources Package.swift Package.resolved -newer "$built_at" -print -quit 2>/dev/null)" ]
}

# Shortens what SwiftPM says: on a terminal one line that changes, else a line for each tenth; the rest as it is.
show_progress() {
    local line percent shown=-1 transient=
    [ ! -t 1 ] || [ "${TERM:-dumb}" = dumb ] || transient=yes
    while IFS= read -r line || [ -n "$line" ]; do
        if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
            percent=$((BASH_REMATCH[1] * 100 / (BASH_REMATCH[2] > 0 ? BASH_REMATCH[2] : 1)))
            if [ -n "$transient" ]; then
                printf '\r\033[K%.70s' "$line"
            elif [ $((percent / 10)) -gt "$shown" ]; then
                shown=$((percent / 10))
                echo "  $percent % of the build"
            fi
            continue
        fi
        case $line in
            Fetched* | Comput* | Creating* | Working* | Updat* | '')
                if [ -n "$transient" ]; then printf '\r\033[K%.70s' "$line"; fi
                ;;
            *) echo "${transient:+$'\r\033[K'}$line" ;;
        esac
    done
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
started=()
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
    started+=("$name")
}

# Ends what this run started.
stop_started() {
    local name
    for name in "${started[@]}"; do stop_background "$name" 5 || true; done
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

# Waits until a node's /health answers 200; ends the script when the process died or half a minute has passed.
wait_healthy() {
    local answer begin=$SECONDS reason= told= tries
    for ((tries = 0; SECONDS - begin < ${UP_WAIT:-30}; tries++)); do
        answer=$(curl -sS -w '\n%{http_code}' -m 2 "$1" 2>/dev/null) || answer=
        [ "${answer##*$'\n'}" != 200 ] || return 0
        # A moment to become the program before it is looked for.
        if [ "$tries" -gt 5 ] && ! running_pid "$2" > /dev/null; then
            tail -n 5 "$state/$2.log" >&2
            fail "$2 ended; its log is ${state#"$PWD/"}/$2.log"
        fi
        reason=$(grep -o '"detail": *"[^"]*"' <<< "$answer" | cut -d '"' -f 4 | paste -sd ';') || true
        if [ -z "$told" ] && [ -n "$reason" ] && [ $((SECONDS - begin)) -ge 3 ]; then
            echo "waiting: $reason"
            told=yes
        fi
        sleep 0.1
    done
    fail "$2 is not healthy after ${UP_WAIT:-30} s${reason:+: $reason}; its log is ${state#"$PWD/"}/$2.log"
}
