/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What vmg_sys_read_file() reads from now on, whatever the path. */
void fuzz_set_file(const uint8_t *data, size_t size);
