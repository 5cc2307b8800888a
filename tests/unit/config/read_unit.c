/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mistakes in guard.conf are reported with the file and the line. */
#include "config/config.h"

#include "base/error.h"
#include "base/render.h"
#include "config/problem.h"
#include "tests/unit/support/helper.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static VmgConfig *
load(const TestDir *dir, GError **error)
{
    return vmg_config_load(dir->paths.config_file, dir->paths.config_directory, error);
}

/* All problems, one on a line, with "W" or "E" before them and without the path of the test's
 * directory. */
static char *
problems_of(const TestDir *dir, const VmgConfigNames *names)
{
    g_autoptr(GPtrArray) problems = vmg_problems_new();
    g_autoptr(VmgConfig) config =
        vmg_config_read(dir->paths.config_file, dir->paths.config_directory, names, problems);
    GString *lines = g_string_new(NULL);

    assert_non_null(config);
    for (guint i = 0; i < problems->len; i++) {
        const VmgProblem *problem = g_ptr_array_index(problems, i);
        g_autofree char *neutral = vmg_problem_to_string(problem);
        g_autofree char *text = vmg_neutral_render(neutral);
        const char *from = strstr(text, "/etc/");

        assert_non_null(from);
        g_string_append_printf(lines, "%c %s\n", problem->kind == VMG_PROBLEM_ERROR ? 'E' : 'W',
                               from + strlen("/etc/"));
    }
    return g_string_free(lines, FALSE);
}

static void
the_unknown_is_a_warning_with_file_and_line(void **state G_GNUC_UNUSED)
{
    static const char *const checks[] = {"status", "cache", NULL};
    static const VmgConfigNames names = {.checks = checks};
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *problems = NULL;
    g_autoptr(VmgConfig) config = NULL;

    test_write(dir, "etc/guard.conf",
               "[guard]\nmode=permissive\nmoed=disabled\n\n[gaurd]\nmode=x\n");
    test_write(dir, "etc/guard.conf.d/1.conf",
               "[network lan]\ncolour=red\n[checks]\ncache=warn\ncahce=off\n");
    problems = problems_of(dir, &names);
    assert_string_equal(problems,
                        "W guard.conf:3: unknown key 'moed' in [guard]; did you mean 'mode'?\n"
                        "W guard.conf:5: unknown group [gaurd]; did you mean 'guard'?\n"
                        "W guard.conf.d/1.conf:2: unknown key 'colour' in [network lan]\n"
                        "W guard.conf.d/1.conf:5: unknown key 'cahce' in [checks]; did you mean "
                        "'cache'?\n");
    config = load(dir, NULL);
    assert_non_null(config);
    assert_int_equal(vmg_config_mode(config), VMG_MODE_PERMISSIVE);
}

/* A misspelt name of a check in [checks] is reported only if the caller gives the list of all
 * checks. */
static void
without_names_any_check_is_taken(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *problems = NULL;
    g_autoptr(VmgConfig) config = NULL;

    test_write(dir, "etc/guard.conf", "[checks]\ncahce=off\n");
    problems = problems_of(dir, NULL);
    assert_string_equal(problems, "");
    config = load(dir, NULL);
    assert_non_null(config);
    assert_int_equal(vmg_config_action(config, "cahce"), VMG_ACTION_OFF);
}

/* The group of a module may have any keys. The module's name must match as a whole. */
static void
modules_are_known_by_their_names(void **state G_GNUC_UNUSED)
{
    static const char *const modules[] = {"tags", "cache-size", NULL};
    static const VmgConfigNames names = {.modules = modules};
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *problems = NULL;
    g_autoptr(VmgConfig) config = NULL;

    test_write(dir, "etc/guard.conf",
               "[tags]\nany=1\nkey=2\n[checks]\ntags=warn\ntag=off\n[tag]\na=b\n"
               "[tags x]\na=b\n[cache-size]\na=b\n[cache]\na=b\n");
    problems = problems_of(dir, &names);
    assert_string_equal(problems,
                        "W guard.conf:6: unknown key 'tag' in [checks]; did you mean 'tags'?\n"
                        "W guard.conf:7: unknown group [tag]; did you mean 'tags'?\n"
                        "W guard.conf:9: unknown group [tags x]; did you mean 'tags'?\n"
                        "W guard.conf:14: unknown key 'a' in [cache]\n");
    config = load(dir, NULL);
    assert_string_equal(vmg_config_get(config, "tags", "any"), "1");
    assert_int_equal(vmg_config_action(config, "tags"), VMG_ACTION_WARN);
    test_write(dir, "etc/guard.conf", "[checks]\ntags=no\n");
    assert_null(load(dir, NULL));
}

