/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/evacuate/runner.h"

#include "base/paths.h"
#include "base/text.h"
#include "cli/evacuate/choose.h"
#include "cli/evacuate/source.h"

#include <glib-unix.h>
#include <signal.h>

enum {
    TICK_MS = 500,
    FIND_OUT_SECONDS = 5,
    DELAY_SECONDS = 5,  /* pause before a destination that was busy is asked again */
    PAUSE_SECONDS = 10, /* pause before a host that has failed is tried again */
    DELAYS_MAX = 120,   /* how many times a busy destination is asked about one guest */
    /* after so many failed migrations, not counting refusals, a guest is left where it is */
    FAILURES_MAX = 2,
    /* A migration may take LATE_SECONDS, and in addition LATE_GIB seconds for each GiB of memory,
     * as with VDSM's migration_max_time_per_gib_mem. */
    LATE_SECONDS = 60,
    LATE_GIB = 64,
    GIB_KIB = 1024 * 1024,
};

typedef struct {
    const VmgRun *run;
    VmgSource *source;
    GHashTable *moving; /* VmgTask * -> VmgMigration * */
    GMainLoop *loop;
    guint outgoing, incoming;
    guint signals;
} Runner;

const char *
vmg_run_record(void)
{
    return VMG_STATEDIR "/evacuation";
}

static void
save(const Runner *runner)
{
    g_autoptr(GError) error = NULL;

    if (runner->run->evacuation &&
        !vmg_evacuation_write(runner->run->evacuation, vmg_run_record(), &error))
        vmg_progress_note(runner->run->progress, error->message);
}

static void
leave(VmgTask *task, const char *reason)
{
    task->state = VMG_TASK_LEFT;
    vmg_task_set_reason(task, reason, NULL);
}

/* The name of the host that runs the guest now; NULL if that is not known. The agent of that
 * host may need some time to publish that it runs the guest, so this function asks again for at
 * most the given number of SECONDS. */
static char *
find_out(const Runner *runner, const VmgTask *task, int seconds)
{
    char *where = vmg_evacuate_where(runner->run->config, runner->run->home, task->uuid);

    for (; !where && seconds > 0; seconds--) {
        g_usleep(G_USEC_PER_SEC);
        where = vmg_evacuate_where(runner->run->config, runner->run->home, task->uuid);
    }
    return where;
}

/* Called for a guest that was not found on its source. If libvirt was REACHED, the guest has
 * stopped or is on another host: another command has moved the guest, or a migration has moved it
 * although libvirt reported that this migration failed. If libvirt was not REACHED, nothing is
 * known about the guest. */
static void
settle_missing(const Runner *runner, VmgTask *task, gboolean reached)
{
    gboolean was_moving = task->state == VMG_TASK_MOVING;
    g_autofree char *where = find_out(runner, task, was_moving ? FIND_OUT_SECONDS : 0);

    task->state = VMG_TASK_MOVED;
    if (!reached)
        leave(task, _("libvirt does not answer there"));
    else if (where || !was_moving)
        vmg_task_set_to(task, where, NULL);
    else
        leave(task,
              _("it runs here no longer, and no host says that it has it; fix: see virsh list "
                "on its destination"));
    if (task->state == VMG_TASK_MOVED)
        vmg_progress_moved(runner->run->progress, task, 0);
}

/* Whether another host may be tried. No other host is tried if the guest comes back to this host,
 * if its migration took longer than allowed, or after a signal. */
static gboolean
is_free(const Runner *runner, const VmgTask *task)
{
    return !task->from && !task->late && runner->signals == 0;
}

static void
choose_another(const Runner *runner, VmgTask *task, virDomain *domain)
{
    const VmgRun *run = runner->run;
    g_autoptr(GError) error = NULL;

    if (!is_free(runner, task) || task->failures >= FAILURES_MAX)
        task->state = VMG_TASK_LEFT;
    else if (!vmg_evacuate_choose(run->config, run->options, run->home, domain, task, &error))
        leave(task, error->message);
}

