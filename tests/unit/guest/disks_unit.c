/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disks, read from a domain XML. */
#include "guest/disks.h"

#include "tests/unit/support/helper.h"

/* The disks as text: "target device type source cache flags". */
static char *
disk_text(const struct vmg_disk *disk)
{
    return g_strdup_printf("%s %s %s %s %s %s%s%s%s", disk->target, disk->device, disk->type,
                           disk->source, disk->cache, disk->flags & VMG_DISK_READONLY ? "r" : "",
                           disk->flags & VMG_DISK_SHAREABLE ? "s" : "",
                           disk->flags & VMG_DISK_TRANSIENT ? "t" : "",
                           disk->flags & VMG_DISK_EMPTY ? "e" : "");
}

static void
every_kind_of_disk_is_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *text;
    } rows[] = {
        {"<disk type='file' device='disk'><driver name='qemu' cache='none'/>"
         "<source file='/i/a.img'/><target dev='vda'/></disk>",
         "vda disk file /i/a.img none "},
        {"<disk><source file='/i/a.img'/><target dev='vda'/></disk>",
         "vda disk file /i/a.img (null) "},
        {"<disk type='block' device='lun'><driver cache='default'/><source dev='/dev/x'/>"
         "<target dev='sda'/><shareable/></disk>",
         "sda lun block /dev/x (null) s"},
        {"<disk type='network'><source protocol='nbd' name='e'><host name='h' port='1'/>"
         "<host transport='unix' socket='/s'/></source><target dev='vdb'/></disk>",
         "vdb disk network nbd:e@h:1@/s: (null) "},
        {"<disk type='network'><source/><target dev='vdb'/></disk>", "vdb disk network : (null) "},
        {"<disk type='volume'><source pool='p' volume='v'/><target dev='vdb'/></disk>",
         "vdb disk volume p/v (null) "},
        {"<disk type='dir'><source dir='/d'/><target dev='vdb'/><readonly/></disk>",
         "vdb disk dir /d (null) r"},
        {"<disk type='nvme'><source type='pci'/><target dev='vdb'/></disk>",
         "vdb disk nvme nvme (null) "},
        {"<disk type='vhostuser'><source type='unix' path='/s'/><target dev='vdb'/></disk>",
         "vdb disk vhostuser /s (null) "},
        {"<disk type='file' device='cdrom'><target dev='sdc'/><readonly/></disk>",
         "sdc cdrom file (null) (null) re"},
        {"<disk type='file' device='floppy'><source/><target dev='fda'/></disk>",
         "fda floppy file (null) (null) e"},
        {"<disk><source file='/a'/><target dev='vda'/><transient/></disk>",
         "vda disk file /a (null) t"},
        {"<disk/>", " disk file (null) (null) e"},
        {"<disk xmlns='urn:x'/>", NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_domain("", rows[i].xml);
        g_autoptr(VmgGuest) guest = test_guest(xml);
        g_autofree char *text = NULL;

        assert_int_equal(guest->view.disk_count, rows[i].text ? 1 : 0);
        if (rows[i].text) {
            text = disk_text(guest->view.disks[0]);
            assert_null(guest->view.disks[0]->source_cache);
        }
        test_same(rows[i].xml, text, rows[i].text);
    }
}

static void
the_next_cache_mode_of_a_disk(void **state G_GNUC_UNUSED)
{
#define DISK(cache) "<disk><source file='/a'/><target dev='vda'/>" cache "</disk>"
    static const struct {
        const char *runs, *configured, *next;
    } rows[] = {
        {DISK("<driver cache='writeback'/>"), DISK("<driver cache='none'/>"), "none"},
        {DISK("<driver cache='writeback'/>"), DISK(""), "default"},
        {DISK(""), DISK("<driver cache='none'/>"), "none"},
        {DISK(""), DISK("<driver cache='default'/>"), NULL},
        {DISK("<driver cache='none'/>"), DISK("<driver cache='none'/>"), NULL},
        {DISK("<driver cache='writeback'/>"), "", NULL},
        {DISK("<driver cache='writeback'/>"),
         "<disk><driver cache='none'/><source file='/a'/><target dev='vdb'/></disk>", NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *runs = test_domain("", rows[i].runs);
        g_autofree char *next = test_domain("", rows[i].configured);
        g_autoptr(VmgGuest) guest = test_guest(runs), configured = test_guest(next);

        test_same(rows[i].runs, vmg_disk_next_cache(guest->view.disks[0], &configured->view),
                  rows[i].next);
        assert_null(vmg_disk_next_cache(guest->view.disks[0], NULL));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_disk_is_read),
        cmocka_unit_test(the_next_cache_mode_of_a_disk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
