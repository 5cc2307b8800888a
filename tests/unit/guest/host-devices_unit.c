/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices that tie a guest to its host. */
#include "tests/unit/support/helper.h"

/* "element type what" for each device, or nothing if the device can migrate with the guest. */
static void
devices_that_tie_it(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *device, *tie;
    } rows[] = {
        {"<hostdev mode='subsystem' type='pci'><source><address domain='0' bus='0x06' slot='0x02' "
         "function='0x0'/></source></hostdev>",
         "hostdev pci 0x06:0x02.0x0"},
        {"<hostdev mode='subsystem' type='usb'><source><vendor id='1'/></source></hostdev>",
         "hostdev usb -"},
        {"<hostdev mode='subsystem' type='mdev'><source><address uuid='c2177883'/></source>"
         "</hostdev>",
         "hostdev mdev c2177883"},
        {"<hostdev mode='subsystem' type='pci'><teaming type='transient' persistent='ua-1'/>"
         "</hostdev>",
         NULL},
        {"<interface type='hostdev'><source/></interface>", "interface hostdev -"},
        {"<interface type='bridge'><source bridge='b'/></interface>", NULL},
        {"<filesystem type='mount'><source dir='/srv'/></filesystem>", "filesystem mount /srv"},
        {"<filesystem type='ram'><source usage='1'/></filesystem>", NULL},
        {"<input type='evdev'><source dev='/dev/input/event1'/></input>",
         "input passthrough /dev/input/event1"},
        {"<input type='tablet' bus='usb'/>", NULL},
        {"<serial type='dev'><source path='/dev/ttyS0'/></serial>", "serial dev /dev/ttyS0"},
        {"<parallel type='dev'><source path='/dev/parport0'/></parallel>",
         "parallel dev /dev/parport0"},
        {"<serial type='pty'><source path='/dev/pts/3'/></serial>", NULL},
        {"<tpm><backend type='passthrough'/></tpm>", "tpm passthrough -"},
        {"<tpm><backend type='emulator'/></tpm>", NULL},
        {"<smartcard mode='host'/>", "smartcard host -"},
        {"<smartcard mode='passthrough' type='spicevmc'/>", NULL},
        {"<redirdev bus='usb' type='spicevmc'/><rng model='virtio'/><watchdog model='itco'/>",
         NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *domain = test_domain("", rows[i].device);
        g_autoptr(VmgGuest) guest = test_guest(domain);
        const struct vmg_device *tie = guest->view.device_count ? guest->view.devices[0] : NULL;
        g_autofree char *text =
            tie ? g_strdup_printf("%s %s %s", tie->element, tie->type ? tie->type : "-",
                                  tie->what ? tie->what : "-")
                : NULL;

        test_same(rows[i].device, text, rows[i].tie);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(devices_that_tie_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
