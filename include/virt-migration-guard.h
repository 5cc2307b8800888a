/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* virt-migration-guard: the interface of check modules.
 *
 * A check is one condition of a live migration. It is a pure function of the guest, the source
 * host, the destination host and its own options, and it reports findings. The built-in checks get
 * everything through this header, in the same way as the checks of third parties.
 *
 * A module is a shared object with one check. It needs only this header, which is C90 and C++, and
 * is not linked with any library of the guard. virt-migration-guard-check(3) shows the life of a
 * check and lists the changes of this interface.
 *
 * Everything that a check gets is read-only and lives until run() returns. Strings are UTF-8. A
 * string can be NULL if the domain XML or the facts do not have it. These strings are never NULL:
 * the name and the UUID of a guest and of a host, the cluster and the status of a host, the name
 * and the value of a property. Each array has a count; if the count is 0, the pointer may be NULL.
 * `reserved` and `reserved2` are 0. */
#ifndef VIRT_MIGRATION_GUARD_H
#define VIRT_MIGRATION_GUARD_H

#include <stddef.h>
#include <stdint.h>

#include "virt-migration-guard-guest.h"
#include "virt-migration-guard-host.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Rules of compatibility. The major version changes if modules that were built for the old
 * version would not work; such a module is not loaded. The minor version changes if something
 * was appended. A module also works with a guard that has a lower or a higher minor version.
 *
 * Each structure begins with struct_size: the size of the structure in the program that made it.
 * New members are only appended, and numbers never change their meaning. The members of version
 * 1.0 always exist. Before you read a later member, ask VMG_HAS(); the guard does the same with
 * structures of a module, and does not read beyond struct_size. If a flag or a number is
 * unknown, a check ignores it; if a module's VMG_NEEDS_* has an unknown flag, the guard does
 * not run the module, and the module's check fails for every guest. */
#define VMG_ABI_MAJOR   1u
#define VMG_ABI_MINOR   0u
#define VMG_ABI_VERSION ((VMG_ABI_MAJOR << 16) | VMG_ABI_MINOR)

/* Whether the structure at POINTER has the member FIELD: this depends on the version of the
 * program that made the structure. */
#define VMG_HAS(pointer, field)                                                                    \
    ((size_t)((const char *)(&(pointer)->field + 1) - (const char *)(pointer)) <=                  \
     (size_t)(pointer)->struct_size)

/* The result of a finding. A failure is zero, so that a structure full of zeros refuses. */
enum vmg_result { VMG_FAIL = 0, VMG_WARN = 1, VMG_PASS = 2 };

/* The facts that a check needs. If the facts are missing, the guard reports that the check could
 * not be decided. The check runs all the same, with NULL for the host that is unknown, and
 * reports what it can see without that host. */
#define VMG_NEEDS_SOURCE      0x1u
#define VMG_NEEDS_DESTINATION 0x2u

/* One finding. The strings are copied before report() returns; each is one
 * line of text for the administrator. */
struct vmg_finding {
    uint32_t struct_size;
    int32_t result; /* a number of enum vmg_result; any other number counts as a failure */
    /* what the finding is about, for example "disk vda"; NULL for the whole guest */
    const char *subject;
    const char *wanted; /* the state that would be right */
    const char *found;
    const char *fix; /* what to do; NULL for a pass */
    /* the reason, as a word for programs. The word never changes and consists of lower-case
     * letters, digits and '-'; NULL if there is no such word */
    const char *code;
};

/* The input of a check. */
struct vmg_input {
    uint32_t struct_size;
    uint32_t abi_version;               /* the guard's */
    const struct vmg_guest *guest;      /* never NULL */
    const struct vmg_host *source;      /* NULL if unknown */
    const struct vmg_host *destination; /* NULL if unknown */
    void *guard;                        /* private to the guard */

    /* The value of KEY in guard.conf, in the group that has the check's name. If KEY is not set,
     * returns the guard's default, or NULL if there is no default. */
    const char *(*option)(const struct vmg_input *input, const char *key);
    /* Adds a finding to the verdict. A check may call report() several times. */
    void (*report)(const struct vmg_input *input, const struct vmg_finding *finding);
    /* Writes MESSAGE to the guard's log. PRIORITY is a priority of syslog(3). */
    void (*log)(const struct vmg_input *input, int priority, const char *message);
};

/* One check. */
struct vmg_check {
    uint32_t struct_size;
    uint32_t abi_version; /* VMG_ABI_VERSION */
    const char *name;     /* lower-case letters, digits, '-' */
    const char *version;  /* the version of the module, any text */
    const char *summary;  /* one line: what is true if the check passes */
    uint32_t needs;       /* VMG_NEEDS_* */
    uint32_t reserved;

    /* Judges the guest and reports at least one finding. Returns 0. If it returns another number
     * or reports nothing, the check has failed. If a host that `needs` names is NULL, the guard
     * has reported that already. This function must not block (the time limit of the hook is for
     * all checks together), start threads or processes, print to stdout (which is the guest's
     * XML in the hook), call libvirt or exit(3), keep state between calls, or use files and
     * sockets. */
    int (*run)(const struct vmg_input *input);
};

#ifdef __cplusplus
#define VMG_LINKAGE extern "C"
#else
#define VMG_LINKAGE
#endif

#if defined(__GNUC__)
#define VMG_EXPORT VMG_LINKAGE __attribute__((visibility("default")))
#else
#define VMG_EXPORT VMG_LINKAGE
#endif

/* Defines the only symbol that a module exports. CHECK is the module's struct vmg_check, which
 * must live as long as the module. Write this at the end of the source, without a semicolon
 * after it. */
#define VMG_REGISTER_CHECK(check)                                                                  \
    VMG_EXPORT const struct vmg_check *virt_migration_guard_check(void);                           \
    VMG_EXPORT const struct vmg_check *virt_migration_guard_check(void)                            \
    {                                                                                              \
        return &(check);                                                                           \
    }

#ifdef __cplusplus
}
#endif

#endif
