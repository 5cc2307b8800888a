/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests which guest the plan sends to which host. All checks that judge the migrations later are
 * used together. */
#include "tests/unit/support/helper.h"

#include "cli/planner.h"

#include <string.h>

#define DISK "<disk><driver cache='none'/><source file='/srv/images/a'/><target dev='vda'/></disk>"

/* The hosts and guests of one case. */
typedef struct {
    TestDir *dir;
    VmgConfig *config;
    GPtrArray *peers, *running, *moves;
} Site;

static Site
site_new(void)
{
    return (Site){
        .dir = test_dir_new(),
        .config = test_config("[memory]\nreserve-mib = 0\n"),
        .peers = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_peer_free),
        .running = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_running_free),
    };
}

static void
site_clear(Site *site)
{
    g_clear_pointer(&site->moves, g_ptr_array_unref);
    g_ptr_array_unref(site->running);
    g_ptr_array_unref(site->peers);
    vmg_config_free(site->config);
    test_dir_free(site->dir);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Site, site_clear)

static void
add_host(Site *site, const char *name, guint number, const char *status, guint64 free_mib)
{
    g_autofree char *uuid = g_strdup_printf("c0000000-0000-4000-8000-%012u", number);
    g_autofree char *xml = test_dest_xml(), *text = NULL;
    g_autoptr(VmgHost) host = test_host(xml);

    host->view.name = name;
    host->view.uuid = uuid;
    host->view.status = status;
    host->view.memory_total_kib = host->view.memory_available_kib = free_mib * 1024;
    text = vmg_peer_publish(host, NULL, 1, 30, NULL);
    g_ptr_array_add(site->peers, vmg_peer_read(uuid, text, strlen(text), 0, NULL));
}

/* Adds a guest of host-a with this much memory, besides the memory of its QEMU, in the group GROUP
 * unless that is NULL. */
static void
add_member(Site *site, const char *name, guint number, guint64 memory_mib, const char *group)
{
    g_autofree char *placement =
        group ? g_strdup_printf("<p:placement xmlns:p='urn:virt-migration-guard:placement:1'>"
                                "<p:apart>%s</p:apart></p:placement>",
                                group)
              : g_strdup("");
    g_autofree char *stamped = test_stamped(placement, DISK);
    g_autofree char *uuid = g_strdup_printf("a0000000-0000-4000-8000-%012u", number);
    g_autofree char *memory =
        g_strdup_printf("<name>%s</name><memory unit='MiB'>%u</memory>", name, (guint)memory_mib);
    g_auto(GStrv) by_uuid = g_strsplit(stamped, TEST_GUEST_UUID, -1);
    g_autofree char *renamed = g_strjoinv(uuid, by_uuid);
    VmgRunning *running = g_new0(VmgRunning, 1);
    char *start = strstr(renamed, "<name>g1</name>"), *rest = start + strlen("<name>g1</name>");

    assert_non_null(start);
    running->name = g_strdup(name);
    running->xml = g_strdup_printf("%.*s%s%s", (int)(start - renamed), renamed, memory, rest);
    running->len = strlen(running->xml);
    g_ptr_array_add(site->running, running);
}

static void
add_guest(Site *site, const char *name, guint number, guint64 memory_mib)
{
    add_member(site, name, number, memory_mib, NULL);
}

/* Adds a guest of the group GROUP that already runs on the host with the index HOST. */
static void
runs_there(const Site *site, guint host, guint number, const char *group)
{
    const VmgPeer *peer = site->peers->pdata[host];
    g_autofree char *uuid = g_strdup_printf("a0000000-0000-4000-8000-%012u", number);
    const struct vmg_commitment commitment = {
        .struct_size = sizeof(commitment), .uuid = uuid, .commit_kib = 1024, .vcpus = 1};

    vmg_host_add_commitment(peer->host, &commitment);
    vmg_host_set_apart(peer->host, uuid, group);
}

/* Makes the plan. Fails unless the plan as text is EXPECTED, which has "GUEST>HOST " for each
 * guest, with "-" as the host if the guest stays. */
static void
is_planned(Site *site, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    site->moves = vmg_plan(site->running, site->peers, site->config, &site->dir->paths, &error);
    assert_null(error);
    for (guint i = 0; i < site->moves->len; i++) {
        const VmgMove *move = site->moves->pdata[i];

        g_string_append_printf(text, "%s>%s ", move->running->name,
                               move->peer ? vmg_peer_name(move->peer) : "-");
    }
    assert_string_equal(text->str, expected);
}

static const VmgMove *
move_at(const Site *site, guint index)
{
    return site->moves->pdata[index];
}

static void
the_load_is_spread(void **state G_GNUC_UNUSED)
{
    g_auto(Site) site = site_new();

    add_host(&site, "b", 1, "up", 8192);
    add_host(&site, "c", 2, "up", 8000);
    add_guest(&site, "one", 1, 2048);
    add_guest(&site, "two", 2, 2048);
    add_guest(&site, "three", 3, 1024);
    is_planned(&site, "one>b two>c three>b ");
}

