/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check modules of third parties: the shared objects in checks.d. */
#pragma once

#include "config/config.h"
#include "virt-migration-guard.h"

typedef struct {
    /* the name of the module's check; if the module is broken, the name of its file without
     * ".so" */
    char *name;
    char *file;      /* absolute path, as an administrator writes it */
    char *why, *fix; /* what is wrong with the module, and the fix; NULL if the check can be run */
    void *handle;    /* NULL if the module is not loaded */
    struct vmg_check check; /* members that the module does not know are zero */
} VmgModule;

/* Loads the modules in DIRECTORY. There are no modules if DIRECTORY is NULL or missing. Returns
 * a list of VmgModule *, sorted by the names of the files. The list also has the modules that
 * are not loaded: modules that are broken or can be written by users other than root, and modules
 * that CONFIG switches off by the name of the file. Never NULL. Free with g_ptr_array_unref() when
 * no check runs any more. */
GPtrArray *vmg_modules_load(const char *directory, const VmgConfig *config);

/* The names of MODULES, which can be keys in [checks]. Free with g_strfreev(). */
char **vmg_modules_names(const GPtrArray *modules);
/* The names of the modules in DIRECTORY, made from the names of their files without loading
 * them. Free with g_strfreev(). */
char **vmg_modules_file_names(const char *directory);
