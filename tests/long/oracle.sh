#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# All cases of the oracle, which compares the guard's verdict with what happens in the migration.
exec "$(dirname "$0")/../oracle/run" "$@"
