/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/support/entry.h"

#include "ledger/ledger.h"

static const struct vmg_pages pages = {.size_kib = 2048, .kib = 65536};
static const struct vmg_pages *const all_pages[] = {&pages};

struct vmg_guest
test_entry_guest(const char *uuid)
{
    return (struct vmg_guest){.uuid = uuid,
                              .commit_kib = 100000,
                              .vcpus = 4,
                              .vcpus_plugged = 4,
                              .pages = all_pages,
                              .pages_count = 1};
}

gboolean
test_entry_add_to(const char *directory, const char *name, const char *uuid, GError **error)
{
    const struct vmg_guest guest = test_entry_guest(uuid);

    return vmg_ledger_add(directory, name, &guest, TEST_NONCE, error);
}

gboolean
test_entry_add(const TestDir *dir, const char *name)
{
    return test_entry_add_to(dir->paths.ledger, name, TEST_GUEST_UUID, NULL);
}
