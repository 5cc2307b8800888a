/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directories of the host that a guest has mounted. */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

#define MOUNT(driver, dir)                                                                         \
    "<filesystem type='mount'>" driver "<source dir='" dir "'/><target dir='t'/></filesystem>"
#define VIRTIOFS(dir) MOUNT("<driver type='virtiofs'/>", dir)
#define ON(name, uuid, version, domains)                                                           \
    "<host xmlns='urn:virt-migration-guard:1' generation='7'><uuid>" uuid "</uuid><name>" name     \
    "</name><cluster>c</cluster><status>up</status>" version TEST_CPU                              \
    "<networks/><storage>" domains "</storage></host>"
#define LIBVIRT(version) "<versions libvirt='" version "' qemu='10.0.2'/>"
#define NEW              LIBVIRT("11.3.0")
#define NFS(source, state)                                                                         \
    "<domain name='d' kind='nfs' source='" source "' path='/srv/d' state='" state "'/>"
#define A(version, domains) ON("host-a", TEST_SOURCE_UUID, version, domains)
#define B(version, domains) ON("host-b", TEST_DEST_UUID, version, domains)
#define UP                  NFS("nas:/d", "up")
#define SHARED                                                                                     \
    "devices WARN filesystem /srv/d/x: a directory that both hosts reach; whether virtiofsd can "  \
    "is not known\ndevices PASS *"
#define TIED "devices FAIL filesystem virtiofs *: a directory of the source host\n"

static void
directories(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *guest, *from, *to, *findings;
    } rows[] = {
        {VIRTIOFS("/srv/d/x"), A(NEW, UP), B(NEW, UP), SHARED},
        {VIRTIOFS("/srv/d/x"), A(LIBVIRT("10.6.0"), UP), B(LIBVIRT("12.0"), UP), SHARED},
        /* libvirt before 10.6 does not migrate a guest with virtiofs. */
        {VIRTIOFS("/srv/d/x"), A(LIBVIRT("10.5.0"), UP), B(NEW, UP), TIED},
        {VIRTIOFS("/srv/d/x"), A(NEW, UP), B(LIBVIRT("9.0.0"), UP), TIED},
        {VIRTIOFS("/srv/d/x"), A(LIBVIRT("11"), UP), B(LIBVIRT("10"), UP), TIED},
        {VIRTIOFS("/srv/d/x"), A("", UP), B(NEW, UP), TIED},
        /* The directory is not on shared storage, so the two hosts have different directories at
         * this path. */
        {VIRTIOFS("/srv/e"), A(NEW, UP), B(NEW, UP), TIED},
        {VIRTIOFS("/srv/d/x"), A(NEW, UP), B(NEW, ""), TIED},
        {VIRTIOFS("/srv/d/x"), A(NEW, UP), B(NEW, NFS("other:/d", "up")), TIED},
        {VIRTIOFS("/srv/d/x"), A(NEW, UP), B(NEW, NFS("nas:/d", "down")), TIED},
        {VIRTIOFS("/srv/d/x"), A(NEW, NFS("localhost:/d", "up")), B(NEW, NFS("localhost:/d", "up")),
         TIED},
        {VIRTIOFS("/srv/d/x"), A(NEW, UP),
         B(NEW, "<domain name='d' kind='nfs' source='nas:/d' path='/srv' state='up'/>"), TIED},
        {"<filesystem type='mount'><driver type='virtiofs'/><source socket='/run/s'/>"
         "<target dir='t'/></filesystem>",
         A(NEW, UP), B(NEW, UP), "devices FAIL filesystem virtiofs: a directory of *\n"},
        /* 9p keeps open files in QEMU, which does not hand them over. */
        {MOUNT("", "/srv/d/x"), A(NEW, UP), B(NEW, UP),
         "devices FAIL filesystem mount /srv/d/x: *"},
        {VIRTIOFS("/srv/d/x"), NULL, B(NEW, UP), TIED},
        {VIRTIOFS("/srv/d/x"), A(NEW, UP), NULL, TIED},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *domain = test_domain("", rows[i].guest);
        g_autofree char *findings =
            test_ask(&vmg_check_devices, "", domain, rows[i].from, rows[i].to);

        test_like(rows[i].guest, findings, rows[i].findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(directories),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
