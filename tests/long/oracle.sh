#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# All cases of the oracle: what the guard says of a migration is compared with what comes of it.
exec "$(dirname "$0")/../oracle/run" "$@"
