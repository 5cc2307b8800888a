/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/escape.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* If an escaped name has more than this number of bytes, the name is cut, because the file name
 * must also have room for the nonce. */
enum { LONGEST = 150 };

static int
stays(const char *name, const char *c)
{
    return (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
           *c == '-' || *c == '_' || (*c == '.' && c != name);
}

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t
hash(const char *text)
{
    uint64_t value = UINT64_C(14695981039346656037);

    for (; *text; text++)
        value = (value ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return value;
}

void
vmg_escape_name(const char *name, char escaped[VMG_ESCAPED_SIZE])
{
    size_t used = 0;

    escaped[0] = '\0';
    for (const char *c = name; *c; c++) {
        if (used > LONGEST) {
            snprintf(escaped + used, VMG_ESCAPED_SIZE - used, "%%%016llx",
                     (unsigned long long)hash(name));
            return;
        }
        used += (size_t)snprintf(escaped + used, VMG_ESCAPED_SIZE - used,
                                 stays(name, c) ? "%c" : "%%%02X", (unsigned char)*c);
    }
}
