#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the examples for Prometheus and Grafana: every query is valid and uses only metrics that
# the agent writes. Runs in the build directory; automake sets srcdir.
set -euo pipefail

srcdir=$(realpath "${srcdir:-.}")
examples=$srcdir/examples/prometheus
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$*" && exit 1; }

# Lists the metrics that the agent can write: the names in its source, and for a histogram also the
# names with the endings _bucket, _sum and _count.
grep -oE '"[a-z]+(_[a-z]+)*"' "$srcdir/agent/report/metrics.c" | tr -d '"' | sort -u >"$work/names"
sed 's/$/_bucket/' "$work/names" >>"$work/names"
queries() { # of the dashboard, one a line
    python3 -c 'import json, sys
for panel in json.load(open(sys.argv[1]))["panels"]:
    for target in panel["targets"]:
        print(target["expr"])' "$examples/virt-migration-guard.grafana.json"
}
queries >"$work/queries" || fail "the dashboard is not what Grafana reads"
[ "$(wc -l <"$work/queries")" -gt 5 ] || fail "the dashboard has no queries"
used=$(cat "$work/queries" "$examples/virt-migration-guard.rules.yml" | grep -oE 'virt_migration_guard_[a-z_]+' | sort -u)
for metric in $used; do
    grep -qx "${metric#virt_migration_guard_}" "$work/names" || fail "nobody writes $metric"
done

command -v promtool >/dev/null || { echo "promtool is not installed: the rules and queries are not parsed"; exit 77; }
cp "$examples/virt-migration-guard.rules.yml" "$srcdir/tests/examples/alerts.yml" "$work"
promtool check rules "$work/virt-migration-guard.rules.yml"
promtool test rules "$work/alerts.yml"
# Writes the queries as rules, because promtool can parse rules.
{
    printf 'groups:\n  - name: dashboard\n    rules:\n'
    number=0
    while read -r query; do
        number=$((number + 1))
        printf "      - record: query%d\n        expr: '%s'\n" "$number" "$query"
    done <"$work/queries"
} >"$work/dashboard.yml"
promtool check rules "$work/dashboard.yml"
if promtool check rules <(sed 's/)/((/' "$work/dashboard.yml") >/dev/null 2>&1; then fail "promtool finds nothing wrong"; fi
