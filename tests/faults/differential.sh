#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `virt-migration-guard check` and the installed hook report the same findings for the same domain
# XML, byte for byte. Usage: VMG_STAGE=DIR differential.sh
set -uo pipefail

here=$(realpath "$(dirname "$0")")
. "$here/installed.sh"
facts >host-b.xml
sed -e 's/00b</00a</' -e 's/host-b/host-a/' -e 's/192\.0\.2\.2/192.0.2.1/' host-b.xml >host-a.xml
exec python3 "$here/differential.py" "$here/.." "$(boottime)"
