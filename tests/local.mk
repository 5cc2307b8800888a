# SPDX-License-Identifier: LGPL-2.1-or-later
include tests/unit/unit.mk
include tests/unit/agent.mk
include tests/golden/golden.mk
