/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/agent-state.h"

#include "base/error.h"
#include "base/names.h"
#include "base/neutral.h"
#include "base/process.h"
#include "base/sys.h"

#include <string.h>
#include <unistd.h>

/* the group of the agent's file that describes the agent's process */
#define SELF "virt-migration-guardd"
/* In the agent's file, the name of each group of guard.conf has this prefix. */
#define PREFIX "configuration "

enum {
    /* in bytes; the agent's file is always smaller, because guard.conf is smaller */
    STATE_MAX = 4 * 1024 * 1024,
    /* hexadecimal digits of a digest; enough to notice that a value was changed */
    DIGEST_LENGTH = 16,
};

/* The digest of a value of guard.conf. The agent does not write the value itself to its file,
 * because guard.conf may be readable for root only. */
static char *
digest_of(const char *value)
{
    g_autofree char *whole = g_compute_checksum_for_string(G_CHECKSUM_SHA256, value, -1);

    return g_strndup(whole, DIGEST_LENGTH);
}

/* Computes the digests of all values of CONFIG, in the form in which the agent writes them to
 * its file. */
static GKeyFile *
digests_of(const VmgConfig *config)
{
    GKeyFile *digests = g_key_file_new();
    g_auto(GStrv) names = vmg_config_keys(config);

    for (char **name = names; *name; name++) {
        g_auto(GStrv) parts = g_strsplit(*name, "\n", 2);
        g_autofree char *group = g_strconcat(PREFIX, parts[0], NULL);
        g_autofree char *digest = digest_of(vmg_config_get(config, parts[0], parts[1]));

        g_key_file_set_string(digests, group, parts[1], digest);
    }
    return digests;
}

gboolean
vmg_agent_state_write(const char *path, const VmgConfig *config, const char *error, GError **failed)
{
    g_autoptr(GKeyFile) file = digests_of(config);
    g_autofree char *text = NULL, *directory = g_path_get_dirname(path);
    VmgProcess self = {0};
    gsize len;

    vmg_process_look(getpid(), &self);
    g_key_file_set_integer(file, SELF, "pid", getpid());
    g_key_file_set_int64(file, SELF, "start", self.start);
    g_key_file_set_string(file, SELF, "version", PACKAGE_VERSION);
    if (error)
        g_key_file_set_string(file, SELF, "error", error);
    text = g_key_file_to_data(file, &len, NULL);
    /* if this fails, vmg_sys_write_file() fails as well and reports the reason */
    g_mkdir_with_parents(directory, 0755);
    return vmg_sys_write_file(path, text, len, 0644, failed);
}

static VmgAgentState *
parse(const char *text, gsize len, GError **error)
{
    g_autoptr(VmgAgentState) state = g_new0(VmgAgentState, 1);

    state->digests = g_key_file_new();
    if (!g_key_file_load_from_data(state->digests, text, len, G_KEY_FILE_NONE, error))
        return NULL;
    state->pid = g_key_file_get_integer(state->digests, SELF, "pid", NULL);
    state->start = g_key_file_get_int64(state->digests, SELF, "start", NULL);
    state->version = g_key_file_get_string(state->digests, SELF, "version", NULL);
    state->error = g_key_file_get_string(state->digests, SELF, "error", NULL);
    g_key_file_remove_group(state->digests, SELF, NULL);
    if (state->pid > 0)
        return g_steal_pointer(&state);
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("it names no process"));
    return NULL;
}

VmgAgentState *
vmg_agent_state_read(const char *path, GError **error)
{
    gsize len = 0;
    g_autofree char *text = vmg_sys_read_file(path, STATE_MAX, &len, error);
    VmgAgentState *state = text ? parse(text, len, error) : NULL;

    if (text && !state)
        g_prefix_error(error, "%s: ", path);
    return state;
}

void
vmg_agent_state_free(VmgAgentState *state)
{
    if (!state)
        return;
    g_free(state->version);
    g_free(state->error);
    g_key_file_unref(state->digests);
    g_free(state);
}

VmgAgentLife
vmg_agent_state_life(const VmgAgentState *state)
{
    VmgProcess process;

    if (!vmg_process_look(state->pid, &process) || process.start != state->start ||
        strchr("ZX", process.state))
        return VMG_AGENT_ENDED;
    return strchr("Tt", process.state) ? VMG_AGENT_STOPPED : VMG_AGENT_RUNS;
}

static void
compare(GPtrArray *found, const char *group, const char *key, GKeyFile *has, GKeyFile *other)
{
    g_autofree char *one = g_key_file_get_string(has, group, key, NULL);
    g_autofree char *two = g_key_file_get_string(other, group, key, NULL);
    g_autofree char *name = g_strdup_printf("[%s] %s", group + strlen(PREFIX), key);

    if (g_strcmp0(one, two) != 0 &&
        !g_ptr_array_find_with_equal_func(found, name, g_str_equal, NULL))
        g_ptr_array_add(found, g_steal_pointer(&name));
}

/* Adds the name of each key whose digest in HAS differs from its digest in OTHER, or that OTHER
 * does not have. */
static void
add_differences(GPtrArray *found, GKeyFile *has, GKeyFile *other)
{
    g_auto(GStrv) groups = g_key_file_get_groups(has, NULL);

    for (char **group = groups; *group; group++) {
        g_auto(GStrv) keys = g_key_file_get_keys(has, *group, NULL, NULL);

        for (char **key = keys; g_str_has_prefix(*group, PREFIX) && keys && *key; key++)
            compare(found, *group, *key, has, other);
    }
}

GPtrArray *
vmg_agent_state_differences(const VmgAgentState *state, const VmgConfig *config)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GKeyFile) digests = digests_of(config);

    add_differences(found, digests, state->digests);
    add_differences(found, state->digests, digests);
    vmg_names_sort(found);
    return g_steal_pointer(&found);
}
