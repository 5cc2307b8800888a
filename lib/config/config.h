/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The policy: guard.conf and its drop-ins, merged over the defaults. */
#pragma once

#include <glib.h>

typedef enum {
    VMG_MODE_ENFORCING,
    VMG_MODE_PERMISSIVE, /* decide and log, refuse nothing */
    VMG_MODE_DISABLED,
} VmgMode;

typedef enum {
    VMG_ACTION_ENFORCE,
    VMG_ACTION_WARN,
    VMG_ACTION_OFF,
} VmgAction;

/* Migrations into a host and out of it at a time, if neither guard.conf nor VDSM limits them. */
enum { VMG_CONFIG_MIGRATIONS = 2 };

typedef struct VmgConfig VmgConfig;

/* The names of the checks, which the keys of [checks] are held against. Each list is
 * NULL-terminated and may be NULL. */
typedef struct {
    const char *const *checks;  /* the built-in checks */
    const char *const *modules; /* check modules; each may have its own group, with any keys */
} VmgConfigNames;

/* What to do about a configuration with errors; needs text.h. */
#define VMG_CONFIG_FIX _("correct it; virt-migration-guard config check lists every mistake")

/* Reads FILE, then DIRECTORY's *.conf in order of name; each may be missing. Later values win.
 * Never NULL: what is wrong is left out, and the default holds. PROBLEMS gets every mistake
 * (VmgProblem). Without NAMES, [checks] may have any keys. */
VmgConfig *vmg_config_read(const char *file, const char *directory, const VmgConfigNames *names,
                           GPtrArray *problems);
/* The same for those who act on it: any error (unknown groups and keys are none) is ERROR, and NULL
 * is returned. */
VmgConfig *vmg_config_load(const char *file, const char *directory, GError **error);
/* The built-in defaults, which enforce. */
VmgConfig *vmg_config_defaults(void);
/* For whoever reads a configuration: a group, and what a line sets. */
void vmg_config_add_group(VmgConfig *config, const char *group);
void vmg_config_set(VmgConfig *config, const char *group, const char *key, const char *text,
                    const char *file, guint line);
void vmg_config_free(VmgConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgConfig, vmg_config_free)

/* The value as written, else the default, else NULL. Lives as long as CONFIG. */
const char *vmg_config_get(const VmgConfig *config, const char *group, const char *key);
/* A number; the key must be one that has a numeric default. */
guint vmg_config_get_uint(const VmgConfig *config, const char *group, const char *key);
/* Whether the key says yes, or WORD in case of a key of words. */
gboolean vmg_config_is(const VmgConfig *config, const char *group, const char *key,
                       const char *word);
/* The names NAME of all groups "[KIND NAME]", sorted. Free with g_strfreev(). */
char **vmg_config_named_groups(const VmgConfig *config, const char *kind);

/* The file that sets it, and the number of the *LINE; NULL if it is the default. */
const char *vmg_config_origin(const VmgConfig *config, const char *group, const char *key,
                              guint *line);
/* "group\nkey" of all that is set, sorted. Free with g_strfreev(). */
char **vmg_config_keys(const VmgConfig *config);

/* The custom properties that [cache] and [custom-properties] name, each once.
 * Free with g_strfreev(). */
char **vmg_config_property_names(const VmgConfig *config);

VmgMode vmg_config_mode(const VmgConfig *config);
/* What [checks] says of the check. */
VmgAction vmg_config_action(const VmgConfig *config, const char *check);
