/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/evacuate/progress.h"

#include "base/text.h"
#include "cli/cli.h"

#include <stdio.h>
#include <unistd.h>

/* with --json, the progress of a guest is printed in every second round only */
enum { ROUNDS_A_FIGURE = 2 };

struct VmgProgress {
    gboolean json, terminal;
    guint drawn;  /* number of lines that the next round replaces */
    guint rounds; /* how often the progress was shown; each round shows it once */
};

VmgProgress *
vmg_progress_new(gboolean json)
{
    VmgProgress *progress = g_new0(VmgProgress, 1);

    progress->json = json;
    progress->terminal = !json && isatty(STDOUT_FILENO);
    return progress;
}

void
vmg_progress_free(VmgProgress *progress)
{
    g_free(progress);
}

static void
erase(VmgProgress *progress)
{
    if (progress->drawn > 0)
        printf("\033[%uA\033[J", progress->drawn);
    progress->drawn = 0;
}

/* Prints a line that the next round replaces. The line is cut to the width of the terminal,
 * because a line that wraps could not be replaced. */
static void
draw(VmgProgress *progress, const char *line)
{
    int columns = vmg_cli_columns();
    g_autofree char *cut =
        columns > 1 ? g_utf8_substring(line, 0, MIN(columns - 1, g_utf8_strlen(line, -1)))
                    : g_strdup(line);

    printf("%s\n", cut);
    progress->drawn++;
}

static JsonBuilder *
begin_event(const char *event, const VmgTask *task)
{
    JsonBuilder *builder = json_builder_new();

    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "event", event);
    if (task) {
        vmg_cli_json_text(builder, "guest", task->name);
        vmg_cli_json_text(builder, "uuid", task->uuid);
        vmg_cli_json_text(builder, "to", task->to);
    }
    return builder;
}

static void
end_event(JsonBuilder *builder)
{
    json_builder_end_object(builder);
    vmg_cli_print_json_line(builder);
    fflush(stdout);
}

void
vmg_progress_started(VmgProgress *progress, const VmgTask *task)
{
    g_autoptr(JsonBuilder) builder = progress->json ? begin_event("started", task) : NULL;

    if (builder)
        end_event(builder);
    else if (!progress->terminal)
        vmg_cli_print(_("%s: to %s\n"), task->name, task->to);
    fflush(stdout);
}

void
vmg_progress_moved(VmgProgress *progress, const VmgTask *task, gint64 seconds)
{
    g_autoptr(JsonBuilder) builder = progress->json ? begin_event("moved", task) : NULL;

    erase(progress);
    if (builder) {
        vmg_cli_json_number(builder, "seconds", (guint64)seconds);
        end_event(builder);
    } else if (task->to) {
        vmg_cli_print(_("%s: moved to %s in %d s\n"), task->name, task->to, (int)seconds);
    } else {
        vmg_cli_print(_("%s: no longer runs here\n"), task->name);
    }
    fflush(stdout);
}

void
vmg_progress_failed(VmgProgress *progress, const VmgTask *task, const char *from,
                    const char *reason)
{
    g_autoptr(JsonBuilder) builder = progress->json ? begin_event("failed", task) : NULL;

    erase(progress);
    if (builder) {
        vmg_cli_json_text(builder, "failed_on", from);
        vmg_cli_json_text(builder, "reason", reason);
        vmg_cli_json_text(builder, "next", vmg_task_state_name(task->state));
        end_event(builder);
        return;
    }
    vmg_cli_print(_("%s: not to %s: %s\n"), task->name, from, reason);
    if (task->state == VMG_TASK_WAITING && g_strcmp0(from, task->to) != 0)
        vmg_cli_print(_("%s: next to %s\n"), task->name, task->to);
    fflush(stdout);
}

void
vmg_progress_note(VmgProgress *progress, const char *text)
{
    erase(progress);
    vmg_cli_note("%s", text);
}

