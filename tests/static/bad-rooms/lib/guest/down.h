/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This include closes a circle of includes. tests/static/rooms.py must find it. */
#include "base/up.h"
