# SPDX-License-Identifier: LGPL-2.1-or-later
# What libvirt's domain XML can name of a host, and whether somebody has thought of it.
dist_check_SCRIPTS += tests/truth/schema.sh
EXTRA_DIST += tests/truth/names tests/truth/schema.py
