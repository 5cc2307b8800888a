# SPDX-License-Identifier: LGPL-2.1-or-later
# Starts and ends the processes of the lab, and remembers them: for each process, a file in
# LAB_DIR/pids has its id and its start time. The start time is needed because the kernel gives the
# id of a process that has ended to another process.

start_time() { # PID: prints nothing if the process has ended
    sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" { print $20 }'
}
remember() { # NAME PID
    mkdir -p "$LAB_DIR/pids"
    echo "$2 $(start_time "$2")" >"$LAB_DIR/pids/$1"
}
recall() { # NAME: prints the id if that process still runs
    local pid time
    [ -f "$LAB_DIR/pids/$1" ] && read -r pid time <"$LAB_DIR/pids/$1" || return 1
    [ -n "$time" ] && [ "$(start_time "$pid")" = "$time" ] && echo "$pid"
}
# Runs a command in the background, away from the caller's terminal and pipes.
launch() { # NAME LOG COMMAND...
    local name=$1 log=$2
    shift 2
    setsid "$@" </dev/null >>"$log" 2>&1 &
    remember "$name" $!
}
is_gone() { # NAME
    ! recall "$1" >/dev/null
}
finish() { # NAME [SIGNAL]: ends the process, waits at most 10 seconds, and then kills it
    local pid
    pid=$(recall "$1") || { rm -f "$LAB_DIR/pids/$1" && return 0; }
    kill "-${2:-TERM}" "$pid" 2>/dev/null || true
    if ! wait_for 10 is_gone "$1"; then
        kill -KILL "$pid" 2>/dev/null || true
        wait_for 5 is_gone "$1" || echo "$1 (process $pid) does not end" >&2
    fi
    rm -f "$LAB_DIR/pids/$1"
}
wait_for() { # SECONDS COMMAND...
    local end=$((SECONDS + $1))
    shift
    until "$@" 2>/dev/null; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.05
    done
}
# Waits like wait_for. If time runs out, it prints WHAT and the end of the log.
await() { # WHAT LOG SECONDS COMMAND...
    local what=$1 log=$2
    shift 2
    wait_for "$@" && return
    echo "lab: $what is not ready after $1 seconds; the end of its log:" >&2
    tail -n 20 "$log" 2>/dev/null | sed 's/^/    /' >&2
    return 1
}
