/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* From now on vmg_sys_read_file() returns DATA for every path. */
void fuzz_set_file(const uint8_t *data, size_t size);
/* Sets files by name: NAME, TEXT, NAME, TEXT, ..., NULL. */
void fuzz_set_named(const char *const *names_and_texts);
/* How many files the program has written since it started. */
guint fuzz_written(void);
