# SPDX-License-Identifier: LGPL-2.1-or-later
check_PROGRAMS += tests/golden/golden tests/golden/schema
EXTRA_DIST += tests/golden/pairs
