/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hooks/policy-load.h"

#include "tests/unit/support/helper.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODULE BUILDDIR "/tests/unit/.libs/test-policy.so"

static void
what_can_not_be_trusted_is_not_loaded(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *name;
        mode_t mode;
        uid_t owner;
        const char *why;
    } rows[] = {
        {"missing", 0, 0, "*/missing can't be loaded: No such file or directory; fix: install *"},
        {"group", 0664, 0, "*/group is not a regular file that only root can write; fix: *"},
        {"other", 0646, 0, "*/other is not a regular file that only root can write; fix: *"},
        {"owner", 0644, 65534, "*/owner is not a regular file that only root can write; fix: *"},
        {"text", 0644, 0, "*/text can't be loaded: *"},
    };
    g_autoptr(TestDir) dir = test_dir_new();
    char why[1024];

    if (geteuid() != 0)
        skip();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = test_path(dir, rows[i].name);

        if (rows[i].mode) {
            test_write(dir, rows[i].name, "this is no module");
            assert_int_equal(chmod(path, rows[i].mode), 0);
            assert_int_equal(chown(path, rows[i].owner, 0), 0);
        }
        assert_null(policy_load(path, why, sizeof(why)));
        test_like(rows[i].name, why, rows[i].why);
    }
    assert_null(policy_load(dir->path, why, sizeof(why)));
    test_like("directory", why, "*is not a regular file that only root can write; *");
}

static void
a_module_without_the_function_is_not_loaded(void **state G_GNUC_UNUSED)
{
    char why[1024];

    if (geteuid() != 0)
        skip();
    assert_null(policy_load(BUILDDIR "/tests/unit/.libs/test-empty.so", why, sizeof(why)));
    test_like("empty", why, "*/test-empty.so can't be loaded: *" VMG_POLICY_FUNCTION "*");
}

static void
a_good_module_answers(void **state G_GNUC_UNUSED)
{
    const struct vmg_request request = {.version = VMG_POLICY_VERSION + 1};
    struct vmg_answer answer;
    vmg_policy_function policy;
    char why[1024];

    if (geteuid() != 0)
        skip();
    policy = policy_load(MODULE, why, sizeof(why));
    if (!policy)
        fail_msg("%s", why);
    assert_int_equal(policy(&request, &answer), -1);
}

/* A path that is too long for the message is cut; nothing is written beyond the buffer. */
static void
a_short_message_is_cut(void **state G_GNUC_UNUSED)
{
    char why[16];

    memset(why, 'x', sizeof(why));
    assert_null(policy_load("/no/such/file/at/all/for/the/guard", why, sizeof(why)));
    assert_int_equal(why[sizeof(why) - 1], 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_not_be_trusted_is_not_loaded),
        cmocka_unit_test(a_module_without_the_function_is_not_loaded),
        cmocka_unit_test(a_good_module_answers),
        cmocka_unit_test(a_short_message_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