/* Wrong values, malformed lines and unknown names: each of them is reported, in every file. */
static void
every_mistake_of_every_file_is_told(void **state G_GNUC_UNUSED)
{
    static const char *const checks[] = {"cache", NULL};
    static const VmgConfigNames names = {.checks = checks};
    static const char *const wanted =
        "E guard.conf:1: a key before the first [group]\n"
        "E guard.conf:3: [guard] mode is 'enforce', but must be one of enforcing, permissive, "
        "disabled; did you mean 'enforcing'?\n"
        "E guard.conf:4: [guard] deadline-ms is '2s', but must be a number from 10 to 60000\n"
        "E guard.conf:5: not a [group], a key=value or a # comment\n"
        "W guard.conf:6: unknown key 'on-eror' in [guard]; did you mean 'on-error'?\n"
        "E guard.conf:7: not a [group], a key=value or a # comment\n"
        "E guard.conf:8: [cpu] match is 'same', but must be one of identical, superset, guest\n"
        "E guard.conf:9: not a [group], a key=value or a # comment\n"
        "W guard.conf:11: [guard] is there twice: it begins in line 2\n"
        "W guard.conf:12: [guard] mode is set twice: this line replaces line 3\n"
        "E guard.conf:13: not valid UTF-8\n"
        "W guard.conf:14: unknown group [netwrk lan]; did you mean 'network lan'?\n"
        "E guard.conf.d/1.conf:2: [network lan] vlan is '5000', but must be a number from 0 to "
        "4094\n"
        "W guard.conf.d/1.conf:4: unknown key 'cahce' in [checks]; did you mean 'cache'?\n"
        "E guard.conf.d/2.conf:2: [network lan] device is 'br/lan', but must be a network device: "
        "1 to 15 bytes, without spaces, slashes and colons\n";
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *problems = NULL;
    g_autoptr(GPtrArray) all = vmg_problems_new();
    g_autoptr(VmgConfig) config = NULL;
    g_autoptr(GError) error = NULL;

    test_write(dir, "etc/guard.conf",
               "early=1\n[guard]\nmode=enforce\ndeadline-ms=2s\nfacts-max-age 30\non-eror=admit\n"
               "[cpu] # comment\nmatch=same\n[nonsense\nany=1\n[guard]\nmode=permissive\n"
               "language=\xff\n[netwrk lan]\nany=1\n");
    test_write(dir, "etc/guard.conf.d/1.conf", "[network lan]\nvlan=5000\n[checks]\ncahce=off\n");
    test_write(dir, "etc/guard.conf.d/2.conf", "[network lan]\ndevice=br/lan\nvlan=5\n");
    problems = problems_of(dir, &names);
    assert_string_equal(problems, wanted);
    assert_null(load(dir, &error));
    test_like("the first", error->message,
              "/*/etc/guard.conf:1: a key before the first ?group? (and 9 more mistakes)");
    /* The values of the lines without mistakes can still be shown. */
    config = vmg_config_read(dir->paths.config_file, dir->paths.config_directory, &names, all);
    assert_int_equal(vmg_config_mode(config), VMG_MODE_PERMISSIVE);
    assert_int_equal(vmg_config_get_uint(config, "guard", "deadline-ms"), 2000);
    assert_int_equal(vmg_config_get_uint(config, "network lan", "vlan"), 5);
    assert_null(vmg_config_get(config, "network lan", "device"));
}