static void
delay(VmgTask *task)
{
    task->delays++;
    task->state = task->delays < DELAYS_MAX ? VMG_TASK_WAITING : VMG_TASK_LEFT;
    task->not_before = g_get_monotonic_time() + (gint64)DELAY_SECONDS * G_USEC_PER_SEC;
}

/* Tries the same host again later. This is done only if the host has failed without refusing the
 * guest and no other host is possible: such a failure may be over soon. */
static void
try_again(VmgTask *task, const char *host, const char *uuid)
{
    vmg_task_set_to(task, host, uuid);
    task->state = VMG_TASK_WAITING;
    task->not_before = g_get_monotonic_time() + (gint64)PAUSE_SECONDS * G_USEC_PER_SEC;
}

/* Decides what to do after a failed migration: wait for the same host, try another host, or
 * leave the guest where it is. */
static void
go_on(const Runner *runner, VmgTask *task, virDomain *domain, const char *error)
{
    VmgFailure failure = vmg_failure_of(error);
    g_autofree char *host = g_strdup(task->to), *uuid = g_strdup(task->to_uuid);

    if (failure == VMG_FAILURE_BUSY && runner->signals == 0) {
        delay(task);
        return;
    }
    task->failures += failure == VMG_FAILURE_OTHER ? 1 : 0;
    vmg_task_give_up(task);
    choose_another(runner, task, domain);
    if (task->state == VMG_TASK_LEFT && failure == VMG_FAILURE_OTHER &&
        task->failures < FAILURES_MAX && is_free(runner, task))
        try_again(task, host, uuid);
}

static void
take_failure(const Runner *runner, VmgTask *task, const char *error)
{
    gboolean reached;
    virDomain *domain = vmg_source_find(runner->source, task, &reached);
    g_autofree char *line = vmg_failure_line(error), *to = g_strdup(task->to);

    if (!domain) {
        settle_missing(runner, task, reached);
    } else {
        vmg_task_set_reason(task,
                            task->late ? _("it did not end in time; fix: --auto-converge, or a "
                                           "longer --timeout")
                                       : line,
                            NULL);
        go_on(runner, task, domain, error);
        vmg_progress_failed(runner->run->progress, task, to, task->late ? task->reason : line);
    }
    g_clear_pointer(&domain, virDomainFree);
}

static VmgTask *
task_of(const Runner *runner, const VmgMigration *migration)
{
    GHashTableIter iter;
    gpointer task, value;

    g_hash_table_iter_init(&iter, runner->moving);
    while (g_hash_table_iter_next(&iter, &task, &value))
        if (value == migration)
            return task;
    return NULL;
}

static void pump(Runner *runner);

static void
on_done(VmgMigration *migration, const char *error, gpointer data)
{
    Runner *runner = data;
    VmgTask *task = task_of(runner, migration);

    g_return_if_fail(task);
    if (error) {
        take_failure(runner, task, error);
    } else {
        task->state = VMG_TASK_MOVED;
        vmg_progress_moved(runner->run->progress, task, vmg_migration_seconds(migration));
    }
    g_hash_table_remove(runner->moving, task);
    save(runner);
    pump(runner);
}

static void
begin(Runner *runner, VmgTask *task)
{
    const VmgRun *run = runner->run;
    gboolean reached;
    virDomain *domain = vmg_source_find(runner->source, task, &reached);
    virDomain *alone = domain ? vmg_source_find_alone(runner->source, task) : NULL;
    g_autofree char *uri = NULL;

    if (!alone) {
        settle_missing(runner, task, reached && !domain);
    } else {
        task->state = VMG_TASK_MOVING;
        vmg_progress_started(run->progress, task);
        uri = vmg_migration_uri(run->options->uri, task->to);
        g_hash_table_insert(runner->moving, task,
                            vmg_migration_begin(domain, alone, uri, run->options, on_done, runner));
    }
    g_clear_pointer(&domain, virDomainFree);
    save(runner);
}

