/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs a target with one input. Called by libFuzzer (make fuzz) or by driver.c (make check). */
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
