/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* For tests/static/rooms.py, which must find this arrow. */
#include "base/up.h"
