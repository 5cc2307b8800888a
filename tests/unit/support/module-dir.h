/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A directory checks.d for one test. */
#pragma once

#include "tests/unit/support/helper.h"

/* Paths of built modules in the build directory. */
#define TEST_MODULE     "tests/unit/.libs/test-module.so" /* see test-module.c */
#define TEST_EMPTY      "tests/unit/.libs/test-empty.so"
#define TEST_UNRESOLVED "tests/unit/.libs/test-unresolved.so"
#define TEST_FIRST_ABI  "tests/abi/.libs/first-abi.so"
#define TEST_TAGS       "examples/.libs/tags.so"
#define TEST_WINDOW     "examples/.libs/maintenance-window.so"

/* Copies the built MODULE into checks.d of DIR as NAME, with the permissions MODE. */
void test_put_module(const TestDir *dir, const char *module, const char *name, mode_t mode);
