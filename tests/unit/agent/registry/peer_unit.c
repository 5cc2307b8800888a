/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a host publishes about itself, and what other hosts believe of it. */
#include "tests/unit/support/helper.h"

#include "agent/registry/peer.h"

#include <string.h>

static GBytes *
key_of(const char *text)
{
    return g_bytes_new(text, strlen(text));
}

static char *
published(GBytes *key)
{
    g_autofree char *xml = test_source_xml();
    g_autoptr(VmgHost) host = test_host(xml);

    return vmg_peer_publish(host, NULL, 1, 45, key);
}

static VmgPeer *
read_peer(const char *text, gint64 age_ms, GBytes *key)
{
    return vmg_peer_read(TEST_SOURCE_UUID, text, strlen(text), age_ms, key);
}

static void
what_is_published_is_read(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_source_xml(), *text = published(NULL);
    g_autoptr(VmgHost) host = test_host(xml);
    g_autoptr(VmgPeer) peer = read_peer(text, 1500, NULL);
    g_autofree char *before = vmg_host_to_string(host, VMG_HOST_WHOLE);
    g_autofree char *after = NULL;

    assert_null(peer->problem);
    after = vmg_host_to_string(peer->host, VMG_HOST_WHOLE);
    assert_string_equal(after, before);
    assert_string_equal(peer->version, PACKAGE_VERSION);
    assert_int_equal(peer->lease, 45);
    assert_int_equal(peer->age_ms, 1500);
    assert_string_equal(vmg_peer_name(peer), "host-a");
}

static void
its_guests_are_read(void **state G_GNUC_UNUSED)
{
    VmgPeerGuest here = {.uuid = (char *)TEST_DEST_UUID,
                         .name = (char *)"web <1>",
                         .serial = G_MAXUINT64,
                         .stays = (char *)"cache-mode"},
                 gone = {.uuid = (char *)TEST_SOURCE_UUID, .serial = 5, .gone = TRUE};
    g_autofree char *xml = test_source_xml(), *text = NULL;
    g_autoptr(VmgHost) host = test_host(xml);
    g_autoptr(GPtrArray) guests = g_ptr_array_new();
    g_autoptr(VmgPeer) peer = NULL;

    g_ptr_array_add(guests, &here);
    g_ptr_array_add(guests, &gone);
    text = vmg_peer_publish(host, guests, 1, 45, NULL);
    peer = read_peer(text, 0, NULL);
    assert_int_equal(peer->guests->len, 2);
    for (guint i = 0; i < 2; i++) {
        const VmgPeerGuest *one = guests->pdata[i], *two = peer->guests->pdata[i];

        assert_string_equal(two->uuid, one->uuid);
        assert_int_equal(g_strcmp0(two->name, one->name), 0);
        assert_true(two->serial == one->serial);
        assert_int_equal(two->gone, one->gone);
        assert_int_equal(g_strcmp0(two->stays, one->stays), 0);
    }
    assert_int_equal(vmg_peer_stuck(peer), 1);
}

/* The entry for agents is small: it has only the identity of the host, its status, and the
 * serials of stamps. */
static void
a_brief_has_what_agents_need(void **state G_GNUC_UNUSED)
{
    VmgPeerGuest guest = {.uuid = (char *)TEST_DEST_UUID,
                          .name = (char *)"web1",
                          .serial = 7,
                          .stays = (char *)"cache-mode"};
    g_autofree char *xml = test_source_xml(), *text = NULL;
    g_autoptr(VmgHost) host = test_host(xml);
    g_autoptr(GPtrArray) guests = g_ptr_array_new();
    g_autoptr(VmgPeer) peer = NULL, whole = NULL;
    g_autofree char *facts = published(NULL);

    g_ptr_array_add(guests, &guest);
    text = vmg_peer_publish_brief(host, guests, 3, 45, NULL);
    assert_null(strstr(text, "web1"));
    assert_null(strstr(text, "<cpu"));
    peer = read_peer(text, 0, NULL);
    assert_null(peer->problem);
    assert_true(peer->is_brief);
    assert_int_equal(peer->order, 3);
    assert_string_equal(vmg_peer_name(peer), "host-a");
    assert_string_equal(vmg_peer_status(peer), VMG_STATUS_UP);
    assert_int_equal(((const VmgPeerGuest *)peer->guests->pdata[0])->serial, 7);
    whole = read_peer(facts, 0, NULL);
    assert_false(whole->is_brief);
}

