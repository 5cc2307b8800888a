/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An include that tests/static/rooms.py must find, because it closes a circle. */
#include "base/up.h"
