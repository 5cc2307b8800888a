#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Repeats cases of tests/lab for longer than any limit in the code or in guard.conf's defaults:
# starts and scripts that take more than 90 seconds, a link that flaps for a minute.
set -uo pipefail
lab=$(realpath "$(dirname "$0")/../lab")
failures=0
VMG_SLOW=95 "$lab/41-admission.sh" || failures=1
VMG_FLAPS=60 "$lab/51-agent-holds.sh" || failures=1
exit $failures
