/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Validates XML by lib/host/virt-migration-guard.rng. */
#pragma once

#include <glib.h>

/* Whether the document TEXT is valid by the schema. */
gboolean test_is_valid(const char *text);
/* Fails unless TEXT is valid. LABEL is for the message. */
void test_valid(const char *label, const char *text);
