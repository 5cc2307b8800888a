/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Sorts an array of strings by byte values, so that the order is the same on every host. */
void vmg_names_sort(GPtrArray *names);
