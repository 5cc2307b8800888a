/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the claims that a guest gets for the images of its disks. A claim is something that the
 * guest needs on the host. */
#include "guest/guest.h"

#include "tests/unit/support/helper.h"

/* The index of the claim for /dev/kvm. The three claims before it are for the CD-ROM, the floppy
 * and the read-only disk. */
enum { KVM_AT = 3 };

static void
images_are_claimed_once(void **state G_GNUC_UNUSED)
{
    static const char devices[] =
        "<disk type='file'><source file='/a'/><target dev='vda'/>"
        "<backingStore type='block'><source dev='/dev/base'/></backingStore></disk>"
        "<disk type='file' device='cdrom'><source file='/iso'/><target dev='sda'/></disk>"
        "<disk type='file' device='floppy'><source file='/fd'/><target "
        "dev='fda'/><readonly/></disk>"
        "<disk type='file'><source file='/ro'/><target dev='vdb'/><readonly/></disk>"
        "<disk type='block'><source dev='/dev/t'/><target dev='vdc'/><transient/></disk>"
        "<disk type='dir'><source dir='/d'/><target dev='vdd'/></disk>"
        "<disk type='network'><source protocol='nbd' name='n'><host name='h'/></source>"
        "<target dev='vde'/></disk>"
        "<disk type='file' device='cdrom'><target dev='sdb'/></disk>"
        "<disk type='block' device='cdrom'><source dev='/dev/sr0'/><target dev='sdc'/></disk>"
        "<disk type='file' device='cdrom'><source file='/o' startupPolicy='optional'/>"
        "<target dev='sdd'/></disk>";
    static const struct {
        guint kind;
        const char *id, *name;
    } expected[] = {
        {VMG_KIND_MEDIUM, "sda", "/iso"},     {VMG_KIND_MEDIUM, "fda", "/fd"},
        {VMG_KIND_MEDIUM, "vdb", "/ro"},      {VMG_KIND_DISK, "vda", "/a"},
        {VMG_KIND_IMAGE, "vda", "/dev/base"}, {VMG_KIND_IMAGE, "vdc", "/dev/t"},
        {VMG_KIND_DISK, "vdd", "/d"},         {VMG_KIND_IMAGE, "sdc", "/dev/sr0"},
    };
    g_autofree char *xml = test_domain("", devices);
    g_autoptr(VmgGuest) guest = test_guest(xml);

    vmg_guest_claim_images(guest);
    vmg_guest_claim_images(guest);
    assert_int_equal(guest->view.claim_count, G_N_ELEMENTS(expected) + 1);
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        const struct vmg_claim *claim = guest->view.claims[i < KVM_AT ? i : i + 1];

        assert_int_equal(claim->kind, expected[i].kind);
        assert_string_equal(claim->element, "disk");
        assert_string_equal(claim->id, expected[i].id);
        assert_string_equal(claim->name, expected[i].name);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(images_are_claimed_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
