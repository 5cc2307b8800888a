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

typedef struct VmgConfig VmgConfig;

/* The names of the checks, which the keys of [checks] are held against. Each list is
 * NULL-terminated and may be NULL. */
typedef struct {
    const char *const *checks;  /* the built-in checks */
    const char *const *modules; /* check modules; each may have its own group, with any keys */
} VmgConfigNames;

/* The way out where it can't be read; needs text.h. */
#define VMG_CONFIG_FIX                                                                             \
    _("correct the file; virt-migration-guard config check tells when it is good")

/* Reads FILE, then DIRECTORY's *.conf in order of name; each may be missing.
 * Later values win. WARNINGS (may be NULL) gets a line, "file:line: text", for
 * each unknown group or key; anything else that is wrong is an error of that form.
 * Without the names of the checks, [checks] may have any keys. */
VmgConfig *vmg_config_load(const char *file, const char *directory, GPtrArray *warnings,
                           GError **error);
/* The same, with the names that [checks] may have. */
VmgConfig *vmg_config_load_with(const char *file, const char *directory,
                                const VmgConfigNames *names, GPtrArray *warnings, GError **error);
/* The built-in defaults, which enforce. */
VmgConfig *vmg_config_defaults(void);
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

/* "file:line" that says it, NULL where it is the default. Known only where the
 * configuration was loaded with warnings. */
const char *vmg_config_origin(const VmgConfig *config, const char *group, const char *key);
/* "group\nkey" of all that is set, sorted. Free with g_strfreev(). */
char **vmg_config_keys(const VmgConfig *config);

/* The custom properties that [cache] and [custom-properties] name, each once.
 * Free with g_strfreev(). */
char **vmg_config_property_names(const VmgConfig *config);

VmgMode vmg_config_mode(const VmgConfig *config);
/* What [checks] says of the check. */
VmgAction vmg_config_action(const VmgConfig *config, const char *check);
