/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Validates against lib/host/virt-migration-guard.rng. */
#pragma once

#include <glib.h>

/* Whether the document TEXT is what the schema says. */
gboolean test_is_valid(const char *text);
/* Fails unless it is; says LABEL. */
void test_valid(const char *label, const char *text);
