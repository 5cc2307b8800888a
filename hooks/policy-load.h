/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "plugin/policy.h"

/* Loads the shared object at the absolute PATH, if PATH is a regular file that only root can
 * write. Returns the function VMG_POLICY_FUNCTION of the shared object. If this fails, returns
 * NULL and writes the reason to WHY, in one line. */
vmg_policy_function policy_load(const char *path, char *why, size_t size);

/* Loads the shared object at PATH and calls its function VMG_POLICY_FUNCTION, which fills
 * ANSWER. Returns 0; or -1, with the reason in WHY, in one line. */
int policy_load_ask(const char *path, const struct vmg_request *request, struct vmg_answer *answer,
                    char *why, size_t size);
