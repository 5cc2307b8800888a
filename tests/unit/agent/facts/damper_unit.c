/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests which facts get into the stamps of guests, and when. */
#include "tests/unit/support/helper.h"

#include "agent/facts/damper.h"
#include "agent/facts/publish.h"

#define UP(name)           "<network name='" name "' device='br-" name "' state='up'/>"
#define DOWN(name)         "<network name='" name "' device='br-" name "' state='down'/>"
#define MISSING(name)      "<network name='" name "' state='missing'/>"
#define NFS                "' kind='nfs' path='/srv' source='nas:/"
#define STORE(name, state) "<domain name='" name NFS name "' state='" state "'/>"

/* A snapshot of facts with the storage domains STORAGE instead of TEST_STORAGE. */
static VmgSnapshot *
snapshot_of(const char *status, const char *networks, const char *storage)
{
    g_autofree char *usual = test_host_xml("h", TEST_SOURCE_UUID, "c", status, networks);
    g_auto(GStrv) around = g_strsplit(usual, TEST_STORAGE, 2);
    g_autofree char *xml = g_strjoinv(storage, around);
    VmgSnapshot *snapshot = vmg_snapshot_new(test_host(xml));

    snapshot->essence = vmg_publisher_essence(snapshot->host);
    return snapshot;
}

static void
losses_are_told_apart(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *name, *told, *now, *status;
        gboolean loss;
    } rows[] = {
        {"one of two is down", UP("a") UP("b"), UP("a") DOWN("b"), "up", TRUE},
        {"all are down", UP("a") UP("b"), DOWN("a") DOWN("b"), "up", TRUE},
        {"one is missing", UP("a") UP("b"), MISSING("a") UP("b"), "up", TRUE},
        {"one is gone", UP("a") UP("b"), UP("b"), "up", TRUE},
        {"one is new", UP("a"), UP("a") UP("b"), "up", FALSE},
        {"one is up", DOWN("a"), UP("a"), "up", FALSE},
        {"one is up, another down", DOWN("a") UP("b"), UP("a") DOWN("b"), "up", FALSE},
        {"a new address", UP("a"),
         "<network name='a' device='br-a' state='up'><address family='ipv4' prefix='24'>192.0.2.1"
         "</address></network>",
         "up", FALSE},
        {"another status, too", UP("a"), DOWN("a"), "maintenance", FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgSnapshot) told = snapshot_of("up", rows[i].told, "");
        g_autoptr(VmgSnapshot) now = snapshot_of(rows[i].status, rows[i].now, "");

        if (vmg_damper_is_loss(told, now) != rows[i].loss)
            fail_msg("%s", rows[i].name);
    }
}

static void
lost_storage_is_told_apart(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *name, *told, *now;
        gboolean loss;
    } rows[] = {
        {"one is down", STORE("a", "up"), STORE("a", "down"), TRUE},
        {"one is gone", STORE("a", "up") STORE("b", "up"), STORE("a", "up"), TRUE},
        {"one is new", STORE("a", "up"), STORE("a", "up") STORE("b", "up"), FALSE},
        {"one is up", STORE("a", "down"), STORE("a", "up"), FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgSnapshot) told = snapshot_of("up", UP("a"), rows[i].told);
        g_autoptr(VmgSnapshot) now = snapshot_of("up", UP("a"), rows[i].now);

        if (vmg_damper_is_loss(told, now) != rows[i].loss)
            fail_msg("%s", rows[i].name);
    }
}

typedef struct {
    guint calls;
    gboolean urgent;
    char *essence;
} Told;

static void
on_told(gpointer data, VmgSnapshot *snapshot, gboolean urgent)
{
    Told *told = data;

    told->calls++;
    told->urgent = urgent;
    g_free(told->essence);
    told->essence = g_strdup(snapshot->essence);
}

static gboolean
on_timeout(gpointer data)
{
    *(gboolean *)data = TRUE;
    return G_SOURCE_REMOVE;
}

static void
spend(guint ms)
{
    gboolean over = FALSE;

    g_timeout_add(ms, on_timeout, &over);
    while (!over)
        g_main_context_iteration(NULL, TRUE);
}

static void
what_comes_back_is_not_told(void **state G_GNUC_UNUSED)
{
    Told told = {0};
    g_autoptr(VmgDamper) damper = vmg_damper_new(on_told, &told);
    g_autoptr(VmgSnapshot) good = snapshot_of("up", UP("a"), "");
    g_autoptr(VmgSnapshot) again = snapshot_of("up", UP("a"), "");
    g_autoptr(VmgSnapshot) bad = snapshot_of("up", DOWN("a"), "");
    g_autoptr(VmgSnapshot) better = snapshot_of("up", UP("a") UP("b"), "");
    g_autoptr(VmgSnapshot) other = snapshot_of("maintenance", UP("a"), "");

    vmg_damper_put(damper, good, FALSE);
    assert_int_equal(told.calls, 1);
    for (guint i = 0; i < 10; i++) {
        vmg_damper_put(damper, bad, FALSE);
        spend(20);
        vmg_damper_put(damper, again, FALSE);
    }
    assert_int_equal(told.calls, 1);
    vmg_damper_put(damper, again, TRUE);
    assert_int_equal(told.calls, 2);
    assert_true(told.urgent);
    vmg_damper_put(damper, better, FALSE);
    assert_int_equal(told.calls, 3);
    assert_false(told.urgent);
    vmg_damper_put(damper, other, FALSE);
    assert_int_equal(told.calls, 4);
    assert_true(told.urgent);
    g_free(told.essence);
}

static void
what_stays_lost_is_told(void **state G_GNUC_UNUSED)
{
    Told told = {0};
    g_autoptr(VmgDamper) damper = vmg_damper_new(on_told, &told);
    g_autoptr(VmgSnapshot) good = snapshot_of("up", UP("a") UP("b"), "");
    g_autoptr(VmgSnapshot) bad = snapshot_of("up", DOWN("a") UP("b"), "");
    g_autoptr(VmgSnapshot) worse = snapshot_of("up", DOWN("a") DOWN("b"), "");

    vmg_damper_put(damper, good, FALSE);
    vmg_damper_put(damper, bad, FALSE);
    spend(1500);
    vmg_damper_put(damper, worse, FALSE);
    spend(500);
    assert_int_equal(told.calls, 1);
    spend(2500);
    assert_int_equal(told.calls, 2);
    assert_false(told.urgent);
    assert_string_equal(told.essence, worse->essence);
    vmg_damper_put(damper, good, FALSE);
    assert_int_equal(told.calls, 3);
    g_free(told.essence);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(losses_are_told_apart),
        cmocka_unit_test(lost_storage_is_told_apart),
        cmocka_unit_test(what_comes_back_is_not_told),
        cmocka_unit_test(what_stays_lost_is_told),
    };

    return cmocka_run_group_tests_name("agent: what guests are told", tests, NULL, NULL);
}
