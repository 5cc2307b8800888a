# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the table of everything in libvirt's domain XML that can name something of the host: each
# name must have a class.
dist_check_SCRIPTS += tests/truth/schema.sh
EXTRA_DIST += tests/truth/names tests/truth/schema.py
