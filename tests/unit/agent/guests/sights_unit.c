/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent sees at the paths of a guest's images, for the stamp. */
#include "agent/guests/sights.h"

#include "tests/unit/support/helper.h"

#include <sys/stat.h>
#include <unistd.h>

static VmgGuest *
guest_with(const char *path)
{
    g_autofree char *devices = g_strdup_printf(
        "<disk><source file='%s'/><target dev='vda'/></disk><rng><backend>/dev/x</backend></rng>"
        "<disk><source file='/rhev/data-center/x'/><target dev='vdb'/></disk>",
        path);
    g_autofree char *xml = test_domain("", devices);

    return test_guest(xml);
}

static const char *
seen(const VmgGuest *guest, const char *id)
{
    for (gsize i = 0; i < guest->view.claim_count; i++)
        if (g_strcmp0(guest->view.claims[i]->id, id) == 0)
            return guest->view.claims[i]->detail;
    return "no claim";
}

static void
images_are_looked_at(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = test_path(dir, "a");
    VmgSights sights = {0};

    test_write(dir, "a", "12345");
    for (guint i = 0; i < 2; i++) {
        g_autoptr(VmgGuest) guest = guest_with(path);

        vmg_sights_fill_in(&sights, NULL, getpid(), guest);
        assert_true(g_str_has_prefix(seen(guest, "vda"), "file "));
        assert_null(seen(guest, "vdb"));
        assert_int_equal(unlink(path), i == 0 ? 0 : -1);
    }
    vmg_sights_clear(&sights);
}

/* If libvirt's daemon does not run, or if the storage does not answer, the agent does not look
 * at the path. */
static void
what_is_not_looked_at(void **state G_GNUC_UNUSED)
{
    static const struct vmg_domain down = {
        .source = "nas:/x", .path = "/", .kind = "nfs", .state = "down"};
    static const struct vmg_domain *const domains[] = {&down};
    const struct vmg_host host = {.domains = domains, .domain_count = 1};
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *path = test_path(dir, "a");
    g_autoptr(VmgGuest) one = guest_with(path), two = guest_with(path);
    VmgSights sights = {0};

    test_write(dir, "a", "12345");
    vmg_sights_fill_in(&sights, NULL, G_MAXINT, one);
    assert_null(seen(one, "vda"));
    vmg_sights_fill_in(&sights, &host, getpid(), two);
    assert_null(seen(two, "vda"));
    vmg_sights_clear(&sights);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(images_are_looked_at),
        cmocka_unit_test(what_is_not_looked_at),
    };

    if (g_getenv("VMG_ON_VALGRIND")) {
        print_message("left out: valgrind does not know openat2(2)\n");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
