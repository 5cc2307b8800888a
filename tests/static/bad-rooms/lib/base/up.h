/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An include upward, which tests/static/rooms.py must find. */
#include "guest/down.h"
