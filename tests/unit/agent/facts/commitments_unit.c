/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/facts/commitments.h"

#include "tests/unit/support/helper.h"

#define ONE "11111111-0000-4000-8000-000000000001"
#define TWO "22222222-0000-4000-8000-000000000002"

static gboolean
put(VmgCommitments *commitments, const char *uuid, guint64 commit_kib, gboolean incoming)
{
    const struct vmg_guest guest = {.name = "g-of-no-host",
                                    .uuid = uuid,
                                    .commit_kib = commit_kib,
                                    .vcpus = 2,
                                    .vcpus_plugged = 2};

    return vmg_commitments_put(commitments, vmg_committed_new(&guest, incoming));
}

/* The commitments as text: the first digit of the UUID, a colon, KiB, and "*" if the guest is
 * arriving. */
static char *
told(const VmgCommitments *commitments)
{
    g_autoptr(VmgHost) host = vmg_host_empty();
    GString *text = g_string_new(NULL);

    vmg_commitments_fill(commitments, host);
    if (!(host->view.flags & VMG_HOST_KNOWS_GUESTS))
        g_string_append(text, "unknown");
    for (gsize i = 0; i < host->view.commitment_count; i++) {
        const struct vmg_commitment *commitment = host->view.commitments[i];

        g_string_append_printf(text, "%c:%" G_GUINT64_FORMAT "%s ", commitment->uuid[0],
                               commitment->commit_kib,
                               commitment->flags & VMG_GUEST_INCOMING ? "*" : "");
    }
    return g_string_free(text, FALSE);
}

static void
assert_told(const VmgCommitments *commitments, const char *expected)
{
    g_autofree char *text = told(commitments);

    assert_string_equal(text, expected);
}

static GHashTable *
known(const char *uuid)
{
    GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    if (uuid)
        g_hash_table_add(set, g_strdup(uuid));
    return set;
}

static void
guests_are_told_once_all_are_known(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgCommitments) commitments = vmg_commitments_new();
    g_autoptr(GHashTable) one = known(ONE), none = known(NULL);

    assert_told(commitments, "unknown");
    assert_true(put(commitments, TWO, 5, FALSE));
    assert_true(put(commitments, ONE, 7, FALSE));
    assert_told(commitments, "unknown");
    assert_true(vmg_commitments_complete(commitments, one));
    assert_told(commitments, "1:7 ");
    assert_false(vmg_commitments_complete(commitments, one));
    assert_true(vmg_commitments_complete(commitments, none));
    assert_told(commitments, "");
}

static void
only_changes_are_news(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgCommitments) commitments = vmg_commitments_new();

    assert_true(put(commitments, ONE, 7, FALSE));
    assert_false(put(commitments, ONE, 7, FALSE));
    assert_true(put(commitments, ONE, 8, FALSE));
    assert_true(vmg_commitments_remove(commitments, ONE));
    assert_false(vmg_commitments_remove(commitments, ONE));
}

/* A guest that has run here and is now paused at the end of its outgoing migration is not taken for
 * an arriving guest. */
static void
who_once_ran_is_not_incoming(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgCommitments) commitments = vmg_commitments_new();
    g_autoptr(GHashTable) one = known(ONE);

    vmg_commitments_complete(commitments, one);
    assert_true(put(commitments, ONE, 7, TRUE));
    assert_told(commitments, "1:7* ");
    assert_true(put(commitments, ONE, 7, FALSE));
    assert_told(commitments, "1:7 ");
    assert_false(put(commitments, ONE, 7, TRUE));
    assert_told(commitments, "1:7 ");
}

static void
one_that_has_arrived_is_not_incoming(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgCommitments) commitments = vmg_commitments_new();
    g_autoptr(GHashTable) one = known(ONE);

    vmg_commitments_complete(commitments, one);
    assert_false(vmg_commitments_arrived(commitments, ONE));
    put(commitments, ONE, 7, TRUE);
    assert_true(vmg_commitments_arrived(commitments, ONE));
    assert_told(commitments, "1:7 ");
    assert_false(vmg_commitments_arrived(commitments, ONE));
    /* libvirt was asked about the guest before the event, and its answer arrives after the
     * event. Such an old answer is ignored. */
    put(commitments, ONE, 7, TRUE);
    assert_told(commitments, "1:7 ");
}

static void
put_xml(VmgCommitments *commitments, const char *uuid, const char *xml)
{
    const struct vmg_guest guest = {.name = "g-of-no-host", .uuid = uuid, .commit_kib = 1};
    VmgCommitted *committed = vmg_committed_new(&guest, FALSE);

    committed->xml = g_strdup(xml);
    vmg_commitments_put(commitments, committed);
}

/* A new array is returned only if a guest has changed, because each new array is published in
 * the registry. */
static void
the_list_of_domains_changes_with_them(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgCommitments) commitments = vmg_commitments_new();
    g_autoptr(GPtrArray) first = NULL, same = NULL, second = NULL, third = NULL;

    put_xml(commitments, TWO, "<two/>");
    put_xml(commitments, ONE, "<one/>");
    first = vmg_commitments_domains(commitments);
    assert_int_equal(first->len, 2);
    assert_string_equal(first->pdata[0], "<one/>");
    put_xml(commitments, ONE, "<one/>");
    same = vmg_commitments_domains(commitments);
    assert_ptr_equal(first, same);
    put_xml(commitments, ONE, NULL);
    second = vmg_commitments_domains(commitments);
    assert_int_equal(second->len, 1);
    vmg_commitments_remove(commitments, TWO);
    third = vmg_commitments_domains(commitments);
    assert_int_equal(third->len, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guests_are_told_once_all_are_known),
        cmocka_unit_test(only_changes_are_news),
        cmocka_unit_test(who_once_ran_is_not_incoming),
        cmocka_unit_test(one_that_has_arrived_is_not_incoming),
        cmocka_unit_test(the_list_of_domains_changes_with_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