/* Begins all migrations that the limits allow now. Ends the main loop when nothing is left to
 * do. */
static void
pump(Runner *runner)
{
    const GPtrArray *tasks = runner->run->tasks;
    VmgTask *task;

    while (runner->signals == 0 && (task = vmg_tasks_next(tasks, runner->outgoing, runner->incoming,
                                                          g_get_monotonic_time())))
        begin(runner, task);
    if (g_hash_table_size(runner->moving) == 0 &&
        (runner->signals > 0 || vmg_tasks_count(tasks, VMG_TASK_WAITING) == 0))
        g_main_loop_quit(runner->loop);
}

static gint64
time_for(const Runner *runner, const VmgTask *task)
{
    if (runner->run->options->timeout > 0)
        return runner->run->options->timeout;
    return LATE_SECONDS + (gint64)(task->memory_kib * LATE_GIB / GIB_KIB);
}

static void
watch(const Runner *runner, VmgTask *task, const VmgMigration *migration)
{
    VmgMigrationFigures figures;
    gint64 seconds = vmg_migration_seconds(migration);

    task->late |= seconds > time_for(runner, task);
    if (task->late || runner->signals > 1)
        vmg_migration_abort(migration);
    if (vmg_migration_look(migration, &figures))
        vmg_progress_figures(runner->run->progress, task, &figures, seconds);
}

static gboolean
on_tick(gpointer data)
{
    Runner *runner = data;
    const GPtrArray *tasks = runner->run->tasks;

    vmg_progress_begin_round(runner->run->progress);
    for (guint i = 0; i < tasks->len; i++) {
        const VmgMigration *migration = g_hash_table_lookup(runner->moving, tasks->pdata[i]);

        if (migration)
            watch(runner, tasks->pdata[i], migration);
    }
    vmg_progress_end_round(runner->run->progress, tasks);
    pump(runner);
    return G_SOURCE_CONTINUE;
}

static gboolean
on_signal(gpointer data)
{
    Runner *runner = data;

    runner->signals++;
    vmg_progress_note(runner->run->progress,
                      runner->signals == 1
                          ? _("it ends after the migrations that are under way; once more: these "
                              "are ended as well, and their guests stay")
                          : _("the migrations that are under way are ended"));
    on_tick(runner);
    return G_SOURCE_CONTINUE;
}

static guint
limit_of(const VmgConfig *config, const char *key)
{
    return vmg_config_get(config, "migration", key) ? vmg_config_get_uint(config, "migration", key)
                                                    : VMG_CONFIG_MIGRATIONS;
}

static gboolean
on_begin(gpointer data)
{
    pump(data);
    return G_SOURCE_REMOVE;
}

static void
loop(Runner *runner)
{
    guint sources[] = {g_unix_signal_add(SIGINT, on_signal, runner),
                       g_unix_signal_add(SIGTERM, on_signal, runner),
                       g_timeout_add(TICK_MS, on_tick, runner)};

    g_idle_add(on_begin, runner);
    g_main_loop_run(runner->loop);
    for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
        g_source_remove(sources[i]);
}

gboolean
vmg_run(const VmgRun *run)
{
    Runner runner = {
        .run = run,
        .source = vmg_source_new(run->config, run->options->uri),
        .moving = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)vmg_migration_free),
        .loop = g_main_loop_new(NULL, FALSE),
        .outgoing = limit_of(run->config, "max-outgoing"),
        .incoming = limit_of(run->config, "max-incoming"),
    };

    if (run->options->limit > 0)
        runner.outgoing = MIN(runner.outgoing, (guint)run->options->limit);
    loop(&runner);
    g_main_loop_unref(runner.loop);
    g_hash_table_unref(runner.moving);
    vmg_source_free(runner.source);
    return runner.signals > 0;
}
