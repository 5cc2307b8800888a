/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "stamp/stamp.h"

#include "base/error.h"
#include "tests/unit/support/helper.h"
#include "tests/unit/support/vocabulary.h"

#define DISKS                                                                                      \
    "<disk><driver cache='none'/><source file='/a'/><target dev='vda'/></disk>"                    \
    "<disk><source file='/b'/><target dev='vdb'/></disk>"                                          \
    "<disk><driver cache='writeback'/><source file='/c'/><target dev='vdc'/><readonly/></disk>"    \
    "<disk device='cdrom'><driver cache='writeback'/><source file='/d'/><target "                  \
    "dev='sdc'/></disk>"

#define STAMP(inside) "<stamp xmlns='urn:virt-migration-guard:1'>" inside "</stamp>"
#define HOST                                                                                       \
    "<host><uuid>" TEST_SOURCE_UUID "</uuid><name>h</name><cluster>c</cluster>"                    \
    "<status>up</status></host>"
#define OWNER "<guest uuid='" TEST_GUEST_UUID "'/>"

static VmgStamp *
read_stamp(const char *xml, xmlDoc **doc, VmgGuest **guest, GError **error)
{
    *doc = test_doc(xml);
    *guest = test_guest(xml);
    return vmg_stamp_new(*doc, &(*guest)->view, error);
}

static void
a_stamp_reads_as_it_was_written(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_stamped("<other xmlns='urn:x'/>", DISKS);
    g_autoptr(xmlDoc) doc = NULL;
    g_autoptr(VmgGuest) guest = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgStamp) stamp = read_stamp(xml, &doc, &guest, &error);

    assert_non_null(stamp);
    assert_string_equal(stamp->host->view.name, "host-a");
    assert_string_equal(stamp->host->view.cluster, "east");
    assert_int_equal(stamp->host->view.generation, 7);
    assert_int_equal(stamp->host->view.memory_total_kib, 0);
    assert_int_equal(stamp->host->view.network_count, 2);
    assert_int_equal(stamp->host->boottime_ms, 0);
    assert_int_equal(g_hash_table_size(stamp->disks), 2);
    vmg_stamp_apply(stamp, guest);
    assert_string_equal(guest->view.disks[0]->source_cache, "none");
    assert_string_equal(guest->view.disks[1]->source_cache, "default");
    assert_null(guest->view.disks[2]->source_cache);
    assert_null(guest->view.disks[3]->source_cache);
}

static void
a_stamp_is_valid_in_its_namespace(void **state G_GNUC_UNUSED)
{
    g_autofree char *plain = test_domain("", DISKS), *source = test_source_xml();
    g_autofree char *stamp = test_stamp(source, plain);
    g_autofree char *bare = test_domain("", "");
    g_autofree char *no_disks = test_stamp(source, bare);

    test_valid("with disks", stamp);
    test_valid("without disks", no_disks);
}

static void
what_is_no_stamp_of_this_guest_is_an_error(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *metadata;
        int code;
        const char *error;
    } rows[] = {
        {"", VMG_ERROR_MISSING, "no stamp in the guest's metadata"},
        {"<stamp/>", VMG_ERROR_MISSING, "no stamp in the guest's metadata"},
        {"<stamp xmlns='urn:x'/>", VMG_ERROR_MISSING, "no stamp in the guest's metadata"},
        {"<deeper>" STAMP(HOST OWNER) "</deeper>", VMG_ERROR_MISSING, "no stamp *"},
        {STAMP(""), VMG_ERROR_INVALID, "a stamp that is not valid: there is no <host> *"},
        {STAMP("<host/>"), VMG_ERROR_INVALID, "a stamp that is not valid: <host>: <uuid> *"},
        {STAMP(HOST), VMG_ERROR_INVALID, "a stamp that belongs to another guest (no uuid)"},
        {STAMP(HOST "<guest/>"), VMG_ERROR_INVALID, "*another guest (no uuid)"},
        {STAMP(HOST "<guest uuid='" TEST_OTHER_UUID "'/>"), VMG_ERROR_INVALID,
         "*another guest (" TEST_OTHER_UUID ")"},
        {STAMP(HOST OWNER) "<x/>" STAMP(HOST OWNER), VMG_ERROR_INVALID, "more than one stamp"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_domain(rows[i].metadata, "");
        g_autoptr(xmlDoc) doc = NULL;
        g_autoptr(VmgGuest) guest = NULL;
        g_autoptr(GError) error = NULL;

        if (read_stamp(xml, &doc, &guest, &error))
            fail_msg("accepted: %s", rows[i].metadata);
        test_like(rows[i].metadata, error->message, rows[i].error);
        assert_true(g_error_matches(error, VMG_ERROR, rows[i].code));
    }
    vmg_stamp_free(NULL);
}

static void
odd_stamps_are_read(void **state G_GNUC_UNUSED)
{
    static const char metadata[] =
        "<p:stamp xmlns:p='urn:virt-migration-guard:1' xmlns:x='urn:x'><x:host/><p:new/>"
        "<p:host><p:uuid>" TEST_SOURCE_UUID "</p:uuid><p:name>h</p:name><p:cluster>c</p:cluster>"
        "<p:status>up</p:status></p:host>"
        "<p:guest uuid='A0000000-0000-4000-8000-000000000001'>"
        "<p:disk target='vda'/><p:disk cache='none'/><x:disk target='vda' cache='none'/>"
        "<p:disk target='vdb' cache='unsafe'/></p:guest></p:stamp>";
    g_autofree char *xml = test_domain(metadata, DISKS);
    g_autoptr(xmlDoc) doc = NULL;
    g_autoptr(VmgGuest) guest = NULL;
    g_autoptr(VmgStamp) stamp = read_stamp(xml, &doc, &guest, NULL);

    assert_non_null(stamp);
    vmg_stamp_apply(stamp, guest);
    assert_null(guest->view.disks[0]->source_cache);
    assert_string_equal(guest->view.disks[1]->source_cache, "unsafe");
}

