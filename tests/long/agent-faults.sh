#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs tests/faults/agent.sh with several errnos, and with a real etcd.
VMG_FAULTS=whole exec "$(dirname "$0")/../faults/agent.sh"
