/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Taps of this machine's kernel, in a network namespace that the test makes. */
#include "agent/network/offloads.h"

#include "tests/unit/support/helper.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif

/* Makes a tap. Returns a descriptor, and the tap exists until this descriptor is closed. Returns
 * -1 if this process may not make taps. */
static int
make_tap(const char *name)
{
    struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
    int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

    g_strlcpy(request.ifr_name, name, sizeof(request.ifr_name));
    if (fd >= 0 && ioctl(fd, TUNSETIFF, &request) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static int
needs_tap(void)
{
    int fd = unshare(CLONE_NEWNET) == 0 ? make_tap("t0") : -1;

    if (fd < 0) {
        print_message("skipped: this process may not make a tap\n");
        skip();
    }
    return fd;
}

static void
a_guest_that_uses_it(void **state G_GNUC_UNUSED)
{
    const unsigned long basic = TUN_F_CSUM | TUN_F_TSO4, more = basic | TUN_F_USO4 | TUN_F_USO6;
    int fd = needs_tap();

    assert_int_equal(ioctl(fd, TUNSETOFFLOAD, basic), 0);
    if (ioctl(fd, TUNSETOFFLOAD, more) < 0) {
        assert_int_equal(vmg_offloads_uso("t0"), VMG_OFFLOAD_ABSENT);
    } else {
        assert_int_equal(vmg_offloads_uso("t0"), VMG_OFFLOAD_USED);
        assert_int_equal(ioctl(fd, TUNSETOFFLOAD, basic), 0);
        assert_int_equal(vmg_offloads_uso("t0"), VMG_OFFLOAD_UNUSED);
    }
    close(fd);
}

static void
devices_that_are_no_taps(void **state G_GNUC_UNUSED)
{
    assert_int_equal(vmg_offloads_uso("lo"), VMG_OFFLOAD_UNKNOWN);
    assert_int_equal(vmg_offloads_uso("none"), VMG_OFFLOAD_UNKNOWN);
    assert_int_equal(vmg_offloads_uso("a-name-that-is-too-long"), VMG_OFFLOAD_UNKNOWN);
}

static guint32
flags_of(const VmgLinks *links, const char *release)
{
    g_autoptr(VmgHost) host = vmg_host_empty();

    vmg_offloads_fill_in(host, links, release);
    return host->view.flags;
}

static void
the_release_without_a_tap(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgLinks) links = vmg_links_empty();

    assert_int_equal(flags_of(links, "6.2.0"), VMG_HOST_TAP_USO);
    assert_int_equal(flags_of(links, "7.0-rc1"), VMG_HOST_TAP_USO);
    assert_int_equal(flags_of(links, "6.1.0-18-amd64"), 0);
    assert_int_equal(flags_of(links, "5.14.0-503.el9"), 0);
    assert_int_equal(flags_of(links, ""), 0);
}

static void
a_tap_tells(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgLinks) links = vmg_links_empty();
    VmgLink *link = g_new0(VmgLink, 1);
    int fd = needs_tap();

    link->name = g_strdup("t0");
    link->kind = g_strdup("tun");
    g_ptr_array_add(links->links, link);
    assert_int_equal(flags_of(links, "5.14.0"), vmg_offloads_uso("t0") == VMG_OFFLOAD_ABSENT
                                                    ? VMG_HOST_NO_TAP_USO
                                                    : VMG_HOST_TAP_USO);
    close(fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_guest_that_uses_it),
        cmocka_unit_test(devices_that_are_no_taps),
        cmocka_unit_test(the_release_without_a_tap),
        cmocka_unit_test(a_tap_tells),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