static void
a_host_that_is_gone_has_no_facts(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) key = key_of("0123456789abcdef"), other = key_of("0123456789abcdeg");
    g_autofree char *text = vmg_peer_publish_gone(TEST_SOURCE_UUID, 9, 45, key);
    g_autoptr(VmgPeer) peer = read_peer(text, 0, key), forged = read_peer(text, 0, other);

    assert_true(peer->is_gone);
    assert_null(peer->host);
    assert_null(peer->problem);
    assert_int_equal(peer->order, 9);
    assert_false(forged->is_gone);
    assert_non_null(forged->problem);
    vmg_peer_doubt(peer, g_strdup("old"));
    assert_false(peer->is_gone);
    assert_string_equal(peer->problem, "old");
}

static void
a_lease_ends(void **state G_GNUC_UNUSED)
{
    static const struct {
        gint64 age_ms;
        const char *status;
    } rows[] = {
        {-5, VMG_STATUS_UP},
        {0, VMG_STATUS_UP},
        {45000, VMG_STATUS_UP},
        {45001, VMG_STATUS_NON_RESPONSIVE},
        {G_MAXINT64, VMG_STATUS_NON_RESPONSIVE},
    };
    g_autofree char *text = published(NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgPeer) peer = read_peer(text, rows[i].age_ms, NULL);

        assert_string_equal(vmg_peer_status(peer), rows[i].status);
    }
}

/* Reads TEXT as a peer. Fails unless its problem matches PATTERN; "" means that there must be no
 * problem. */
static void
is_believed(const char *label, const char *text, GBytes *key, const char *pattern)
{
    g_autoptr(VmgPeer) peer = read_peer(text, 0, key);

    test_like(label, peer->problem ? peer->problem : "", pattern);
    assert_true(!peer->host == (*pattern != '\0'));
    assert_string_equal(vmg_peer_status(peer),
                        peer->host ? VMG_STATUS_UP : VMG_STATUS_NON_RESPONSIVE);
    assert_string_equal(vmg_peer_name(peer), peer->host ? "host-a" : TEST_SOURCE_UUID);
}

static void
only_what_is_signed_is_believed(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) key = key_of("0123456789abcdef"), other = key_of("0123456789abcdeg");
    g_autofree char *is_signed = published(key), *is_plain = published(NULL);
    g_auto(GStrv) parts = g_strsplit(is_signed, "status>up<", 2);
    g_autofree char *altered = g_strjoinv("status>maintenance<", parts);

    assert_string_not_equal(altered, is_signed);
    is_believed("signed", is_signed, key, "");
    is_believed("signed, and nobody asks", is_signed, NULL, "");
    is_believed("not signed, and nobody asks", is_plain, NULL, "");
    is_believed("not signed", is_plain, key, "not signed with the cluster's key*");
    is_believed("signed with another key", is_signed, other, "not signed with the cluster's key*");
    is_believed("altered", altered, key, "not signed with the cluster's key*");
}

static void
an_entry_is_of_its_own_host(void **state G_GNUC_UNUSED)
{
    g_autofree char *text = published(NULL);
    g_autoptr(VmgPeer) peer = vmg_peer_read(TEST_DEST_UUID, text, strlen(text), 0, NULL);

    test_like("copied", peer->problem, "the entry of another host, host-a (" TEST_SOURCE_UUID ")");
    assert_null(peer->host);
}

static void
what_is_no_entry_is_a_problem(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *pattern;
    } rows[] = {
        {"", "*empty*"},
        {"<peer", "*"},
        {"<peer/>", "not what an agent publishes"},
        {"<host xmlns='" VMG_XMLNS "'/>", "not what an agent publishes"},
        {"<peer xmlns='" VMG_XMLNS "'/>", "*"},
        {"<!DOCTYPE peer><peer xmlns='" VMG_XMLNS "'/>", "*DOCTYPE*"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        is_believed(rows[i].text, rows[i].text, NULL, rows[i].pattern);
}

static void
a_lease_that_is_none_is_the_default(void **state G_GNUC_UNUSED)
{
    g_autofree char *text = published(NULL);
    static const char *const leases[] = {"0", "-1", "x", "99999999999", ""};

    for (gsize i = 0; i < G_N_ELEMENTS(leases); i++) {
        g_autofree char *lease = g_strdup_printf("lease=\"%s\"", leases[i]);
        g_auto(GStrv) parts = g_strsplit(text, "lease=\"45\"", 2);
        g_autofree char *other = g_strjoinv(lease, parts);
        g_autoptr(VmgPeer) peer = read_peer(other, 0, NULL);

        assert_int_equal(peer->lease, 30);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_published_is_read),
        cmocka_unit_test(its_guests_are_read),
        cmocka_unit_test(a_brief_has_what_agents_need),
        cmocka_unit_test(a_host_that_is_gone_has_no_facts),
        cmocka_unit_test(a_lease_ends),
        cmocka_unit_test(only_what_is_signed_is_believed),
        cmocka_unit_test(an_entry_is_of_its_own_host),
        cmocka_unit_test(what_is_no_entry_is_a_problem),
        cmocka_unit_test(a_lease_that_is_none_is_the_default),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
