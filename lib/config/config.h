/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The configuration: the values of guard.conf and its drop-ins; for all other keys the built-in
 * defaults. */
#pragma once

#include <glib.h>

typedef enum {
    VMG_MODE_ENFORCING,
    VMG_MODE_PERMISSIVE, /* the guard decides and writes the journal, but refuses nothing */
    VMG_MODE_DISABLED,
} VmgMode;

typedef enum {
    VMG_ACTION_ENFORCE,
    VMG_ACTION_WARN,
    VMG_ACTION_OFF,
} VmgAction;

/* The largest number of migrations into a host, or out of a host, at the same time, if neither
 * guard.conf nor VDSM sets this limit. */
enum { VMG_CONFIG_MIGRATIONS = 2 };

typedef struct VmgConfig VmgConfig;

/* The names of the checks. The keys of [checks] must be such names. Each list is NULL-terminated
 * and may be NULL. */
typedef struct {
    const char *const *checks; /* the built-in checks */
    /* check modules; guard.conf may have a group for each, with any keys */
    const char *const *modules;
} VmgConfigNames;

/* The fix for a configuration with errors. The file that uses this macro must include text.h or
 * neutral.h: the macro uses the _() of that header. */
#define VMG_CONFIG_FIX _("correct it; virt-migration-guard config check lists every mistake")

/* Reads FILE, then the files *.conf in DIRECTORY in the order of their names. Each file may be
 * missing. A later value replaces an earlier one. Never returns NULL: a line with a mistake is
 * ignored, so the default or an earlier value stays. Every mistake is appended to PROBLEMS
 * (VmgProblem *). If NAMES is NULL, [checks] may have any keys. */
VmgConfig *vmg_config_read(const char *file, const char *directory, const VmgConfigNames *names,
                           GPtrArray *problems);
/* As vmg_config_read(), for programs that use the configuration. If there is a mistake of the
 * kind VMG_PROBLEM_ERROR, returns NULL and ERROR. Unknown groups and keys are not errors. */
VmgConfig *vmg_config_load(const char *file, const char *directory, GError **error);
/* The built-in defaults. They enforce all checks. */
VmgConfig *vmg_config_defaults(void);
/* These two functions are for the code that reads the files: one adds a group, the other sets a
 * value. */
void vmg_config_add_group(VmgConfig *config, const char *group);
void vmg_config_set(VmgConfig *config, const char *group, const char *key, const char *text,
                    const char *file, guint line);
/* Takes another reference to CONFIG, on any thread. Release each reference with
 * vmg_config_free(). */
VmgConfig *vmg_config_ref(VmgConfig *config);
void vmg_config_free(VmgConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgConfig, vmg_config_free)

/* The value of KEY in GROUP, as it is written in the files; if it is not set, the default; NULL
 * if there is no default. CONFIG owns the value. */
const char *vmg_config_get(const VmgConfig *config, const char *group, const char *key);
/* The value of KEY in GROUP, as a number. The key must have a numeric default. */
guint vmg_config_get_uint(const VmgConfig *config, const char *group, const char *key);
/* Whether the value of KEY in GROUP is WORD, for example "yes". */
gboolean vmg_config_is(const VmgConfig *config, const char *group, const char *key,
                       const char *word);
/* The NAMEs of all groups "[KIND NAME]", sorted. Free with g_strfreev(). */
char **vmg_config_named_groups(const VmgConfig *config, const char *kind);

/* The file that sets the value; *LINE is the number of the line in this file. NULL if the value
 * is the default. */
const char *vmg_config_origin(const VmgConfig *config, const char *group, const char *key,
                              guint *line);
/* All values that the files set, as "group\nkey", sorted. Free with g_strfreev(). */
char **vmg_config_keys(const VmgConfig *config);

/* The custom properties that [cache] and [custom-properties] name, each of them once. Free with
 * g_strfreev(). */
char **vmg_config_property_names(const VmgConfig *config);

VmgMode vmg_config_mode(const VmgConfig *config);
/* What [checks] says about the check: enforce, warn or off. */
VmgAction vmg_config_action(const VmgConfig *config, const char *check);
