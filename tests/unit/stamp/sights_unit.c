/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stamp says which file or device the source's agent has seen at the path of each image. These
 * tests write this part of a stamp, and read it from the stamp of an arriving guest. */
#include "stamp/stamp.h"

#include "tests/unit/support/helper.h"
#include "tests/unit/support/vocabulary.h"

#include <string.h>

#define DISKS                                                                                      \
    "<disk><source file='/a'/><target dev='vda'/></disk>"                                          \
    "<disk><source file='/b'/><target dev='vdb'/></disk>"                                          \
    "<disk type='block'><source dev='/dev/c'/><target dev='vdc'/></disk>"                          \
    "<disk device='cdrom'><source file='/iso'/><target dev='sda'/></disk>"

/* What the source's agent says about each path. It says nothing about other paths. */
static const struct {
    const char *path, *sight;
} seen[] = {
    {"/a", "file 6969 12 34 /srv/a b"},
    {"/dev/c", "block naa.5000 /x 512"},
    {"/iso", "file ef53 5 2048"},
};

static const char *
sight_of(const char *path)
{
    for (gsize i = 0; i < G_N_ELEMENTS(seen); i++)
        if (strcmp(seen[i].path, path) == 0)
            return seen[i].sight;
    return NULL;
}

static char *
stamp_with_sights(const char *xml)
{
    g_autofree char *from = test_source_xml();
    g_autoptr(VmgGuest) guest = test_guest(xml);
    g_autoptr(VmgHost) host = test_host(from);

    vmg_guest_claim_images(guest);
    for (guint i = 0; i < guest->claims->len; i++) {
        struct vmg_claim *claim = g_ptr_array_index(guest->claims, i);

        claim->detail = sight_of(claim->name);
    }
    return vmg_stamp_to_string(host, &guest->view, NULL, 1, NULL);
}

static void
a_sight_travels(void **state G_GNUC_UNUSED)
{
    g_autofree char *plain = test_domain("", DISKS "<rng><backend>/dev/random</backend></rng>");
    g_autofree char *text = stamp_with_sights(plain), *xml = NULL, *ours = NULL;
    g_auto(GStrv) parts = g_strsplit(text, "<stamp>", 2);
    g_autoptr(VmgGuest) guest = NULL;
    g_autoptr(xmlDoc) doc = NULL;
    g_autoptr(VmgStamp) stamp = NULL;

    ours = g_strconcat("<stamp xmlns='urn:virt-migration-guard:1'>", parts[1], NULL);
    test_valid("with sights", ours);
    xml = test_domain(ours, DISKS "<rng><backend>/dev/random</backend></rng>");
    doc = test_doc(xml);
    guest = test_guest(xml);
    stamp = vmg_stamp_new(doc, &guest->view, NULL);
    assert_non_null(stamp);
    vmg_stamp_apply(stamp, guest);
    assert_string_equal(guest->view.disks[0]->images[0]->real, "/srv/a b");
    assert_null(guest->view.disks[1]->images[0]->real);
    assert_null(guest->view.disks[2]->images[0]->real);
    assert_null(guest->view.disks[3]->images[0]->real);
    for (gsize i = 0; i < guest->view.claim_count; i++) {
        const struct vmg_claim *claim = guest->view.claims[i];

        if (!sight_of(claim->name))
            assert_null(claim->detail);
        else
            assert_string_equal(claim->detail, sight_of(claim->name));
    }
}

/* An element <seen> of the stamp that has no attribute `as` has no effect. */
static void
an_empty_sight_says_nothing(void **state G_GNUC_UNUSED)
{
    g_autofree char *plain = test_domain("", DISKS), *text = stamp_with_sights(plain);
    g_auto(GStrv) parts = g_strsplit(text, "<stamp>", 2);
    g_auto(GStrv) cut = g_strsplit(parts[1], " as=\"file 6969 12 34 /srv/a b\"", 2);
    g_autofree char *ours =
        g_strconcat("<stamp xmlns='urn:virt-migration-guard:1'>", cut[0], cut[1], NULL);
    g_autofree char *xml = test_domain(ours, DISKS);
    g_autoptr(xmlDoc) doc = test_doc(xml);
    g_autoptr(VmgGuest) guest = test_guest(xml);
    g_autoptr(VmgStamp) stamp = vmg_stamp_new(doc, &guest->view, NULL);

    assert_non_null(cut[1]);
    assert_non_null(stamp);
    vmg_stamp_apply(stamp, guest);
    assert_null(guest->view.disks[0]->images[0]->real);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sight_travels),
        cmocka_unit_test(an_empty_sight_says_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
