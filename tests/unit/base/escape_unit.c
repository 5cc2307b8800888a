/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/escape.h"

#include "tests/unit/support/helper.h"

#include <string.h>

static void
names_become_file_names(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *name, *escaped;
    } rows[] = {
        {"web-1_A.b", "web-1_A.b"},
        {"", ""},
        {".", "%2E"},
        {"..", "%2E."},
        {"../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"},
        {"/", "%2F"},
        {"a b\n", "a%20b%0A"},
        {"%2F", "%252F"},
        {"\xc3\xa4", "%C3%A4"},
        {"\xff\x01\x7f", "%FF%01%7F"},
        {"*?$(x)'\"\\", "%2A%3F%24%28x%29%27%22%5C"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        char escaped[VMG_ESCAPED_SIZE];

        vmg_escape_name(rows[i].name, escaped);
        test_same(rows[i].name, escaped, rows[i].escaped);
    }
}

static void
every_length_fits_a_file_name(void **state G_GNUC_UNUSED)
{
    static const char fills[] = {'a', '/', '\xff'};

    for (gsize fill = 0; fill < sizeof(fills); fill++)
        for (gsize len = 0; len < 2000; len += len < 300 ? 1 : 100) {
            g_autofree char *name = g_strnfill(len, fills[fill]);
            char escaped[VMG_ESCAPED_SIZE];

            vmg_escape_name(name, escaped);
            /* the file name also has a nonce and a suffix, and all must be shorter than NAME_MAX */
            assert_true(strlen(escaped) < 180);
        }
}

static void
long_names_stay_apart(void **state G_GNUC_UNUSED)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < 1000; i++) {
        g_autofree char *same = g_strnfill(250, 'x');
        g_autofree char *name = g_strdup_printf("%s%u", same, i);
        char escaped[VMG_ESCAPED_SIZE];

        vmg_escape_name(name, escaped);
        assert_true(g_hash_table_add(seen, g_strdup(escaped)));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_become_file_names),
        cmocka_unit_test(every_length_fits_a_file_name),
        cmocka_unit_test(long_names_stay_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
