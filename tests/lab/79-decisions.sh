#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Decisions and reports of the agent are kept, and `decisions` shows them.
. "$(dirname "$0")/functions.sh"
up

decisions() { said=$(b virt-migration-guard decisions "$@" 2>&1); } # OPTION...
has() { decisions "${@:2}" && says "$1"; }
lines() { decisions --json "$@" && grep -c '^{' <<<"$said"; } # how many
history=/var/lib/virt-migration-guard/decisions

guest host-a good
guest host-a bad --cache writeback
decisions
check "nothing was decided yet" says "no such decision is recorded here"
admitted "a good one" host-a host-b good
refused "a bad one" host-a host-b bad
check "what was admitted is there" has "admit         good: host-a -> host-b: "
check "what was refused is there" has "refuse        bad: host-a -> host-b: cache: disk vda: cache mode writeback"
check "each in one line, with the zone" eval 'decisions && test "$(grep -cE "^[0-9-]{10}T[0-9:]{8}(Z|[+-][0-9:]{5})  (admit|refuse) +(good|bad): " <<<"$said")" = 2 && test "$(wc -l <<<"$said")" = 2'
check "with its reason" has "found:  disk vda: cache mode writeback" -v
check "and its way out" has "fix:    virsh edit bad: set cache='none'" --verbose
check "below the check's label" has "cache: no disk of the guest keeps data in its host's cache" -v
check "the agent keeps it" wait_for 5 b test -s $history
check "for root alone" test "$(b stat -c %a $history)" = 600
check "each once" test "$(lines)" = 2
check "of one guest" test "$(lines --guest bad)" = 1
check "by its uuid" test "$(lines --guest "$(a virsh domuuid bad)")" = 1
check "what was refused alone" test "$(lines --refused)" = 1
check "the newest alone" eval 'decisions --json --limit 1 && test "$(grep -c "\"guest\":\"bad\"" <<<"$said")" = 1'
check "since an hour" test "$(lines --since 1h)" = 2
check "since a day to come" eval 'test "$(lines --since 2099-01-01)" = 0'
check "since a time with a zone" eval 'test "$(lines --since "$(date -u +%FT%H:%MZ -d "1 hour ago")")" = 2'
check "JSON is JSON" eval 'decisions --json && python3 -c "import json, sys; [json.loads(line)[\"findings\"] for line in sys.stdin]" <<<"$said"'
check "with codes and both hosts" eval 'decisions --json --refused && python3 -c "import json, sys; d = json.load(sys.stdin); assert (d[\"source\"], d[\"destination\"]) == (\"host-a\", \"host-b\"), d; assert [f[\"code\"] for f in d[\"findings\"] if f[\"result\"] == \"FAIL\"] == [\"cache-mode\"], d" <<<"$said"'
check "what passed has its texts, and each outcome its number" eval 'decisions --json --limit 1 && python3 -c "import json, sys; d = json.load(sys.stdin); assert d[\"checks\"] == sum(d[key] for key in (\"passed\", \"warned\", \"exempt\", \"skipped\", \"failed\")), d; assert d[\"failed\"] == 1 and all(f[\"wanted\"] and f[\"found\"] for f in d[\"findings\"] if f[\"result\"] == \"PASS\"), d" <<<"$said"'
check_not "a wrong time is an error" decisions --since soon
check "in one line" says "virt-migration-guard: --since: invalid time 'soon'; fix: write 2h, 7d, 2026-01-31 or '2026-01-31 13:00'"

b timeout 10 virt-migration-guard decisions -f --since 0s >"$LAB_DIR/followed" &
sleep 1
migrate host-a host-b bad
check "-f shows a new one" wait_for 5 grep -q "refuse        bad: host-a -> host-b" "$LAB_DIR/followed"
wait
check "once" test "$(grep -c refuse "$LAB_DIR/followed")" = 1

# If several decisions are recorded at once, `decisions -f` shows all of them, even if their times
# are old. --limit counts only the decisions that are shown first.
line=$(b sh -c "grep -a bad $history | tail -n 1")
b timeout 10 virt-migration-guard decisions -f --limit 1 --refused >"$LAB_DIR/followed" &
sleep 1
for time in 1 2 3; do printf '\n2\t%s\t%s' "$time" "$(cut -f 3- <<<"$line")"; done | b sh -c "cat >>/run/virt-migration-guard/decisions"
check "-f shows all that are new" wait_for 5 eval 'test "$(grep -c "refuse        bad" "$LAB_DIR/followed")" = 4'
wait
b sh -c "sleep 1; grep -av '^2.[123]\b' $history >/tmp/kept; cat /tmp/kept >$history; rm /tmp/kept"

