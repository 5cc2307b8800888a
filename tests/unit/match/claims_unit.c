/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths that must exist on the destination. Only a look on the destination can tell whether they
 * do. */
#include "match/claims.h"

#include "tests/unit/support/helper.h"

static void
what_only_a_look_can_tell(void **state G_GNUC_UNUSED)
{
    static const char *const loaders[] = {"/fw/a", "/fw/b"};
    const struct vmg_emulator emulator = {
        .path = "/usr/bin/q", .loaders = loaders, .loader_count = G_N_ELEMENTS(loaders)};
    const struct vmg_emulator *const emulators[] = {&emulator};
    const struct vmg_network network = {.device = "br0"}, nowhere = {0};
    const struct vmg_network *const networks[] = {&nowhere, &network};
    const struct vmg_local local = {.name = "br1"};
    const struct vmg_local *const locals[] = {&local};
    const struct vmg_host host = {.emulators = emulators,
                                  .emulator_count = 1,
                                  .networks = networks,
                                  .network_count = G_N_ELEMENTS(networks),
                                  .locals = locals,
                                  .local_count = G_N_ELEMENTS(locals)};
    static const struct {
        guint kind;
        const char *name;
        gboolean open, open_anywhere;
    } rows[] = {
        {VMG_KIND_EMULATOR, "/usr/bin/q", FALSE, TRUE},
        {VMG_KIND_EMULATOR, "/opt/q", TRUE, TRUE},
        {VMG_KIND_FILE, "/fw/b", FALSE, TRUE},
        {VMG_KIND_FILE, "/fw/c", TRUE, TRUE},
        {VMG_KIND_FILE, "/dev/urandom", FALSE, FALSE},
        {VMG_KIND_DIRECTORY, "/var/lib/libvirt/qemu/nvram/g_VARS.fd", FALSE, FALSE},
        {VMG_KIND_DIRECTORY, "/run/libvirt/qemu/x", FALSE, FALSE},
        {VMG_KIND_DIRECTORY, "/srv/x", TRUE, TRUE},
        {VMG_KIND_MEDIUM, "/iso", TRUE, TRUE},
        {VMG_KIND_ADDRESS, "192.0.2.1", FALSE, FALSE},
        {VMG_KIND_BRIDGE, "br0", FALSE, TRUE},
        {VMG_KIND_BRIDGE, "br1", FALSE, TRUE},
        {VMG_KIND_BRIDGE, "br2", TRUE, TRUE},
        {VMG_KIND_PORT, "0.0.0.0", TRUE, TRUE},
        {VMG_KIND_SERVICE, "127.0.0.1", TRUE, TRUE},
        {VMG_KIND_SOCKET, "/s", TRUE, TRUE},
        {VMG_KIND_TAP, "t", TRUE, TRUE},
        {VMG_KIND_NEW_TAP, "t", TRUE, TRUE},
        {VMG_KIND_PROGRAM, "/etc/up", TRUE, TRUE},
        {VMG_KIND_UDP_PORT, "0.0.0.0", TRUE, TRUE},
        {VMG_KIND_KVM, "/dev/kvm", TRUE, TRUE},
        {VMG_KIND_ROM, "/fw/b", TRUE, TRUE},
        {VMG_KIND_ROM, "/dev/null", FALSE, FALSE},
        {VMG_KIND_IMAGE, "/srv/a", TRUE, TRUE},
        {VMG_KIND_DISK, "/srv/a", TRUE, TRUE},
        {VMG_KIND_DISK, "/rhev/data-center/a", FALSE, FALSE},
        {VMG_KIND_IMAGE, "/run/vdsm/payload/a", FALSE, FALSE},
        {VMG_KIND_DISK, "/var/run/vdsm/storage/a", FALSE, FALSE},
        {VMG_KIND_IMAGE, "/var/run/vdsm/payload/a", FALSE, FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const struct vmg_claim claim = {.kind = rows[i].kind, .name = rows[i].name};

        assert_int_equal(vmg_claims_is_open(&host, &claim), rows[i].open);
        assert_int_equal(vmg_claims_is_open(NULL, &claim), rows[i].open_anywhere);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_only_a_look_can_tell),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
