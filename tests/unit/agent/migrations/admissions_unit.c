/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ends an entry of the ledger. libvirt's test driver plays the host: the driver has a
 * running guest "test", and the tests define more guests. */
#include "agent/migrations/admissions.h"

#include "base/sys.h"
#include "ledger/ledger.h"
#include "tests/unit/support/helper.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUNNING "6695eb01-f6a4-8304-79aa-97f2502e193f"
#define DEFINED "11111111-0000-4000-8000-000000000001"
#define ABSENT  "22222222-0000-4000-8000-000000000002"
#define NONCE   "0c1d2e3f-0000-4000-8000-000000000001"
#define OTHER   "0c1d2e3f-0000-4000-8000-000000000002"

/* This process plays libvirt's daemon. It does so under a name that no other process has,
 * because the same test may run on the machine twice at the same time. */
static char daemon_name[16];
static const char *const daemons[] = {daemon_name, NULL};

/* Defines the guest DEFINED, which came in an offline migration with this NONCE. */
static virConnect *
connect_to_host(void)
{
    virConnect *connect = virConnectOpen("test:///default");
    virDomain *domain = virDomainDefineXML(
        connect, "<domain type='test'><name>defined</name><uuid>" DEFINED "</uuid>"
                 "<metadata><v:stamp xmlns:v='urn:virt-migration-guard:1' admission='" NONCE
                 "'/></metadata><memory>1024</memory><os><type>hvm</type></os></domain>");

    assert_non_null(domain);
    virDomainFree(domain);
    return connect;
}

typedef struct {
    VmgInventory *inventory;
    gboolean done, again;
} Answer;

static void
looked(gpointer data, VmgInventory *inventory, const GError *error, gboolean again)
{
    Answer *answer = data;

    assert_null(error);
    vmg_inventory_free(answer->inventory);
    *answer = (Answer){.inventory = inventory, .done = TRUE, .again = again};
}

static void
look(VmgAdmissions *admissions, Answer *answer, virConnect *connect)
{
    answer->done = FALSE;
    vmg_admissions_look(admissions, connect);
    while (!answer->done)
        g_main_context_iteration(NULL, TRUE);
}

static void
put(const TestDir *dir, const char *uuid, const char *nonce, gint64 admitted, gint64 prepared)
{
    g_autofree char *text =
        g_strdup_printf("[incoming]\nuuid=%s\nnonce=%s\nadmitted=%" G_GINT64_FORMAT
                        "\nprepared=%" G_GINT64_FORMAT "\n",
                        uuid, nonce, admitted, prepared);

    test_write(dir, "run/incoming/g1@" NONCE, text);
}

static gboolean
is_there(const TestDir *dir)
{
    g_autoptr(VmgEntry) entry = vmg_ledger_get(dir->paths.ledger, "g1", NONCE, NULL);

    return entry != NULL;
}

/* In each row, the agent looks once at an entry. Times are milliseconds before now. */
static void
what_a_look_ends(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *what, *uuid, *nonce;
        gint64 admitted_ago, prepared_ago; /* milliseconds; -1: not prepared */
        gboolean stays;
    } rows[] = {
        {"prepared and active", RUNNING, NONCE, 900, 800, TRUE},
        {"prepared, and libvirt gave it up", ABSENT, NONCE, 900, 800, FALSE},
        {"prepared, and only its configuration is left", DEFINED, OTHER, 900, 800, FALSE},
        {"prepared after the question", ABSENT, NONCE, 900, -60000, TRUE},
        {"came in an offline migration", DEFINED, NONCE, 900, -1, FALSE},
        {"defined by somebody else", DEFINED, OTHER, 900, -1, TRUE},
        {"young", ABSENT, NONCE, 900, -1, TRUE},
        {"late, at the first look", ABSENT, NONCE, 9000, -1, TRUE},
    };
    virConnect *connect = connect_to_host();

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_dir_new();
        Answer answer = {0};
        g_autoptr(VmgAdmissions) admissions =
            vmg_admissions_new(dir->paths.ledger, daemons, looked, &answer);
        gint64 now = vmg_sys_boottime_ms();

        put(dir, rows[i].uuid, rows[i].nonce, now - rows[i].admitted_ago,
            rows[i].prepared_ago == -1 ? 0 : now - rows[i].prepared_ago);
        look(admissions, &answer, connect);
        if (is_there(dir) != rows[i].stays)
            fail_msg("%s", rows[i].what);
        vmg_inventory_free(answer.inventory);
    }
    virConnectClose(connect);
}

/* Starts a process that plays a hook script that libvirt waits for. */
static pid_t
start_script(void)
{
    pid_t child = fork();

    if (child == 0) {
        pause();
        _exit(0);
    }
    return child;
}

