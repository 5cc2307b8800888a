#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs the cases of the oracle that have short=True. tests/run runs this script.
exec "$(dirname "$0")/run" --short "$@"
