/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A catalogue of translations: the .mo file that msgfmt(1) makes. It is read here and not by
 * gettext(3), because gettext needs a locale that is installed on the host, and from glibc 2.39
 * on C.UTF-8 does not count as one. libc only. */
#pragma once

#include <stddef.h>

typedef struct VmgCatalogue VmgCatalogue;

/* Reads the file PATH. NULL if it is missing, can't be read or is no catalogue. */
VmgCatalogue *vmg_catalogue_open(const char *path);
/* The same of SIZE bytes of DATA, which are copied. */
VmgCatalogue *vmg_catalogue_new(const void *data, size_t size);
void vmg_catalogue_free(VmgCatalogue *catalogue);

/* The translation of TEXT, NULL if there is none. It lives as long as CATALOGUE. */
const char *vmg_catalogue_find(const VmgCatalogue *catalogue, const char *text);
/* The form for N of the translation of TEXT, which is the English form for one. */
const char *vmg_catalogue_find_plural(const VmgCatalogue *catalogue, const char *text,
                                      unsigned long n);
