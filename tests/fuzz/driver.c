/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs a target without libFuzzer. The inputs are the files on the command line, or the target's
 * seed corpus. Each file is also cut off at many places, as if a connection had broken. */
#include "fuzz.h"

#include <glib.h>

#include <stdio.h>
#include <string.h>

enum { BEGINNINGS = 64 };

static guint inputs;

/* Runs the target with a copy of exactly the right size, so that valgrind and ASan notice a read
 * beyond its end. */
static void
run_one(const char *data, gsize size)
{
    g_autofree uint8_t *copy = g_malloc(size ? size : 1);

    if (size)
        memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    inputs++;
}

static gboolean
run_file(const char *path)
{
    g_autofree char *data = NULL;
    gsize size, step;

    if (!g_file_get_contents(path, &data, &size, NULL))
        return FALSE;
    step = size / BEGINNINGS + 1;
    run_one(data, size);
    for (gsize cut = 0; cut < size; cut += step)
        run_one(data, cut);
    return TRUE;
}

static gboolean
run_directory(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *file = g_build_filename(path, name, NULL);

        if (!run_file(file))
            return FALSE;
    }
    return dir && inputs > 0;
}

int
main(int argc, char **argv)
{
    g_autofree char *program = g_path_get_basename(argv[0]);
    const char *target = strrchr(program, '_') ? strrchr(program, '_') + 1 : program;
    g_autofree char *corpus = g_build_filename(SRCDIR, "tests/fuzz/corpus", target, NULL);
    gboolean good = argc > 1 || run_directory(corpus);

    for (int i = 1; i < argc; i++)
        good = run_file(argv[i]) && good;
    printf("%u inputs\n", inputs);
    return good ? 0 : 1;
}
