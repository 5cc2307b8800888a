/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This include uses a file of a room that the room base may not use. tests/static/rooms.py must
 * find it. */
#include "guest/down.h"
