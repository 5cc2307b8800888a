/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agents have said about a disk's image, and the storage domain that a link leads to. */
#include "match/images.h"

#include "match/disks.h"
#include "tests/unit/support/helper.h"

static void
what_the_stamp_says(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *detail;
        gboolean is_local, is_told;
    } rows[] = {
        {NULL, FALSE, FALSE},
        {"file 6969 1 2", FALSE, FALSE},
        {"block local 512", TRUE, FALSE},
        {"block locals 512", FALSE, TRUE},
        {"block - 512", FALSE, FALSE},
        {"block drbd 512", FALSE, FALSE},
        {"block naa.5000 512", FALSE, TRUE},
    };

    assert_false(vmg_images_is_device(NULL, VMG_DEVICE_LOCAL));
    assert_false(vmg_images_is_told(NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const struct vmg_claim claim = {.kind = VMG_KIND_DISK, .detail = rows[i].detail};

        assert_int_equal(vmg_images_is_device(&claim, VMG_DEVICE_LOCAL), rows[i].is_local);
        assert_int_equal(vmg_images_is_told(&claim), rows[i].is_told);
    }
}

static void
the_claim_of_an_image(void **state G_GNUC_UNUSED)
{
    const struct vmg_claim claims[] = {
        {.kind = VMG_KIND_FILE, .id = "vda", .name = "/a"},
        {.kind = VMG_KIND_DISK, .id = "vdb", .name = "/a"},
        {.kind = VMG_KIND_IMAGE, .id = "vda", .name = "/b"},
        {.kind = VMG_KIND_MEDIUM, .id = "vda", .name = "/a"},
    };
    const struct vmg_claim *const all[] = {&claims[0], &claims[1], &claims[2], &claims[3]};
    const struct vmg_guest guest = {.claims = all, .claim_count = G_N_ELEMENTS(all)};
    const struct vmg_disk vda = {.target = "vda"}, vdb = {.target = "vdb"};
    const struct vmg_image a = {.source = "/a"}, b = {.source = "/b"};
    const struct vmg_image linked = {.source = "/a", .claim = &claims[2]};

    assert_ptr_equal(vmg_images_claim(&guest, &vda, &linked), &claims[2]);
    assert_ptr_equal(vmg_images_claim(&guest, &vda, &a), &claims[3]);
    assert_ptr_equal(vmg_images_claim(&guest, &vda, &b), &claims[2]);
    assert_ptr_equal(vmg_images_claim(&guest, &vdb, &a), &claims[1]);
    assert_null(vmg_images_claim(&guest, &vdb, &b));
}

static void
where_a_link_leads(void **state G_GNUC_UNUSED)
{
    const struct vmg_domain nas = {.source = "nas:/x", .path = "/mnt/x", .kind = "nfs"};
    const struct vmg_domain *const domains[] = {&nas};
    const struct vmg_host host = {.domains = domains, .domain_count = G_N_ELEMENTS(domains)};
    const struct {
        const char *source, *real;
        const struct vmg_domain *on;
    } rows[] = {
        {"/mnt/x/a", NULL, &nas},        {"/mnt/x/a", "/srv/local/a", NULL},
        {"/mnt/x/a", "/mnt/x/b", &nas},  {"/images/a", "/mnt/x/a", &nas},
        {"/images/a", "/local/a", NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const struct vmg_image image = {.source = rows[i].source, .real = rows[i].real};

        assert_ptr_equal(vmg_disks_domain_of_file(&host, &image), rows[i].on);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_stamp_says),
        cmocka_unit_test(the_claim_of_an_image),
        cmocka_unit_test(where_a_link_leads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
