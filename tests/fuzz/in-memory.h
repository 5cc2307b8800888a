/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* What vmg_sys_read_file() reads from now on, whatever the path. */
void fuzz_set_file(const uint8_t *data, size_t size);
/* Files by their names, which come before them: NAME, TEXT, ..., NULL. */
void fuzz_set_named(const char *const *names_and_texts);
/* How many files were written since the begin. */
guint fuzz_written(void);
