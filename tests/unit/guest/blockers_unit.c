/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices and settings that libvirt and QEMU can't migrate, as "element type". A "?" follows if
 * it is not certain that migrating them fails. */
#include "tests/unit/support/helper.h"

#define TSC          "<clock offset='utc'><timer name='hpet'/><timer name='tsc' frequency='3'/></clock>"
#define CHANNEL      "<channel type='qemu-vdagent'><target name='com.redhat.spice.0'/></channel>"
#define NOTIFIED(to) "<features><hyperv><reenlightenment state='" to "'/></hyperv></features>"

static char *
blockers_of(const char *machine, const char *parts, const char *devices)
{
    g_autofree char *xml = g_strdup_printf(
        "<domain type='kvm'><name>g</name><os><type arch='x86_64'%s>hvm</type></os>%s"
        "<devices>%s</devices></domain>",
        machine, parts, devices);
    g_autoptr(VmgGuest) guest = test_guest(xml);
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < guest->view.device_count; i++) {
        const struct vmg_device *device = guest->view.devices[i];

        if (device->flags & VMG_DEVICE_BLOCKS)
            g_string_append_printf(text, "%s %s%s\n", device->element,
                                   device->type ? device->type : "-",
                                   device->flags & VMG_DEVICE_UNCLEAR ? "?" : "");
    }
    return g_string_free(text, FALSE);
}

static void
in_devices(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *devices, *blockers;
    } rows[] = {
        {"<shmem name='s'><model type='ivshmem-plain'/></shmem>", "shmem s\n"},
        {"<shmem name='s' role='peer'><model type='ivshmem-doorbell'/></shmem>", "shmem s\n"},
        {"<shmem name='s' role='master'><model type='ivshmem-plain'/></shmem>", ""},
        {"<disk type='file'><source file='/a'/><transient/><target dev='vda'/></disk>",
         "disk vda\n"},
        {"<disk type='file'><source file='/a'/><target dev='vda'/></disk>", ""},
        {"<channel type='unix'/><serial type='pty'/>", ""},
        {"<video><model type='virtio'><acceleration accel3d='yes'/></model></video>",
         "video virtio?\n"},
        {"<video><model type='virtio'><acceleration accel3d='no'/></model></video>"
         "<video><model type='vga'/></video><video/>",
         ""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *blockers = blockers_of("", "", rows[i].devices);

        test_same(rows[i].devices, blockers, rows[i].blockers);
    }
}

/* The state of the clipboard agent can be migrated only with machine types of QEMU 10.1 and later.
 */
static void
vdagent(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *machine, *blockers;
    } rows[] = {
        {" machine='pc-q35-7.2'", "channel qemu-vdagent\n"},
        {" machine='pc-i440fx-10.0'", "channel qemu-vdagent\n"},
        {" machine='virt-10'", "channel qemu-vdagent\n"},
        {" machine='pc-q35-10.1'", ""},
        {" machine='pc-q35-11.0'", ""},
        {" machine='pc-q35-rhel9.6.0'", "channel qemu-vdagent?\n"},
        {" machine='pc'", "channel qemu-vdagent?\n"},
        {"", "channel qemu-vdagent?\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *blockers = blockers_of(rows[i].machine, "", CHANNEL);

        test_same(rows[i].machine, blockers, rows[i].blockers);
    }
}

static void
tsc(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *parts, *blockers;
    } rows[] = {
        {"<cpu mode='host-model'><feature policy='require' name='invtsc'/></cpu>",
         "feature invtsc\n"},
        {"<cpu mode='custom'><feature name='vmx'/><feature name='invtsc'/></cpu>",
         "feature invtsc\n"},
        {"<cpu mode='custom'><feature policy='force' name='invtsc'/></cpu>", "feature invtsc\n"},
        {"<cpu mode='custom'><feature policy='disable' name='invtsc'/></cpu>", ""},
        {"<cpu mode='custom'><feature policy='require' name='invtsc'/></cpu>" TSC, ""},
        {"<cpu mode='host-passthrough' migratable='off'/>", "cpu host-passthrough?\n"},
        {"<cpu mode='host-passthrough' migratable='off'><feature name='invtsc'/></cpu>",
         "feature invtsc\n"},
        {"<cpu mode='host-passthrough' migratable='off'><feature policy='disable' "
         "name='invtsc'/></cpu>",
         ""},
        {"<cpu mode='host-passthrough' migratable='off'/>" TSC, ""},
        {"<cpu mode='host-passthrough' migratable='on'/>", ""},
        {NOTIFIED("on"), "reenlightenment -?\n"},
        {NOTIFIED("on") "<clock><timer name='tsc'/></clock>", "reenlightenment -?\n"},
        {NOTIFIED("off"), ""},
        {NOTIFIED("on") TSC, ""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *blockers = blockers_of("", rows[i].parts, "");

        test_same(rows[i].parts, blockers, rows[i].blockers);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_devices),
        cmocka_unit_test(vdagent),
        cmocka_unit_test(tsc),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