static void
capacity_counts_for_all_together(void **state G_GNUC_UNUSED)
{
    g_auto(Site) site = site_new();

    add_host(&site, "b", 1, "up", 3500);
    add_guest(&site, "small", 1, 1024);
    add_guest(&site, "large", 2, 2048);
    add_guest(&site, "other", 3, 1024);
    is_planned(&site, "small>b large>b other>- ");
    test_like("why", move_at(&site, 2)->reason, "b: memory: *");
    assert_non_null(move_at(&site, 2)->fix);
    assert_null(move_at(&site, 1)->reason);
    assert_int_equal(vmg_plan_left(site.moves), 1);
}

/* When the guest `first` is on b, c has more free memory than b, so `second` goes to c. Then
 * `third` fits only on b, beside `first`. */
static void
an_earlier_guest_makes_room(void **state G_GNUC_UNUSED)
{
    g_auto(Site) site = site_new();

    add_host(&site, "b", 1, "up", 6700);
    add_host(&site, "c", 2, "up", 3600);
    add_guest(&site, "first", 1, 3072);
    add_guest(&site, "second", 2, 3000);
    add_guest(&site, "third", 3, 2900);
    is_planned(&site, "first>b second>c third>b ");
}

static void
who_is_not_up_gets_none(void **state G_GNUC_UNUSED)
{
    g_auto(Site) site = site_new();

    add_host(&site, "b", 1, "maintenance", 8192);
    add_guest(&site, "one", 1, 1024);
    is_planned(&site, "one>- ");
    test_like("why", move_at(&site, 0)->reason, "b: status: *maintenance*");
}

static void
without_hosts_nothing_moves(void **state G_GNUC_UNUSED)
{
    g_auto(Site) site = site_new();

    add_guest(&site, "one", 1, 1024);
    is_planned(&site, "one>- ");
    assert_null(move_at(&site, 0)->reason);
    assert_int_equal(vmg_plan_waves(site.moves, 2, 2), 0);
}

static void
a_group_is_kept_apart(void **state G_GNUC_UNUSED)
{
    g_auto(Site) site = site_new();

    add_host(&site, "b", 1, "up", 16384);
    add_host(&site, "c", 2, "up", 4096);
    add_member(&site, "db1", 1, 1024, "db");
    add_member(&site, "db2", 2, 1024, "db");
    add_member(&site, "web", 3, 1024, "web");
    is_planned(&site, "db1>b db2>c web>b ");
}

static void
a_group_larger_than_the_hosts_stays(void **state G_GNUC_UNUSED)
{
    g_auto(Site) site = site_new();

    add_host(&site, "b", 1, "up", 16384);
    add_member(&site, "db1", 1, 1024, "db");
    add_member(&site, "db2", 2, 1024, "db");
    is_planned(&site, "db1>b db2>- ");
    test_like("why", move_at(&site, 1)->reason, "b: apart: db1 of the group db is there");
    test_like("fix", move_at(&site, 1)->fix, "*migrate db1 away from it");
}

static void
who_is_there_already_counts(void **state G_GNUC_UNUSED)
{
    g_auto(Site) site = site_new();

    add_host(&site, "b", 1, "up", 16384);
    add_host(&site, "c", 2, "up", 4096);
    runs_there(&site, 0, 7, "db");
    add_member(&site, "db1", 1, 1024, "db");
    add_member(&site, "web", 2, 1024, "web");
    is_planned(&site, "db1>c web>b ");
}

static void
waves_keep_the_limits(void **state G_GNUC_UNUSED)
{
    static const struct {
        guint outgoing, incoming, waves;
    } rows[] = {
        {2, 2, 3}, {6, 2, 2}, {6, 6, 1}, {1, 1, 6}, {0, 0, 6}, {4, 1, 3},
    };
    g_auto(Site) site = site_new();

    add_host(&site, "b", 1, "up", 16384);
    add_host(&site, "c", 2, "up", 16384);
    for (guint i = 1; i <= 6; i++)
        add_guest(&site, "guest", i, 1024);
    is_planned(&site, "guest>b guest>c guest>c guest>b guest>b guest>c ");
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (guint k = 0; k < site.moves->len; k++)
            ((VmgMove *)site.moves->pdata[k])->wave = 0;
        assert_int_equal(vmg_plan_waves(site.moves, rows[i].outgoing, rows[i].incoming),
                         rows[i].waves);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_load_is_spread),
        cmocka_unit_test(capacity_counts_for_all_together),
        cmocka_unit_test(an_earlier_guest_makes_room),
        cmocka_unit_test(who_is_not_up_gets_none),
        cmocka_unit_test(without_hosts_nothing_moves),
        cmocka_unit_test(a_group_is_kept_apart),
        cmocka_unit_test(a_group_larger_than_the_hosts_stays),
        cmocka_unit_test(who_is_there_already_counts),
        cmocka_unit_test(waves_keep_the_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
