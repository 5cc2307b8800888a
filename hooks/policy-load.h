/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "plugin/policy.h"

/* Loads the module at the absolute PATH, if it is a regular file that only root
 * can write, and finds its function. NULL, and one line in WHY, where it can't. */
vmg_policy_function policy_load(const char *path, char *why, size_t size);

/* Loads it and asks it. 0, or -1 and one line in WHY. */
int policy_load_ask(const char *path, const struct vmg_request *request, struct vmg_answer *answer,
                    char *why, size_t size);
