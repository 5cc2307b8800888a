/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The catalogue of translations that po/ has built, whole and damaged. */
#include "base/catalogue.h"
#include "tests/unit/support/helper.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CATALOGUE BUILDDIR "/po/ru/LC_MESSAGES/virt-migration-guard.mo"
#define PLURAL    "%zu on %s, %zu on %s; the guest has %u NIC on them"

typedef VmgCatalogue Catalogue;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Catalogue, vmg_catalogue_free)

static char *
read_catalogue(gsize *size)
{
    char *data = NULL;

    assert_true(g_file_get_contents(CATALOGUE, &data, size, NULL));
    return data;
}

/* Looks up all kinds of texts. Whatever the result is, no memory outside the catalogue is read. */
static void
ask(const VmgCatalogue *catalogue)
{
    static const char *const texts[] = {"", "\x01", "no VLAN", "zzz"};

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        const char *found = vmg_catalogue_find(catalogue, texts[i]);

        assert_true(!found || strlen(found) < 1000000);
    }
    for (gulong n = 0; n < 12; n++) {
        const char *found = vmg_catalogue_find_plural(catalogue, PLURAL, n);

        assert_true(!found || strlen(found) < 1000000);
    }
}

static void
texts_are_found(void **state G_GNUC_UNUSED)
{
    g_autoptr(Catalogue) catalogue = vmg_catalogue_open(CATALOGUE);

    assert_non_null(catalogue);
    assert_string_equal(vmg_catalogue_find(catalogue, "no VLAN"), "без VLAN");
    assert_null(vmg_catalogue_find(catalogue, "no VLA"));
    assert_null(vmg_catalogue_find(catalogue, "no VLANs"));
    assert_null(vmg_catalogue_find_plural(catalogue, "no such", 2));
    /* If a language has only one plural form, it is used for all numbers. */
    assert_null(vmg_catalogue_find_plural(catalogue, "no VLAN", 5));
}

/* A catalogue may be in the byte order of another kind of host. */
static void
the_other_byte_order_is_read(void **state G_GNUC_UNUSED)
{
    gsize size;
    g_autofree char *data = read_catalogue(&size);
    guint32 numbers[7];
    g_autoptr(Catalogue) catalogue = NULL;

    memcpy(numbers, data, sizeof(numbers));
    for (guint32 table = 3; table <= 4; table++)
        for (guint32 i = 0; i < numbers[2] * 2; i++) {
            guint32 number;

            memcpy(&number, data + numbers[table] + i * 4, sizeof(number));
            number = GUINT32_SWAP_LE_BE(number);
            memcpy(data + numbers[table] + i * 4, &number, sizeof(number));
        }
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
        numbers[i] = GUINT32_SWAP_LE_BE(numbers[i]);
    memcpy(data, numbers, sizeof(numbers));
    catalogue = vmg_catalogue_new(data, size);
    assert_non_null(catalogue);
    assert_string_equal(vmg_catalogue_find(catalogue, "no VLAN"), "без VLAN");
}

static void
a_file_that_ends_early_is_read_as_far_as_it_goes(void **state G_GNUC_UNUSED)
{
    gsize size;
    g_autofree char *data = read_catalogue(&size);

    for (gsize length = 0; length < size; length += length < 40 ? 1 : 997) {
        g_autoptr(Catalogue) catalogue = vmg_catalogue_new(data, length);

        assert_int_equal(catalogue != NULL, length >= 28);
        if (catalogue)
            ask(catalogue);
    }
}

static void
a_broken_number_reads_nothing_outside(void **state G_GNUC_UNUSED)
{
    gsize size;
    g_autofree char *data = read_catalogue(&size);

    for (gsize at = 4; at < 12000; at++) {
        char before = data[at];

        for (gsize i = 0; i < 2; i++) {
            g_autoptr(Catalogue) catalogue = NULL;

            data[at] = (char)(i ? ~before : 0x7f);
            catalogue = vmg_catalogue_new(data, size);
            assert_non_null(catalogue);
            ask(catalogue);
        }
        data[at] = before;
    }
}

static void
what_is_no_catalogue_is_not_opened(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *text = test_path(dir, "text"), *fifo = test_path(dir, "fifo");
    g_autofree char *large = test_path(dir, "large");
    const char *const paths[] = {text, fifo, large, dir->path, "/dev/zero", "/nowhere"};

    test_write(dir, "text", "a text that is longer than a header of a catalogue");
    test_write(dir, "large", "");
    assert_int_equal(truncate(large, 5 * 1024 * 1024), 0);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
        if (vmg_catalogue_open(paths[i]))
            fail_msg("opened: %s", paths[i]);
    vmg_catalogue_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_found),
        cmocka_unit_test(the_other_byte_order_is_read),
        cmocka_unit_test(a_file_that_ends_early_is_read_as_far_as_it_goes),
        cmocka_unit_test(a_broken_number_reads_nothing_outside),
        cmocka_unit_test(what_is_no_catalogue_is_not_opened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
