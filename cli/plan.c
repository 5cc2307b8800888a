/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* plan: shows to which hosts the guests of a host could go, so that the host becomes empty. A
 * plan is only advice: for each migration, the destination decides. */
#include "cli/cli.h"

#include "base/paths.h"
#include "base/text.h"
#include "cli/plan-input.h"
#include "cli/planner.h"
#include "cli/table.h"

#include <stdio.h>

typedef struct {
    gboolean json;
    char *facts; /* a directory that is read instead of the registry; NULL: the registry is read */
    char **to;   /* names of the allowed destinations; NULL: all hosts */
    VmgPlanInput input;
    GPtrArray *moves;
    guint waves;
} Options;

static void
options_clear(Options *options)
{
    g_clear_pointer(&options->moves, g_ptr_array_unref);
    vmg_plan_input_clear(&options->input);
    g_strfreev(options->to);
    g_free(options->facts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static guint
limit_of(const VmgConfig *config, const char *key)
{
    return vmg_config_get(config, "migration", key) ? vmg_config_get_uint(config, "migration", key)
                                                    : VMG_CONFIG_MIGRATIONS;
}

static gboolean
make_plan(Options *options, const char *host, GError **error)
{
    VmgPaths paths = VMG_PATHS_INSTALLED;
    VmgPlanInput *input = &options->input;

    if (!vmg_plan_input_read(input, host, options->facts, options->to, error))
        return FALSE;
    if (!input->is_own)
        /* The published XML of a guest may have an older stamp than the guest has now. So stamps
         * are not compared with the serials in the registry. */
        paths.peers = NULL;
    options->moves = vmg_plan(input->running, input->peers, input->config, &paths, error);
    if (options->moves)
        options->waves = vmg_plan_waves(options->moves, limit_of(input->config, "max-outgoing"),
                                        limit_of(input->config, "max-incoming"));
    return options->moves != NULL;
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

        if (move->peer)
            continue;
        vmg_cli_print(_("%s stays: %s\n"), move->running->name,
                      move->reason ? move->reason : _("the registry knows of no other host"));
        if (move->fix)
            vmg_cli_print(_("    fix: %s\n"), move->fix);
    }
}

static void
print_text(const Options *options)
{
    guint left = vmg_plan_left(options->moves), all = options->moves->len;
    const char *host = vmg_plan_input_name(&options->input);

    print_waves(options);
    print_left(options);
    if (left > 0)
        vmg_cli_print(NG_("%s: %u of %u guest can leave; waves: %u\n",
                          "%s: %u of %u guests can leave; waves: %u\n", all),
                      host, all - left, all, options->waves);
    else
        vmg_cli_print(NG_("%s can be emptied: %u guest; waves: %u\n",
                          "%s can be emptied: %u guests; waves: %u\n", all),
                      host, all, options->waves);
}

static void
print_json(const Options *options)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "host", vmg_plan_input_name(&options->input));
    json_builder_set_member_name(builder, "can_be_emptied");
    json_builder_add_boolean_value(builder, vmg_plan_left(options->moves) == 0);
    vmg_cli_json_number(builder, "waves", options->waves);
    json_builder_set_member_name(builder, "guests");
    json_builder_begin_array(builder);
    for (guint i = 0; i < options->moves->len; i++) {
        const VmgMove *move = options->moves->pdata[i];

        json_builder_begin_object(builder);
        vmg_cli_json_text(builder, "guest", move->running->name);
        vmg_cli_json_text(builder, "uuid", move->guest->view.uuid);
        vmg_cli_json_text(builder, "to", move->peer ? vmg_peer_name(move->peer) : NULL);
        vmg_cli_json_text(builder, "to_uuid", move->peer ? move->peer->uuid : NULL);
        vmg_cli_json_number(builder, "wave", move->wave);
        vmg_cli_json_number(builder, "memory_kib", move->guest->view.memory_kib);
        vmg_cli_json_number(builder, "commit_kib", move->guest->view.commit_kib);
        vmg_cli_json_text(builder, "reason", move->reason);
        vmg_cli_json_text(builder, "fix", move->fix);
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
         _("use only HOST as a destination; may be given several times (default: all hosts in the "
           "registry)"),
         "HOST"},
        {"facts", 0, 0, G_OPTION_ARG_FILENAME, &options.facts,
         _("read the hosts' host.xml files and the guests' domain XML from DIR instead of the "
           "registry"),
         "DIR"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &options.json, _("print JSON"), NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;

    if (!vmg_cli_parse(
            &argc, &argv, "[HOST]",
            _("Plans to which hosts of the registry the guests of HOST can migrate, so that HOST "
              "becomes empty. HOST is this host if it is not given. The plan considers all guests "
              "together, and has waves that keep the limits on simultaneous migrations. The "
              "command migrates nothing. Exit status: 0 if the host can be emptied, 1 if at least "
              "one guest stays; the reason is printed."),
            entries))
        return VMG_EXIT_UNDECIDED;
    if (argc > 2)
        return vmg_cli_fail_unexpected("plan", argv[2]);
    if (!make_plan(&options, argv[1], &error))
        return vmg_cli_fail("%s", error->message);
    if (options.json)
        print_json(&options);
    else
        print_text(&options);
    return vmg_plan_left(options.moves) == 0 ? VMG_EXIT_GOOD : VMG_EXIT_REFUSED;
}
