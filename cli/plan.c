/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* plan: which guest of this host could go where, so that the host becomes empty. Only advice: each
 * migration is decided by its destination. */
#include "cli/cli.h"

#include "base/paths.h"
#include "base/text.h"
#include "cli/peers.h"
#include "cli/planner.h"
#include "cli/table.h"

#include <stdio.h>

typedef struct {
    gboolean json;
    char **to; /* names of hosts; NULL: all */
    VmgConfig *config;
    GPtrArray *running, *peers, *moves;
    guint waves;
} Options;

static void
options_clear(Options *options)
{
    g_clear_pointer(&options->moves, g_ptr_array_unref);
    g_clear_pointer(&options->peers, g_ptr_array_unref);
    g_clear_pointer(&options->running, g_ptr_array_unref);
    g_clear_pointer(&options->config, vmg_config_free);
    g_strfreev(options->to);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static guint
limit_of(const VmgConfig *config, const char *key)
{
    return vmg_config_get(config, "migration", key) ? vmg_config_get_uint(config, "migration", key)
                                                    : VMG_CONFIG_MIGRATIONS;
}

/* Those that --to names alone. */
static gboolean
keep_wanted(Options *options, GError **error)
{
    g_autoptr(GHashTable) wanted = g_hash_table_new(NULL, NULL);

    for (char **name = options->to; name && *name; name++) {
        const VmgPeer *peer = vmg_cli_find_peer(options->peers, *name, error);

        if (!peer)
            return FALSE;
        g_hash_table_add(wanted, (gpointer)peer);
    }
    for (guint i = options->peers->len; options->to && i-- > 0;)
        if (!g_hash_table_contains(wanted, options->peers->pdata[i]))
            g_ptr_array_remove_index(options->peers, i);
    return TRUE;
}

static gboolean
make_plan(Options *options, GError **error)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    guint outgoing, incoming;

    options->config = vmg_cli_load_config(error);
    options->peers = options->config ? vmg_cli_peers(options->config, error) : NULL;
    if (!options->peers || !keep_wanted(options, error))
        return FALSE;
    options->running = vmg_cli_running(options->config, error);
    if (!options->running)
        return FALSE;
    outgoing = limit_of(options->config, "max-outgoing");
    incoming = limit_of(options->config, "max-incoming");
    options->moves = vmg_plan(options->running, options->peers, options->config, &paths, error);
    if (options->moves)
        options->waves = vmg_plan_waves(options->moves, outgoing, incoming);
    return options->moves != NULL;
}

static guint
count_left(const GPtrArray *moves)
{
    guint left = 0;

    for (guint i = 0; i < moves->len; i++)
        left += ((const VmgMove *)moves->pdata[i])->peer ? 0 : 1;
    return left;
}

static void
print_waves(const Options *options)
{
    const char *const headings[] = {_("WAVE"), _("GUEST"), _("TO"), _("MiB"), NULL};
    g_autoptr(VmgTable) table = vmg_table_new(headings, 0x9u);

    for (guint wave = 1; wave <= options->waves; wave++)
        for (guint i = 0; i < options->moves->len; i++) {
            const VmgMove *move = options->moves->pdata[i];
            g_autofree char *number = g_strdup_printf("%u", wave);
            g_autofree char *size =
                g_strdup_printf("%" G_GUINT64_FORMAT, move->guest->view.memory_kib / 1024);

            if (move->wave == wave)
                vmg_table_add(table, (const char *const[]){number, move->running->name,
                                                           vmg_peer_name(move->peer), size, NULL});
        }
    if (options->waves > 0)
        vmg_table_print(table);
}

static void
print_left(const Options *options)
{
    for (guint i = 0; i < options->moves->len; i++) {
        const VmgMove *move = options->moves->pdata[i];

        if (!move->peer)
            vmg_cli_print(_("%s stays: %s\n"), move->running->name,
                          move->reason ? move->reason : _("the registry knows of no other host"));
    }
}

static void
print_text(const Options *options)
{
    guint left = count_left(options->moves), all = options->moves->len;

    print_waves(options);
    print_left(options);
    if (left > 0)
        vmg_cli_print(NG_("%u of %u guest can leave this host; waves: %u\n",
                          "%u of %u guests can leave this host; waves: %u\n", all),
                      all - left, all, options->waves);
    else
        vmg_cli_print(NG_("this host can be emptied: %u guest; waves: %u\n",
                          "this host can be emptied: %u guests; waves: %u\n", all),
                      all, options->waves);
}

static void
print_json(const Options *options)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "can_be_emptied");
    json_builder_add_boolean_value(builder, count_left(options->moves) == 0);
    vmg_cli_json_number(builder, "waves", options->waves);
    json_builder_set_member_name(builder, "guests");
    json_builder_begin_array(builder);
    for (guint i = 0; i < options->moves->len; i++) {
        const VmgMove *move = options->moves->pdata[i];

        json_builder_begin_object(builder);
        vmg_cli_json_text(builder, "guest", move->running->name);
        vmg_cli_json_text(builder, "to", move->peer ? vmg_peer_name(move->peer) : NULL);
        vmg_cli_json_number(builder, "wave", move->wave);
        vmg_cli_json_number(builder, "memory_kib", move->guest->view.memory_kib);
        vmg_cli_json_text(builder, "reason", move->reason);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    vmg_cli_print_json(builder);
}

int
vmg_cli_plan(int argc, char **argv)
{
    g_auto(Options) options = {0};
    const GOptionEntry entries[] = {
        {"to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.to,
         _("only to this host; may be given several times"), "HOST"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &options.json, _("print JSON"), NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;

    if (!vmg_cli_parse(&argc, &argv, NULL,
                       _("Which guest of this host could go to which host of the registry, all "
                         "capacities together,\nin waves within the limits on simultaneous "
                         "migrations. Moves nothing. Exit status: 0 the host\ncan be emptied, 1 "
                         "some guests stay, with the reason."),
                       entries))
        return VMG_EXIT_UNDECIDED;
    if (argc != 1)
        return vmg_cli_fail_unexpected("plan", argv[1]);
    if (!make_plan(&options, &error))
        return vmg_cli_fail("%s", error->message);
    if (options.json)
        print_json(&options);
    else
        print_text(&options);
    return count_left(options.moves) == 0 ? VMG_EXIT_GOOD : VMG_EXIT_REFUSED;
}
