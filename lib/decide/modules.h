/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check modules of third parties: the shared objects in checks.d. */
#pragma once

#include "config/config.h"
#include "virt-migration-guard.h"

typedef struct {
    char *name;             /* of its check; where it is broken, its file's without ".so" */
    char *file;             /* absolute path, as the administrator knows it */
    char *why, *fix;        /* what is wrong with it; NULL where its check can be asked */
    void *handle;           /* NULL where it is not loaded */
    struct vmg_check check; /* zeros beyond what the module knows of it */
} VmgModule;

/* The modules of DIRECTORY (NULL or missing: none), VmgModule *,
 * sorted by file name. What can't be loaded, or not be trusted, is there as well, with
 * the reason; so is a module that CONFIG turns off by its file's name, which is not
 * loaded. Never NULL. Free with g_ptr_array_unref(): no check may run then. */
GPtrArray *vmg_modules_load(const char *directory, const VmgConfig *config);

/* The names of MODULES, for vmg_modules_load_config(). Free with g_strfreev(). */
char **vmg_modules_names(const GPtrArray *modules);
/* What they are by their files' names, without loading anything. Free with
 * g_strfreev(). */
char **vmg_modules_file_names(const char *directory);
