#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs all cases of the oracle, which compares the guard's verdict with the result of the migration.
exec "$(dirname "$0")/../oracle/run" "$@"