static void
end_script(pid_t child)
{
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

/* If libvirt has not prepared the guest, its entry ends after libvirt has run no script for a
 * while. This process plays libvirt's daemon. */
static void
what_waits_for_a_script_stays(void **state G_GNUC_UNUSED)
{
    const gulong pause_us = (VMG_LEDGER_UNPREPARED_MS + 100) * 1000;
    virConnect *connect = connect_to_host();
    g_autoptr(TestDir) dir = test_dir_new();
    Answer answer = {0};
    g_autoptr(VmgAdmissions) admissions =
        vmg_admissions_new(dir->paths.ledger, daemons, looked, &answer);
    gint64 admitted = vmg_sys_boottime_ms();
    pid_t script = start_script();

    prctl(PR_SET_NAME, daemon_name);
    put(dir, ABSENT, NONCE, admitted, 0);
    g_usleep(pause_us);
    look(admissions, &answer, connect);
    end_script(script);
    /* libvirt's daemon runs no hook script any more. This look notes the time, and only a look
     * after VMG_LEDGER_UNPREPARED_MS ends the entry. A script that runs meanwhile makes the agent
     * forget the time. */
    look(admissions, &answer, connect);
    script = start_script();
    g_usleep(pause_us);
    look(admissions, &answer, connect);
    assert_true(is_there(dir));
    end_script(script);
    look(admissions, &answer, connect);
    assert_true(is_there(dir));
    g_usleep(pause_us);
    look(admissions, &answer, connect);
    assert_false(is_there(dir));
    vmg_inventory_free(answer.inventory);
    virConnectClose(connect);
}

static void
a_look_meanwhile_is_noted(void **state G_GNUC_UNUSED)
{
    virConnect *connect = connect_to_host();
    g_autoptr(TestDir) dir = test_dir_new();
    Answer answer = {0};
    g_autoptr(VmgAdmissions) admissions =
        vmg_admissions_new(dir->paths.ledger, daemons, looked, &answer);

    assert_true(vmg_admissions_is_idle(admissions));
    vmg_admissions_look(admissions, connect);
    assert_false(vmg_admissions_is_idle(admissions));
    look(admissions, &answer, connect);
    assert_true(answer.again);
    look(admissions, &answer, connect);
    assert_false(answer.again);
    vmg_inventory_free(answer.inventory);
    virConnectClose(connect);
}

static void
the_inventory_is_in_the_facts(void **state G_GNUC_UNUSED)
{
    virConnect *connect = connect_to_host();
    g_autoptr(VmgInventory) inventory = vmg_inventory_read(connect, NULL);
    g_autoptr(VmgHost) host = vmg_host_empty();

    assert_non_null(inventory);
    assert_null(vmg_inventory_find(inventory, ABSENT));
    vmg_inventory_find(inventory, DEFINED)->saved = TRUE;
    vmg_inventory_fill_in(inventory, host);
    assert_int_equal(host->view.flags & VMG_HOST_KNOWS_INVENTORY, VMG_HOST_KNOWS_INVENTORY);
    assert_int_equal(host->view.known_guest_count, 2);
    for (gsize i = 0; i < 2; i++) {
        const struct vmg_known_guest *guest = host->view.known_guests[i];
        gboolean runs = strcmp(guest->uuid, RUNNING) == 0;

        assert_string_equal(guest->name, runs ? "test" : "defined");
        assert_int_equal(guest->flags, runs ? VMG_KNOWN_ACTIVE : VMG_KNOWN_SAVED);
    }
    virConnectClose(connect);
}

/* Each row gives what the facts say about the guest, and whether the agent looked at the guest
 * after it was prepared. */
static void
what_facts_end(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *what, *uuid;
        gboolean incoming, prepared, looked, stays;
    } rows[] = {
        {"runs", RUNNING, FALSE, TRUE, TRUE, FALSE},
        {"runs by an old look", RUNNING, FALSE, TRUE, FALSE, TRUE},
        {"arrives", RUNNING, TRUE, TRUE, TRUE, TRUE},
        {"is another", ABSENT, FALSE, TRUE, TRUE, TRUE},
        {"was never prepared", RUNNING, FALSE, FALSE, TRUE, TRUE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_dir_new();
        g_autoptr(VmgCommitments) commitments = vmg_commitments_new();
        g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
        g_autoptr(VmgHost) facts = vmg_host_empty();
        const struct vmg_guest guest = {.name = "g1", .uuid = rows[i].uuid};
        VmgCommitted *committed = vmg_committed_new(&guest, rows[i].incoming);

        committed->looked_ms = rows[i].looked ? 3000 : 1000;
        vmg_commitments_put(commitments, committed);
        g_hash_table_add(known, (gpointer)rows[i].uuid);
        vmg_commitments_complete(commitments, known);
        vmg_commitments_fill(commitments, facts);
        put(dir, RUNNING, NONCE, 1500, rows[i].prepared ? 2000 : 0);
        vmg_admissions_settle(dir->paths.ledger, facts, commitments);
        if (is_there(dir) != rows[i].stays)
            fail_msg("%s", rows[i].what);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_look_ends),
        cmocka_unit_test(what_waits_for_a_script_stays),
        cmocka_unit_test(a_look_meanwhile_is_noted),
        cmocka_unit_test(the_inventory_is_in_the_facts),
        cmocka_unit_test(what_facts_end),
    };

    g_snprintf(daemon_name, sizeof(daemon_name), "vmg-%d", (int)getpid());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
