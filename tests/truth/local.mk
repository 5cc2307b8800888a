# SPDX-License-Identifier: LGPL-2.1-or-later
# Tests the table tests/truth/names, which must have a class for everything in libvirt's domain XML
# that can name something of the host. The class says what the name must be on the destination.
dist_check_SCRIPTS += tests/truth/schema.sh
EXTRA_DIST += tests/truth/names tests/truth/schema.py
