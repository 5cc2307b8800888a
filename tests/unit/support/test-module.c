/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One module that plays many: the check that it defines depends on the name of its file. */
#include "virt-migration-guard.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
run_pass(const struct vmg_input *input)
{
    const struct vmg_finding finding = {
        .struct_size = sizeof(finding), .result = VMG_PASS, .wanted = "w", .found = "f"};

    input->report(input, &finding);
    return 0;
}

static int
run_fail(const struct vmg_input *input)
{
    const char *option = input->option(input, "text");
    const struct vmg_finding finding = {.struct_size = sizeof(finding),
                                        .wanted = "w",
                                        .found = option ? option : "none",
                                        .fix = "x"};

    input->report(input, &finding);
    return 0;
}

static int
run_error(const struct vmg_input *input)
{
    run_pass(input);
    return 1;
}

static int
run_nothing(const struct vmg_input *input)
{
    (void)input;
    return 0;
}

static int
run_no_finding(const struct vmg_input *input)
{
    input->report(input, NULL);
    input->log(input, 7, NULL);
    return 0;
}

static int
run_crash(const struct vmg_input *input)
{
    run_pass(input);
    abort();
}

/* Takes longer than any deadline of the tests. */
static int
run_slow(const struct vmg_input *input)
{
    run_pass(input);
    for (unsigned seconds = 60; seconds > 0;)
        seconds = sleep(seconds);
    return 0;
}

/* The struct of a later version, which has more members at its end. */
struct larger {
    struct vmg_check check;
    void *appended[4];
};

#define SIZE  .struct_size = sizeof(struct vmg_check)
#define ABI   .abi_version = VMG_ABI_VERSION
#define TEXTS .version = "1", .summary = "holds when"

static const struct {
    const char *file;
    struct larger module;
} rows[] = {
    {"good", {.check = {SIZE, ABI, .name = "good", TEXTS, .run = run_pass}}},
    {"bad", {.check = {SIZE, ABI, .name = "bad", TEXTS, .run = run_fail}}},
    {"other-file", {.check = {SIZE, ABI, .name = "other-name", TEXTS, .run = run_pass}}},
    {"twin-a", {.check = {SIZE, ABI, .name = "twin", TEXTS, .run = run_pass}}},
    {"twin-b", {.check = {SIZE, ABI, .name = "twin", TEXTS, .run = run_fail}}},
    {"larger",
     {.check = {.struct_size = sizeof(struct larger),
                .abi_version = VMG_ABI_VERSION + 7,
                .name = "larger",
                TEXTS,
                .run = run_pass},
      .appended = {(void *)&rows}}},
    {"major",
     {.check = {SIZE, .abi_version = VMG_ABI_VERSION + 0x10000u, .name = "major", TEXTS,
                .run = run_pass}}},
    {"zeros", {.check = {.struct_size = 0}}},
    {"short",
     {.check = {.struct_size = sizeof(struct vmg_check) - 1,
                ABI,
                .name = "short",
                TEXTS,
                .run = run_pass}}},
    {"callback", {.check = {SIZE, ABI, .name = "callback", TEXTS}}},
    {"version", {.check = {SIZE, ABI, .name = "version", .summary = "s", .run = run_pass}}},
    {"summary", {.check = {SIZE, ABI, .name = "summary", .version = "1", .run = run_pass}}},
    {"needs", {.check = {SIZE, ABI, .name = "needs", TEXTS, .needs = 0x40, .run = run_pass}}},
    {"no-name", {.check = {SIZE, ABI, TEXTS, .run = run_pass}}},
    {"empty-name", {.check = {SIZE, ABI, .name = "", TEXTS, .run = run_pass}}},
    {"upper", {.check = {SIZE, ABI, .name = "Upper", TEXTS, .run = run_pass}}},
    {"space", {.check = {SIZE, ABI, .name = "a b", TEXTS, .run = run_pass}}},
    {"line", {.check = {SIZE, ABI, .name = "a\nb", TEXTS, .run = run_pass}}},
    {"builtin", {.check = {SIZE, ABI, .name = "memory", TEXTS, .run = run_pass}}},
    {"group", {.check = {SIZE, ABI, .name = "guard", TEXTS, .run = run_pass}}},
    {"error", {.check = {SIZE, ABI, .name = "error", TEXTS, .run = run_error}}},
    {"nothing", {.check = {SIZE, ABI, .name = "nothing", TEXTS, .run = run_nothing}}},
    {"no-finding", {.check = {SIZE, ABI, .name = "no-finding", TEXTS, .run = run_no_finding}}},
    {"crash", {.check = {SIZE, ABI, .name = "crash", TEXTS, .run = run_crash}}},
    {"slow", {.check = {SIZE, ABI, .name = "slow", TEXTS, .run = run_slow}}},
    {"memory", {.check = {SIZE, ABI, .name = "of-file-memory", TEXTS, .run = run_pass}}},
};

VMG_EXPORT const struct vmg_check *virt_migration_guard_check(void);

VMG_EXPORT const struct vmg_check *
virt_migration_guard_check(void)
{
    const char *file;
    Dl_info info;

    if (!dladdr((void *)&virt_migration_guard_check, &info))
        return NULL;
    file = strrchr(info.dli_fname, '/');
    for (size_t i = 0; file && i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t len = strlen(rows[i].file);

        if (strncmp(file + 1, rows[i].file, len) == 0 && strcmp(file + 1 + len, ".so") == 0)
            return &rows[i].module.check;
    }
    return NULL;
}
