/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One input of a target. libFuzzer calls it (make fuzz), or driver.c does (make check). */
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
