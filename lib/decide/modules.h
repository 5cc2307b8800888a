/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check modules of third parties: the shared objects in checks.d. */
#pragma once

#include "config/config.h"
#include "virt-migration-guard.h"

typedef struct {
    char *name;      /* the name of its check; if the module is broken, the name of its file without
                        ".so" */
    char *file;      /* absolute path, as an administrator writes it */
    char *why, *fix; /* what is wrong with the module, and the fix; NULL if its check can be run */
    void *handle;    /* NULL if the module is not loaded */
    struct vmg_check check; /* members that the module does not know are zero */
} VmgModule;

/* Loads the modules in DIRECTORY (NULL or missing: none). Returns VmgModule *, sorted by the
 * name of the file. A module that can't be loaded or is not root's is in the list as well, with
 * the reason. A module that CONFIG switches off by its file's name is in the list, too, but not
 * loaded. Never NULL. Free with g_ptr_array_unref(), when no check runs. */
GPtrArray *vmg_modules_load(const char *directory, const VmgConfig *config);

/* The names of MODULES, for vmg_modules_load_config(). Free with g_strfreev(). */
char **vmg_modules_names(const GPtrArray *modules);
/* The names of the modules by their files, without loading them. Free with g_strfreev(). */
char **vmg_modules_file_names(const char *directory);