# Without an agent decisions stay in /run. If an agent is killed, each decision is kept exactly
# once.
"$lab" agent kill host-b
migrate host-a host-b bad
check "what waits is shown too" test "$(lines)" = 4
before=$(lines)
b sh -c "cat /run/virt-migration-guard/decisions >>$history; mv /run/virt-migration-guard/decisions /run/virt-migration-guard/decisions.taken"
"$lab" agent start host-b
check "what was taken is kept" wait_for 10 eval '! b test -e /run/virt-migration-guard/decisions.taken'
check "once" test "$(lines)" = "$before"
b sh -c "printf '\nhalf a li' >>$history"
check "a line that was cut short is left out" test "$(lines)" = "$before"
wait_for 20 b sh -c 'test -s /run/virt-migration-guard/host.xml'
wait_for 15 eval '! a virsh list --name | grep -q nobody'
migrate host-a host-b bad
check "and harms no later one" wait_for 5 eval 'test "$(lines)" = $((before + 1))'

# If somebody has replaced the file for decisions in /run by a link, the decision about the guest is
# the same.
b sh -c "rm -f /run/virt-migration-guard/decisions; ln -s /run/elsewhere /run/virt-migration-guard/decisions"
refused "with a link in the way" host-a host-b bad
check_not "it is not followed" b test -e /run/elsewhere
b rm /run/virt-migration-guard/decisions
admitted "back" host-b host-a good

# The metrics for Prometheus count what happens after the start of the agent: here one decision.
metrics=/var/lib/node_exporter/guard.prom
metric() { said=$(b cat $metrics) && says "virt_migration_guard_$1"; }
b sh -c "mkdir -p /var/lib/node_exporter; printf '[metrics]\nfile = $metrics\n' >/etc/virt-migration-guard/guard.conf.d/80-metrics.conf"
kill -HUP "$("$lab" agent pid host-b)"
check "metrics are written" wait_for 5 b test -s $metrics
check "for whoever reads them" test "$(b stat -c %a $metrics)" = 644
migrate host-a host-b bad
b sh -c "sleep 0.5"
kill -HUP "$("$lab" agent pid host-b)"
check "a refusal is counted" wait_for 5 metric 'check_results_total{check="cache",result="fail"}'
check "and why" metric 'reasons_total{check="cache",result="fail",reason="cache-mode"}'
check "and how long it took" eval '! metric "hook_duration_seconds_count 0" >/dev/null'
check "facts are fresh" eval 'test "$(b sed -n "s/^virt_migration_guard_facts_age_seconds //p" $metrics)" -lt 60'
check "Prometheus' own parser takes it" eval 'b cat $metrics | /usr/bin/python3 -c "import sys; from prometheus_client.parser import text_string_to_metric_families as f; assert len(list(f(sys.stdin.read()))) > 8"'
b sh -c "printf '[metrics]\nfile = /proc/no.prom\n' >/etc/virt-migration-guard/guard.conf.d/80-metrics.conf"
kill -HUP "$("$lab" agent pid host-b)"
check "where it can't be written the agent says so" wait_for 5 grep -q "/proc/no.prom: can't write it" "$LAB_DIR/host-b/agent.log"
check_not "and the old one is gone" b test -e $metrics
b rm /etc/virt-migration-guard/guard.conf.d/80-metrics.conf
kill -HUP "$("$lab" agent pid host-b)"

# A guest that arrives although libvirt did not run the hook is reported, and so is a guest that arrives
# over another network than the migration network.
guest host-a open --listen 0.0.0.0
b mv /etc/libvirt/hooks/qemu.d/99-virt-migration-guard /etc/libvirt/away
kill -HUP "$("$lab" libvirtd pid host-b)"
sleep 1
admitted "with no hook" host-a host-b open
check "it is reported" wait_for 5 has "guest open arrives with no decision on record: libvirt did not ask the hook" --guest open
check "in the agent's journal, too" grep -q "guest open arrives with no decision on record" "$LAB_DIR/host-b/agent.log"
b mv /etc/libvirt/away /etc/libvirt/hooks/qemu.d/99-virt-migration-guard
kill -HUP "$("$lab" libvirtd pid host-b)"
check "it is stamped anew" wait_for 15 is_stamped_by host-b open host-b
admitted "and back" host-b host-a open
check "and stamped there" wait_for 15 is_stamped_by host-a open host-a
admitted "with the hook" host-a host-b open
sleep 1
check "that is no news" eval 'decisions && test "$(grep -c "guard: guest open arrives with no decision on record" <<<"$said")" = 1'
guest host-a slow --memory 128 --dirty 4M
admitted "around the network" host-a host-b slow --listen-address 0.0.0.0 --migrateuri tcp://"$("$lab" address host-b management)" --bandwidth 16
check "it is reported" wait_for 5 has "guest slow arrives over 10.71.0.2, network management, not over the migration network migration" --refused

finished
