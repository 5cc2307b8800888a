/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes entries of the ledger, for tests that use them. */
#pragma once

#include "tests/unit/support/helper.h"

#define TEST_NONCE "0c1d2e3f-0000-4000-8000-000000000001"

/* A guest that commits memory, huge pages and vCPUs. */
struct vmg_guest test_entry_guest(const char *uuid);
/* Adds an entry for the guest NAME, which needs what test_entry_guest() says. The entry has the
 * nonce TEST_NONCE. */
gboolean test_entry_add_to(const char *directory, const char *name, const char *uuid,
                           GError **error);
/* As test_entry_add_to(), for a guest with TEST_GUEST_UUID, in the ledger of DIR. */
gboolean test_entry_add(const TestDir *dir, const char *name);
