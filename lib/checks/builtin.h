/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The list of the built-in checks. */
#pragma once

#include "virt-migration-guard.h"

/* The only list of the built-in checks, in the order in which they are shown. X(cpu) is the
 * check vmg_check_cpu in the file cpu.c, and its name in guard.conf is cpu; in names, - replaces
 * _. */
#define VMG_BUILTIN_CHECKS(X)                                                                      \
    X(cluster)                                                                                     \
    X(status)                                                                                      \
    X(cpu)                                                                                         \
    X(networks)                                                                                    \
    X(storage)                                                                                     \
    X(memory)                                                                                      \
    X(vcpus)                                                                                       \
    X(cache)                                                                                       \
    X(custom_properties)                                                                           \
    X(devices)                                                                                     \
    X(resources)                                                                                   \
    X(migration_network)                                                                           \
    X(concurrency)

/* The built-in checks, NULL-terminated, in the order in which they are shown. */
const struct vmg_check *const *vmg_builtin_checks(void);
/* The built-in check of that name; NULL if there is none. */
const struct vmg_check *vmg_builtin_find(const char *name);
/* The names of the built-in checks, NULL-terminated, in the order in which the checks are shown.
 * Free with g_strfreev(). */
char **vmg_builtin_names(void);
