#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs the cases of the oracle that are marked as short: a step of tests/run.
exec "$(dirname "$0")/run" --short "$@"
