/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads a .mo file. The format
 * (https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html) has two tables of
 * (length, offset): one of the texts, sorted, and one of their translations. The file may be
 * broken: an entry that points outside the file counts as missing. */
#include "catalogue.h"

#include "plural.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    SIZE_MAX_BYTES = 4 * 1024 * 1024,
    COUNT_AT = 8,
    TEXTS_AT = 12,
    TRANSLATIONS_AT = 16,
    HEADER_BYTES = 28,
    ENTRY_BYTES = 8,
};
static const uint32_t MAGIC = 0x950412de, MAGIC_SWAPPED = 0xde120495;

struct VmgCatalogue {
    char *data; /* the content of the file, then a NUL */
    size_t size;
    int swapped; /* whether the file has the other byte order than this host */
    uint32_t count;
    const char *plural_rule; /* NULL if the file has no plural rule */
};

/* A text of the file and its length. A text with plural forms has NULs between the forms. */
typedef struct {
    const char *text; /* NULL if the file is broken at this place */
    size_t length;
} Entry;

static uint32_t
number_at(const VmgCatalogue *catalogue, size_t offset)
{
    uint32_t number;

    memcpy(&number, catalogue->data + offset, sizeof(number));
    return catalogue->swapped ? __builtin_bswap32(number) : number;
}

static Entry
entry_at(const VmgCatalogue *catalogue, size_t table_at, uint32_t index)
{
    size_t at = (size_t)number_at(catalogue, table_at) + (size_t)index * ENTRY_BYTES;
    size_t length, offset;

    if (at > catalogue->size - ENTRY_BYTES)
        return (Entry){NULL, 0};
    length = number_at(catalogue, at);
    offset = number_at(catalogue, at + sizeof(uint32_t));
    if (offset > catalogue->size || length > catalogue->size - offset ||
        catalogue->data[offset + length] != '\0')
        return (Entry){NULL, 0};
    return (Entry){catalogue->data + offset, length};
}

static Entry
find(const VmgCatalogue *catalogue, const char *text)
{
    uint32_t low = 0, high = catalogue->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        Entry entry = entry_at(catalogue, TEXTS_AT, middle);
        int order = entry.text ? strcmp(text, entry.text) : 0;

        if (!entry.text)
            break;
        if (order == 0)
            return entry_at(catalogue, TRANSLATIONS_AT, middle);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return (Entry){NULL, 0};
}

/* The translation of the empty text is the header of the .po file, which has the plural rule. */
static const char *
find_plural_rule(const VmgCatalogue *catalogue)
{
    static const char line[] = "\nPlural-Forms:", key[] = "plural=";
    const char *header = find(catalogue, "").text;
    const char *forms = header ? strstr(header, line) : NULL;
    const char *rule = forms ? strchr(forms, ';') : NULL;

    rule = rule ? strstr(rule, key) : NULL;
    return rule ? rule + strlen(key) : NULL;
}

/* Makes a catalogue of DATA, which has SIZE bytes and a NUL, and is from malloc(). The caller
 * must not use DATA any more. */
static VmgCatalogue *
take(char *data, size_t size)
{
    VmgCatalogue *catalogue = calloc(1, sizeof(*catalogue));
    uint32_t magic = 0;

    if (catalogue && size >= HEADER_BYTES)
        memcpy(&magic, data, sizeof(magic));
    if (magic != MAGIC && magic != MAGIC_SWAPPED) {
        free(catalogue);
        free(data);
        return NULL;
    }
    catalogue->data = data;
    catalogue->size = size;
    catalogue->swapped = magic == MAGIC_SWAPPED;
    catalogue->count = number_at(catalogue, COUNT_AT);
    catalogue->plural_rule = find_plural_rule(catalogue);
    return catalogue;
}

VmgCatalogue *
vmg_catalogue_new(const void *data, size_t size)
{
    char *copy = malloc(size + 1);

    if (!copy)
        return NULL;
    memcpy(copy, data, size);
    copy[size] = '\0';
    return take(copy, size);
}

/* Reads SIZE bytes from a file. NULL if fewer bytes could be read. */
static char *
read_bytes(int fd, size_t size)
{
    char *data = malloc(size + 1);
    size_t used = 0;
    ssize_t got = 1;

    while (data && used < size && (got = read(fd, data + used, size - used)) > 0)
        used += (size_t)got;
    if (!data || used < size) {
        free(data);
        return NULL;
    }
    data[size] = '\0';
    return data;
}

VmgCatalogue *
vmg_catalogue_open(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat st;
    char *data = NULL;

    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= SIZE_MAX_BYTES)
        data = read_bytes(fd, (size_t)st.st_size);
    close(fd);
    return data ? take(data, (size_t)st.st_size) : NULL;
}

void
vmg_catalogue_free(VmgCatalogue *catalogue)
{
    if (!catalogue)
        return;
    free(catalogue->data);
    free(catalogue);
}

const char *
vmg_catalogue_find(const VmgCatalogue *catalogue, const char *text)
{
    return find(catalogue, text).text;
}

const char *
vmg_catalogue_find_plural(const VmgCatalogue *catalogue, const char *text, unsigned long n)
{
    Entry entry = find(catalogue, text);
    const char *form = entry.text;
    size_t index;

    if (!form || !catalogue->plural_rule || vmg_plural_form(catalogue->plural_rule, n, &index) < 0)
        return NULL;
    for (; index > 0; index--) {
        form += strlen(form) + 1;
        if (form > entry.text + entry.length)
            return NULL;
    }
    return form;
}