static void
what_is_wrong_is_an_error_with_file_and_line(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *error;
    } rows[] = {
        {"[guard]\n\nmode=enforcingly\n",
         "/*/etc/guard.conf:3: ?guard? mode is 'enforcingly', but must be one of enforcing, "
         "permissive, disabled; did you mean 'enforcing'?"},
        {"[guard]\nmode=disabled\nmode=x\n", "*:3: ?guard? mode is 'x', *"},
        {"[guard]\non-error=\n", "*:2: ?guard? on-error is '', but must be one of refuse, admit"},
        {"[guard]\ndeadline-ms=0\n", "*:2: ?guard? deadline-ms is '0', but must be a number *"},
        {"[checks]\ncache=none\n",
         "*:2: ?checks? cache is 'none', but must be one of enforce, warn, off"},
        {"[custom-properties]\nx=(\n",
         "*:2: ?custom-properties? x is '(', but must be a regular *"},
        {"[network lan]\nroles=boss\n", "*:2: ?network lan? roles is 'boss', but must be *"},
        {"[guard]\nmode enforcing\n", "*:2: not a ?group?, a key=value or a # comment"},
        {"[guard\n", "*:1: not a ?group?, *"},
        {"mode=disabled\n", "*:1: a key before the first ?group?"},
        {"[guard]\nmode=\xff\n", "*:2: not valid UTF-8"},
        {"[guard]\nmo[de=x\n", "*/etc/guard.conf:2: not a ?group?, *"},
        {"[gu[ard]\nx=1\n", "*/etc/guard.conf:1: not a ?group?, *"},
        {"[storage-domain d]\npath=data\n",
         "*:2: ?storage-domain d? path is 'data', but must be a path that begins with /"},
        {"[guard]\nmode=x\non-error=y\n",
         "*:2: ?guard? mode is 'x', *disabled (and 1 more mistake)"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TestDir) dir = test_dir_new();
        g_autoptr(GError) error = NULL;

        test_write(dir, "etc/guard.conf", rows[i].text);
        if (load(dir, &error))
            fail_msg("accepted: %s", rows[i].text);
        test_like(rows[i].text, error->message, rows[i].error);
        assert_null(strchr(error->message, '\n'));
    }
}

static void
a_broken_drop_in_is_an_error_too(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(GError) error = NULL;

    test_write(dir, "etc/guard.conf.d/1.conf", "[guard]\nmode=x\n");
    assert_null(load(dir, &error));
    test_like("drop-in", error->message, "*/guard.conf.d/1.conf:2: *");
}

static void
what_can_not_be_read_is_an_error(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *large = g_strnfill(1024 * 1024 + 1, '#');
    g_autoptr(GError) error = NULL;

    test_write(dir, "etc/guard.conf", large);
    assert_null(load(dir, &error));
    test_like("large", error->message, "/*/guard.conf: larger than 1048576 bytes");
    g_clear_error(&error);
    assert_int_equal(unlink(dir->paths.config_file), 0);
    assert_int_equal(mkdir(dir->paths.config_file, 0755), 0);
    assert_null(load(dir, &error));
    test_like("directory", error->message, "*/guard.conf: not a regular file");
    g_clear_error(&error);
    assert_int_equal(rmdir(dir->paths.config_file), 0);
    test_write(dir, "etc/guard.conf.d", "a file");
    assert_null(load(dir, &error));
    test_like("no directory", error->message, "*/guard.conf.d: can't open it: *");
}

/* A zero byte must not hide the text behind it. */
static void
a_nul_byte_is_an_error(void **state G_GNUC_UNUSED)
{
    static const char text[] = "[guard]\nmode=enforcing\n\0\nmode=disabled\n";
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(GError) error = NULL;

    test_write(dir, "etc/guard.conf", "");
    assert_true(g_file_set_contents(dir->paths.config_file, text, sizeof(text) - 1, NULL));
    assert_null(load(dir, &error));
    test_like("NUL", error->message, "*/guard.conf:3: a NUL byte");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_unknown_is_a_warning_with_file_and_line),
        cmocka_unit_test(without_names_any_check_is_taken),
        cmocka_unit_test(modules_are_known_by_their_names),
        cmocka_unit_test(every_mistake_of_every_file_is_told),
        cmocka_unit_test(what_is_wrong_is_an_error_with_file_and_line),
        cmocka_unit_test(a_broken_drop_in_is_an_error_too),
        cmocka_unit_test(what_can_not_be_read_is_an_error),
        cmocka_unit_test(a_nul_byte_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
