/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ports, sockets, network devices and scripts that a guest names: what the destination's agent saw
 * of them. */
#include "checks/checks.h"
#include "decide/decide.h"
#include "tests/unit/support/ask.h"

#define MAC     "<mac address='52:54:00:00:00:01'/>"
#define PORT    "<graphics type='vnc' port='5901' listen='0.0.0.0'/>"
#define UDP     "<serial type='udp'><source mode='bind' host='0.0.0.0' service='5901'/></serial>"
#define SERVICE "<serial type='tcp'><source mode='connect' host='127.0.0.1' service='7'/></serial>"
#define SOCKET  "<serial type='unix'><source mode='connect' path='/s'/></serial>"
#define TAP     "<interface type='ethernet'>" MAC "<target dev='t' managed='no'/></interface>"
#define NEW_TAP                                                                                    \
    "<interface type='network'>" MAC "<source network='n'/><target dev='t'/></interface>"
#define SCRIPT   "<interface type='ethernet'><script path='/up'/></interface>"
#define GOOD     "resources PASS nothing\n"
#define LATER(x) "resources PASS looked at when the guest arrives: " x "\n" GOOD

static void
what_was_seen(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *devices;
        guint flags;
        const char *findings;
    } rows[] = {
        {PORT, VMG_CLAIM_THERE, "resources FAIL graphics: something else listens there\n"},
        {PORT, VMG_CLAIM_MISSING, GOOD},
        {PORT, 0, LATER("port 5901 of 0.0.0.0")},
        {PORT, VMG_CLAIM_UNANSWERED, "resources WARN no answer in time: port 5901 of 0.0.0.0\n"},
        {UDP, VMG_CLAIM_THERE, "resources FAIL serial: something else has it\n"},
        {UDP, VMG_CLAIM_MISSING, GOOD},
        {UDP, 0, LATER("port 5901 of 0.0.0.0")},
        {"", VMG_CLAIM_THERE, GOOD},
        {"", VMG_CLAIM_MISSING, "resources FAIL domain: it does not answer\n"},
        {"", VMG_CLAIM_UNANSWERED, GOOD},
        {"", 0, GOOD},
        {SERVICE, VMG_CLAIM_THERE, GOOD},
        {SERVICE, VMG_CLAIM_MISSING, "resources FAIL serial: nothing listens there\n"},
        {SERVICE, 0, LATER("port 7 of 127.0.0.1")},
        {SOCKET, VMG_CLAIM_THERE, GOOD},
        {SOCKET, VMG_CLAIM_MISSING, "resources FAIL serial: there is no such socket\n"},
        {TAP, VMG_CLAIM_THERE, GOOD},
        {TAP, VMG_CLAIM_MISSING, "resources FAIL interface 52:54:00:00:00:01: it is not there\n"},
        {NEW_TAP, VMG_CLAIM_MISSING, GOOD},
        {NEW_TAP, VMG_CLAIM_THERE,
         "resources FAIL interface 52:54:00:00:00:01: another network device has that name\n"},
        {SCRIPT, VMG_CLAIM_THERE, GOOD},
        {SCRIPT, VMG_CLAIM_MISSING,
         "resources FAIL interface: it is not there, or can't be executed\n"},
        {SCRIPT, 0, LATER("/up")},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *findings =
            test_seen(&vmg_check_resources, NULL, rows[i].devices, rows[i].flags);

        test_like(rows[i].devices, findings, rows[i].findings);
    }
}

#define BRIDGE(name)                                                                               \
    "<interface type='bridge'><mac address='52:54:00:00:00:02'/><source bridge='" name             \
    "'/></interface>"
#define ABSENT "networks FAIL NIC *, and host-b has none of that name\n"
#define LOCAL  "networks WARN NIC *which each host has of its own\n*"

/* The facts do not list the bridge qbr9, but a manager may have made it after the agent wrote
 * the facts. So the agent's answer about the bridge is used. */
static void
a_bridge_made_a_moment_ago(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *devices;
        guint flags;
        const char *findings;
    } rows[] = {
        {BRIDGE("qbr9"), 0, ABSENT},
        {BRIDGE("qbr9"), VMG_CLAIM_MISSING, ABSENT},
        {BRIDGE("qbr9"), VMG_CLAIM_UNANSWERED, ABSENT},
        {BRIDGE("qbr9"), VMG_CLAIM_THERE, LOCAL},
        {BRIDGE("qbr8") BRIDGE("qbr9"), VMG_CLAIM_THERE, LOCAL LOCAL},
        {"<interface type='direct'><mac address='52:54:00:00:00:02'/><source dev='qbr9'/>"
         "</interface>" PORT,
         VMG_CLAIM_THERE, ABSENT},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *findings = test_seen(&vmg_check_networks, "[networks]\nmatch=guest\n",
                                              rows[i].devices, rows[i].flags);

        test_like(rows[i].devices, findings, rows[i].findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_seen),
        cmocka_unit_test(a_bridge_made_a_moment_ago),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
