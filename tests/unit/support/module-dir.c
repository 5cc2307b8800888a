/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/support/module-dir.h"

#include <sys/stat.h>

void
test_put_module(const TestDir *dir, const char *module, const char *name, mode_t mode)
{
    g_autofree char *from = g_build_filename(BUILDDIR, module, NULL);
    g_autofree char *to = g_build_filename(dir->paths.modules, name, NULL);
    g_autofree char *data = NULL;
    gsize len = 0;

    if (!g_file_get_contents(from, &data, &len, NULL))
        fail_msg("%s is missing", from);
    assert_int_equal(g_mkdir_with_parents(dir->paths.modules, 0755), 0);
    assert_true(g_file_set_contents(to, data, (gssize)len, NULL));
    assert_int_equal(chmod(to, mode), 0);
}
