/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts that are laid out in the columns of a terminal. */
#include "cli/terminal.h"

#include "tests/unit/support/helper.h"

#include <fcntl.h>
#include <unistd.h>

static void
lines_are_no_longer_than_that(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *between;
        int columns, indent;
        const char *lines;
    } rows[] = {
        {"one line", " ", 30, 4, "one line"},
        {"", " ", 30, 4, ""},
        {"these are the words of thirty co", " ", 30, 4, "these are the words of thirty\n    co"},
        {"these are the words of thirty c", " ", 31, 4, "these are the words of thirty c"},
        {"a word that is muchlongerthanthewholeline is left", " ", 21, 2,
         "a word that is\n  muchlongerthanthewholeline\n  is left"},
        {"do this first, all of it; then do that", "; ", 30, 3,
         "do this first, all of it;\n   then do that"},
        {"virsh edit guest: set cache='none' there", "; ", 30, 3,
         "virsh edit guest: set cache='none' there"},
        {"no terminal, whatever its length is", " ", -14, 4, "no terminal, whatever its length is"},
        /* Cyrillic letters have two bytes each. */
        {"\321\201\320\265\321\202\321\214 "
         "\320\274\320\270\320\263\321\200\320\260\321\206\320\270\320\270 "
         "\320\275\320\265\321\202 \320\270",
         " ", 21, 2,
         "\321\201\320\265\321\202\321\214 "
         "\320\274\320\270\320\263\321\200\320\260\321\206\320\270\320\270 "
         "\320\275\320\265\321\202 \320\270"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *lines =
            vmg_cli_wrap(rows[i].text, rows[i].between, rows[i].columns, rows[i].indent);

        test_same(rows[i].text, lines, rows[i].lines);
    }
}

/* A fix is broken between its steps and inside a long step, but never inside a command. */
static void
a_fix_is_broken_into_steps(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text;
        int columns;
        const char *lines;
    } rows[] = {
        {"one; two", 0, "one; two"},
        {"mount it on host-b; or move it", 40, "mount it on host-b; or move it"},
        {"mount it on host-b; or move it", 25, "mount it on host-b;\n  or move it"},
        {"mount or connect it on host-b; or move it", 25,
         "mount or connect it on\n    host-b;\n  or move it"},
        {"move it; mount or connect it on host-b", 25,
         "move it;\n  mount or connect it on\n    host-b"},
        {"run there virsh pool-start images, then try again", 30,
         "run there\n    virsh pool-start images,\n    then try again"},
        {"see virt-migration-guard host --json there", 25,
         "see\n    virt-migration-guard host --json there"},
        {"start the unit virt-migration-guard there", 25,
         "start the unit\n    virt-migration-guard\n    there"},
        {"\377; \377", 25, "\357\277\275; \357\277\275"},
        {"", 25, ""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *lines = vmg_cli_wrap_steps(rows[i].text, rows[i].columns, 2);

        test_same(rows[i].text, lines, rows[i].lines);
    }
}

/* If stdout is not a terminal, the number of columns is not known and nothing is coloured. */
static void
a_file_has_no_columns(void **state G_GNUC_UNUSED)
{
    int kept = dup(STDOUT_FILENO), file = open("/dev/null", O_WRONLY), columns;
    gboolean colour;

    dup2(file, STDOUT_FILENO);
    columns = vmg_cli_columns();
    colour = vmg_cli_wants_colour();
    dup2(kept, STDOUT_FILENO);
    close(kept);
    close(file);
    assert_int_equal(columns, 0);
    assert_false(colour);
}

static void
a_letter_is_a_column(void **state G_GNUC_UNUSED)
{
    assert_int_equal(vmg_cli_width("wanted:"), 7);
    assert_int_equal(vmg_cli_width("требуется:"), 10);
    assert_int_equal(vmg_cli_width("и\314\206"), 1); /* a letter with a combining mark */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_no_longer_than_that),
        cmocka_unit_test(a_fix_is_broken_into_steps),
        cmocka_unit_test(a_file_has_no_columns),
        cmocka_unit_test(a_letter_is_a_column),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
