#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs the commands of README.md's quick start as they are printed there. A line " HOST# COMMAND" is
# run in the host HOST, and each line below it must be in the output of the command ("..." stands
# for any text). If the first line below it begins with "error:", the command must fail; otherwise
# it must succeed.
. "$(dirname "$0")/functions.sh"
up
readme=$here/../../README.md
quick=$LAB_DIR/quick
mkdir "$quick"

# The lab has no sshd, and its guests do not react to a shutdown request. So `ssh` enters the other
# host, `virsh shutdown` ends the guest at once, and the editor of `virsh edit` makes the change
# that the refusal asks for. All other programs are the real ones.
cat >"$quick/ssh" <<SSH
#!/bin/bash
while [[ \$1 == -* && \$1 != -- ]]; do
    case \$1 in -T | -q) shift ;; *) shift 2 ;; esac
done
[ "\$1" != -- ] || shift
host=\$1 && shift
LAB_DIR=$LAB_DIR exec "$lab" exec "\$host" sh -c "\$*"
SSH
cat >"$quick/virsh" <<'VIRSH'
#!/bin/bash
[ "$1" != shutdown ] || set -- destroy "$2"
exec /usr/bin/virsh "$@"
VIRSH
chmod 755 "$quick/ssh" "$quick/virsh"

squeezed() { tr -s ' \n' ' '; }
has_parts() { # TEXT: $output contains the parts between "...", in this order
    local rest=$output part
    while IFS= read -r part; do
        [[ $rest == *"$part"* ]] || return 1
        rest=${rest#*"$part"}
    done < <(sed 's/ *\.\.\. */\n/g' <<<"$1")
}
expected='' output='' status=0 command='' commands=0
end_command() { # compares the output of the last command with the lines below the command
    [ -n "$command" ] || return 0
    expected=$(squeezed <<<"$expected") output=$(squeezed <<<"$output")
    expected=${expected# } expected=${expected% }
    if [[ $expected == error:* ]]; then
        check "$command: fails" test "$status" -ne 0
    else
        check "$command: succeeds" test "$status" -eq 0
    fi
    [ -n "$expected" ] || return 0
    check "$command: says what README says" has_parts "$expected"
    has_parts "$expected" || printf '# the output was: %s\n' "$output"
}
run() { # HOST COMMAND
    commands=$((commands + 1))
    case $2 in
    *"virsh migrate"*) wait_for 15 is_stamped_by host-a web1 host-a || fail "web1 is stamped" ;;
    esac
    output=$("$lab" exec "$1" env PATH="$quick:$PATH" EDITOR="sed -i s/writeback/none/" \
        bash -c "$2" 2>&1 </dev/null)
    status=$?
}

"$lab" guest host-a web1 --lun --persistent --cache writeback || fail "start web1"
wait_for 15 is_stamped_by host-a web1 host-a || fail "web1 is stamped within 15 seconds"
while IFS= read -r line <&3; do
    if [[ $line =~ ^\ {4}(host-[ab])#\ (.*)$ ]]; then
        end_command
        command=${BASH_REMATCH[2]} expected=''
        run "${BASH_REMATCH[1]}" "$command"
    elif [[ $line == '    '* ]]; then
        expected+=$line$'\n'
    fi
done 3< <(sed -n '/^## Quick start/,/^## /p' "$readme")
end_command
check "the quick start has ten commands" test "$commands" -eq 10
check "web1 runs on host-b" runs_on host-b web1
finished
