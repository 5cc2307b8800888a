#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs the hook and the agent under valgrind, on two real hosts. Guests are admitted and refused,
# arrive and leave. The test fails if valgrind reports an error, or memory that is definitely lost.
. "$(dirname "$0")/../lab/functions.sh"
requires valgrind
up

# When the agent ends, it waits two seconds at most for libvirt, so it may end with memory that is
# still in use. That is no error here; endurance.sh measures how much memory the agent uses.
agent_valgrind="valgrind --quiet --error-exitcode=99"
hook_valgrind="$agent_valgrind --leak-check=full --errors-for-leak-kinds=definite --show-leak-kinds=definite"
cp "$VMG_STAGE/usr/sbin/virt-migration-guard-hook" "$LAB_DIR/real-hook"
cat >"$LAB_DIR/hook" <<HOOK
#!/bin/sh
[ "\$2" = migrate ] || [ "\$2" = prepare ] || exec $LAB_DIR/real-hook "\$@"
G_SLICE=always-malloc exec $hook_valgrind --log-file=$LAB_DIR/valgrind.hook.%p $LAB_DIR/real-hook "\$@"
HOOK
chmod 755 "$LAB_DIR/hook"
for host in host-a host-b; do
    "$lab" exec "$host" sh -c 'printf "[guard]\ndeadline-ms = 60000\nfacts-max-age = 60\n" >/etc/virt-migration-guard/guard.conf.d/90-test.conf'
    "$lab" exec "$host" mount --bind "$LAB_DIR/hook" /usr/sbin/virt-migration-guard-hook
    "$lab" agent stop "$host"
    "$lab" exec "$host" env G_SLICE=always-malloc $agent_valgrind --log-file="$LAB_DIR/valgrind.agent.$host" \
        /usr/sbin/virt-migration-guardd >"$LAB_DIR/$host.said" 2>&1 &
    agents+=($!)
done
is_fresh() { "$lab" exec "$1" find /run/virt-migration-guard/host.xml -mmin -0.5 2>/dev/null | grep -q .; }
for host in host-a host-b; do check "$host's agent runs under valgrind" wait_for 60 is_fresh "$host"; done
stamped() { wait_for 60 is_stamped_by "$1" "$2" "$1"; }
"$lab" guest host-a g1 --listen 0.0.0.0 && stamped host-a g1
"$lab" guest host-a bad --cache writeback --custom cache=writeback && stamped host-a bad
for n in 1 2; do
    admitted "there, $n" host-a host-b g1
    stamped host-b g1
    admitted "and back, $n" host-b host-a g1
    stamped host-a g1
done
refused "a writeback guest" host-a host-b bad
b virt-migration-guard maintenance on >/dev/null
refused "while it is in maintenance" host-a host-b g1
b virt-migration-guard maintenance off >/dev/null
a sh -c 'ip link set br-vm down; sleep 1; ip link set br-vm up'
"$lab" libvirtd restart host-b
sleep 5
for host in host-a host-b; do # the agent's process is a child of lab exec
    "$lab" exec "$host" sh -c "kill -HUP \$(pgrep -f 'valgrind[.]agent.$host' | tail -n 1); sleep 3; kill \$(pgrep -f 'valgrind[.]agent.$host' | tail -n 1)"
done
wait "${agents[@]}"
hooks=("$LAB_DIR"/valgrind.hook.*)
check "the hook ran under it (${#hooks[@]} times)" test ${#hooks[@]} -ge 10
for log in "${hooks[@]}" "$LAB_DIR"/valgrind.agent.*; do
    [ ! -s "$log" ] || { sed 's/^/# /' "$log" | head -n 40; bad=yes; }
done
check "valgrind has nothing to say" test -z "${bad:-}"
finished