/* The stamp has the next cache mode of a disk only if it differs from the present cache mode. */
static void
the_next_cache_mode_is_in_it_if_it_differs(void **state G_GNUC_UNUSED)
{
    static const char next[] =
        "<disk><driver cache='none'/><source file='/a'/><target dev='vda'/></disk>"
        "<disk><driver cache='none'/><source file='/b'/><target dev='vdb'/></disk>"
        "<disk><driver cache='none'/><source file='/e'/><target dev='vde'/></disk>";
    g_autofree char *running = test_domain("", DISKS), *source = test_source_xml();
    g_autofree char *configured = test_domain("", next);
    g_autofree char *stamp = test_stamp_next(source, running, configured);
    g_autofree char *xml = test_domain(stamp, DISKS);
    g_autoptr(xmlDoc) doc = NULL;
    g_autoptr(VmgGuest) guest = NULL;
    g_autoptr(VmgStamp) read = read_stamp(xml, &doc, &guest, NULL);

    test_valid("with a next mode", stamp);
    test_like("stamp", stamp,
              "*target=\"vda\" cache=\"none\"/>*target=\"vdb\" cache=\"default\" "
              "next-cache=\"none\"/>*");
    vmg_stamp_apply(read, guest);
    assert_null(guest->view.disks[0]->next_cache);
    assert_string_equal(guest->view.disks[1]->source_cache, "default");
    assert_string_equal(guest->view.disks[1]->next_cache, "none");
    assert_null(guest->view.disks[2]->next_cache);
}

#define OVERLAY "<source file='/srv/images/a'/>"
#define BASE                                                                                       \
    "<backingStore type='network'><format type='raw'/><source protocol='nbd' name='base'>"         \
    "<host name='localhost'/></source><backingStore type='volume'><source pool='p' volume='v'/>"   \
    "<backingStore type='file'><source file='/srv/images/old'/></backingStore></backingStore>"     \
    "</backingStore>"

/* The XML that libvirt sends to the destination does not have the images that libvirt has found
 * itself. So the stamp has them (lib/stamp/chain.c). */
static void
the_images_that_libvirt_found_are_in_it(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *sent; /* what the domain XML that was sent has besides the disk's own image */
        const char *images;
    } rows[] = {
        {"", "/srv/images/a nbd:base@localhost: p/v /srv/images/old "},
        {"<backingStore type='file'><source file='/x'/></backingStore>", "/srv/images/a /x "},
    };
    g_autofree char *running = test_domain("", "<disk>" OVERLAY BASE "<target dev='vda'/></disk>"
                                               "<disk>" OVERLAY "<target dev='vdb'/></disk>");
    g_autofree char *source = test_source_xml(), *stamp = test_stamp(source, running);

    test_valid("stamp", stamp);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *devices =
            g_strdup_printf("<disk>" OVERLAY "%s<target dev='vda'/></disk>"
                            "<disk>" OVERLAY "<target dev='vdb'/></disk>"
                            "<disk device='cdrom'><target dev='vdc'/></disk>",
                            rows[i].sent);
        g_autofree char *xml = test_domain(stamp, devices);
        g_autoptr(xmlDoc) doc = NULL;
        g_autoptr(VmgGuest) guest = NULL;
        g_autoptr(VmgStamp) read = read_stamp(xml, &doc, &guest, NULL);
        g_autoptr(GString) images = g_string_new(NULL);
        const struct vmg_disk *disk = guest->view.disks[0];

        assert_non_null(read);
        vmg_stamp_apply(read, guest);
        for (size_t j = 0; j < disk->image_count; j++)
            g_string_append_printf(images, "%s ", disk->images[j]->source);
        assert_string_equal(images->str, rows[i].images);
        assert_int_equal(guest->view.disks[1]->image_count, 1);
        assert_int_equal(guest->view.disks[2]->image_count, 0);
        if (disk->image_count < 4)
            continue;
        assert_int_equal(disk->images[1]->flags, VMG_IMAGE_LOOPBACK);
        assert_string_equal(disk->images[1]->protocol, "nbd");
        assert_string_equal(disk->images[1]->host, "localhost");
        assert_string_equal(disk->images[2]->pool, "p");
        assert_int_equal(disk->images[2]->flags, 0);
    }
}

static void
a_domain_without_metadata_has_no_stamp(void **state G_GNUC_UNUSED)
{
    g_autoptr(xmlDoc) doc = test_doc("<domain/>");

    assert_null(vmg_stamp_find(doc));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stamp_reads_as_it_was_written),
        cmocka_unit_test(a_stamp_is_valid_in_its_namespace),
        cmocka_unit_test(what_is_no_stamp_of_this_guest_is_an_error),
        cmocka_unit_test(odd_stamps_are_read),
        cmocka_unit_test(the_next_cache_mode_is_in_it_if_it_differs),
        cmocka_unit_test(the_images_that_libvirt_found_are_in_it),
        cmocka_unit_test(a_domain_without_metadata_has_no_stamp),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