void
vmg_progress_begin_round(VmgProgress *progress)
{
    erase(progress);
    progress->rounds++;
}

void
vmg_progress_figures(VmgProgress *progress, const VmgTask *task, const VmgMigrationFigures *figures,
                     gint64 seconds)
{
    int left = (int)(figures->remaining_kib / 1024), rate = (int)(figures->bytes_per_second >> 20);
    g_autofree char *line = NULL;
    JsonBuilder *builder;

    if (progress->terminal) {
        line = g_strdup_printf(_("%s: to %s, %d MiB left, %d MiB/s, %d s"), task->name, task->to,
                               left, rate, (int)seconds);
        draw(progress, line);
    }
    if (!progress->json || progress->rounds % ROUNDS_A_FIGURE != 0)
        return;
    builder = begin_event("progress", task);
    vmg_cli_json_number(builder, "remaining_kib", figures->remaining_kib);
    vmg_cli_json_number(builder, "bytes_per_second", figures->bytes_per_second);
    vmg_cli_json_number(builder, "seconds", (guint64)seconds);
    end_event(builder);
    g_object_unref(builder);
}

void
vmg_progress_end_round(VmgProgress *progress, const GPtrArray *tasks)
{
    g_autofree char *line = NULL;

    if (!progress->terminal)
        return;
    line = g_strdup_printf(
        _("guests: %u moved, %u under way, %u waiting, %u stay"),
        vmg_tasks_count(tasks, VMG_TASK_MOVED), vmg_tasks_count(tasks, VMG_TASK_MOVING),
        vmg_tasks_count(tasks, VMG_TASK_WAITING), vmg_tasks_count(tasks, VMG_TASK_LEFT));
    draw(progress, line);
    fflush(stdout);
}

void
vmg_progress_left(VmgProgress *progress, const char *guest, const char *reason, const char *fix)
{
    erase(progress);
    if (progress->json) {
        g_autoptr(JsonBuilder) builder = begin_event("left", NULL);

        vmg_cli_json_text(builder, "guest", guest);
        vmg_cli_json_text(builder, "reason", reason);
        vmg_cli_json_text(builder, "fix", fix);
        end_event(builder);
        return;
    }
    vmg_cli_print(_("%s stays: %s\n"), guest, reason);
    if (fix)
        vmg_cli_print(_("    fix: %s\n"), fix);
}

void
vmg_progress_end(VmgProgress *progress, const char *host, guint moved, guint left,
                 gboolean interrupted)
{
    erase(progress);
    if (progress->json) {
        g_autoptr(JsonBuilder) builder = begin_event("end", NULL);

        vmg_cli_json_text(builder, "host", host);
        json_builder_set_member_name(builder, "empty");
        json_builder_add_boolean_value(builder, left == 0);
        vmg_cli_json_number(builder, "moved", moved);
        vmg_cli_json_number(builder, "left", left);
        json_builder_set_member_name(builder, "interrupted");
        json_builder_add_boolean_value(builder, interrupted);
        end_event(builder);
    } else if (left == 0) {
        vmg_cli_print(NG_("%s is empty: %u guest moved\n", "%s is empty: %u guests moved\n", moved),
                      host, moved);
    } else {
        vmg_cli_print(NG_("%s is not empty: %u guest moved, %u left\n",
                          "%s is not empty: %u guests moved, %u left\n", moved),
                      host, moved, left);
    }
}

void
vmg_progress_home(VmgProgress *progress, guint moved, guint left)
{
    erase(progress);
    if (progress->json) {
        g_autoptr(JsonBuilder) builder = begin_event("end", NULL);

        vmg_cli_json_number(builder, "moved", moved);
        vmg_cli_json_number(builder, "left", left);
        end_event(builder);
    } else {
        vmg_cli_print(NG_("%u guest is back, %u left\n", "%u guests are back, %u left\n", moved),
                      moved, left);
    }
}
