/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The configuration: guard.conf and its drop-ins, over the built-in defaults. */
#pragma once

#include <glib.h>

typedef enum {
    VMG_MODE_ENFORCING,
    VMG_MODE_PERMISSIVE, /* decide and write the journal, refuse nothing */
    VMG_MODE_DISABLED,
} VmgMode;

typedef enum {
    VMG_ACTION_ENFORCE,
    VMG_ACTION_WARN,
    VMG_ACTION_OFF,
} VmgAction;

/* The limit of migrations into a host and out of it at a time, if neither guard.conf nor VDSM
 * sets one. */
enum { VMG_CONFIG_MIGRATIONS = 2 };

typedef struct VmgConfig VmgConfig;

/* The names of the checks. The keys of [checks] must be such names. Each list is NULL-terminated
 * and may be NULL. */
typedef struct {
    const char *const *checks;  /* the built-in checks */
    const char *const *modules; /* check modules; each may have a group with any keys */
} VmgConfigNames;

/* The fix for a configuration with errors; needs text.h. */
#define VMG_CONFIG_FIX _("correct it; virt-migration-guard config check lists every mistake")

/* Reads FILE, then the files *.conf in DIRECTORY in the order of their names. Each file may be
 * missing. A later value replaces an earlier one. Never returns NULL: a line with a mistake is
 * ignored, so the default or an earlier value stays. PROBLEMS gets every mistake (VmgProblem).
 * If NAMES is NULL, [checks] may have any keys. */
VmgConfig *vmg_config_read(const char *file, const char *directory, const VmgConfigNames *names,
                           GPtrArray *problems);
/* As vmg_config_read(), for programs that act on the configuration: an error (VMG_PROBLEM_ERROR)
 * is returned as ERROR, with NULL. Unknown groups and keys are only warnings. */
VmgConfig *vmg_config_load(const char *file, const char *directory, GError **error);
/* The built-in defaults. They enforce all checks. */
VmgConfig *vmg_config_defaults(void);
/* For the reader of the files: adds a group, or sets a value. */
void vmg_config_add_group(VmgConfig *config, const char *group);
void vmg_config_set(VmgConfig *config, const char *group, const char *key, const char *text,
                    const char *file, guint line);
/* Takes another reference to CONFIG, on any thread. Release each reference with
 * vmg_config_free(). */
VmgConfig *vmg_config_ref(VmgConfig *config);
void vmg_config_free(VmgConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgConfig, vmg_config_free)

/* The value as it is written in the files; if there is none, the default; if there is no
 * default, NULL. CONFIG owns it. */
const char *vmg_config_get(const VmgConfig *config, const char *group, const char *key);
/* The value as a number. The key must have a numeric default. */
guint vmg_config_get_uint(const VmgConfig *config, const char *group, const char *key);
/* Whether the value is "yes", or WORD if the key takes words. */
gboolean vmg_config_is(const VmgConfig *config, const char *group, const char *key,
                       const char *word);
/* The NAMEs of all groups "[KIND NAME]", sorted. Free with g_strfreev(). */
char **vmg_config_named_groups(const VmgConfig *config, const char *kind);

/* The file that sets the value, and the number of the line in *LINE; NULL if the value is the
 * default. */
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
