/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A catalogue of translations: a .mo file, made by msgfmt(1). The guard reads the file itself,
 * because gettext(3) needs a locale that is installed on the host, and from glibc 2.39 on,
 * C.UTF-8 does not count as a locale for gettext. Uses libc only. */
#pragma once

#include <stddef.h>

typedef struct VmgCatalogue VmgCatalogue;

/* Reads the file PATH. NULL if the file is missing, can't be read, or is not a catalogue. */
VmgCatalogue *vmg_catalogue_open(const char *path);
/* Makes a catalogue of SIZE bytes of DATA, which are copied. */
VmgCatalogue *vmg_catalogue_new(const void *data, size_t size);
void vmg_catalogue_free(VmgCatalogue *catalogue);

/* The translation of TEXT; NULL if there is none. CATALOGUE owns the translation. */
const char *vmg_catalogue_find(const VmgCatalogue *catalogue, const char *text);
/* The translation of a text with plural forms, in the form for N things. TEXT is the English
 * singular. */
const char *vmg_catalogue_find_plural(const VmgCatalogue *catalogue, const char *text,
                                      unsigned long n);
