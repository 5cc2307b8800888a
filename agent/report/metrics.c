/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/report/metrics.h"

#include "agent/base/work.h"
#include "base/sys.h"
#include "config/exemptions.h"
#include "decide/tally.h"
#include "ledger/ledger.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "virt_migration_guard_"

/* The largest number of series of one metric; further series are not counted. The labels come from
 * the file with the decisions of the hooks, and this file could contain any number of texts. The
 * limit is greater than the number of checks. */
enum { SERIES_MAX = 1000 };

/* Upper bounds of the buckets of the duration, in microseconds. A decision takes some
 * milliseconds, and [guard] deadline-ms is 2 s by default. */
static const gint64 bounds_us[] = {2500,   5000,   10000,   25000,   50000,  100000,
                                   250000, 500000, 1000000, 2000000, 5000000};

struct VmgMetrics {
    VmgSay *say;
    VmgWork *work;
    char *path;                                    /* the file that was last written */
    GTree *decisions, *checks, *reasons, *reports; /* labels -> counter (guint64 *) */
    guint64 buckets[G_N_ELEMENTS(bounds_us) + 1];
    gint64 total_us;
};

typedef struct {
    VmgMetrics *metrics;
    char *path, *text;
    GError *error;
} Writing;

static int
compare(gconstpointer a, gconstpointer b, gpointer unused G_GNUC_UNUSED)
{
    return strcmp(a, b);
}

static GTree *
series_new(void)
{
    return g_tree_new_full(compare, NULL, g_free, g_free);
}

static void
add(GTree *series, char *labels, guint64 more)
{
    g_autofree char *key = labels;
    guint64 *count = g_tree_lookup(series, key);

    if (!count && g_tree_nnodes(series) >= SERIES_MAX)
        return;
    if (!count) {
        count = g_new0(guint64, 1);
        g_tree_insert(series, g_steal_pointer(&key), count);
    }
    *count += more;
}

/* Writes KEY="VALUE", with the escapes of the text format. */
static char *
pair(const char *key, const char *value)
{
    g_autoptr(GString) text = g_string_new(value);

    g_string_replace(text, "\\", "\\\\", 0);
    g_string_replace(text, "\"", "\\\"", 0);
    g_string_replace(text, "\n", "\\n", 0);
    return g_strdup_printf("%s=\"%s\"", key, text->str);
}

static char *
labels(const char *key, const char *value, const char *other_key, const char *other)
{
    g_autofree char *first = pair(key, value), *second = pair(other_key, other);

    return g_strconcat(first, ",", second, NULL);
}

VmgMetrics *
vmg_metrics_new(VmgSay *say)
{
    static const char *const all[] = {VMG_DECISION_ADMIT, VMG_DECISION_REFUSE, VMG_DECISION_WOULD};
    VmgMetrics *metrics = g_new0(VmgMetrics, 1);

    metrics->say = say;
    metrics->work = vmg_work_new(1);
    metrics->decisions = series_new();
    metrics->checks = series_new();
    metrics->reasons = series_new();
    metrics->reports = series_new();
    /* Starts each counter at 0: Prometheus computes increase() from two samples and would miss
     * an event that is already in the first one. */
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
        add(metrics->decisions, labels("event", "migration", "decision", all[i]), 0);
    return metrics;
}

void
vmg_metrics_free(VmgMetrics *metrics)
{
    if (!metrics)
        return;
    vmg_work_free(metrics->work);
    g_tree_unref(metrics->decisions);
    g_tree_unref(metrics->checks);
    g_tree_unref(metrics->reasons);
    g_tree_unref(metrics->reports);
    /* Removes the file when the agent ends, because an old file would look like a host that is
     * guarded. */
    if (metrics->path)
        unlink(metrics->path);
    g_free(metrics->path);
    g_free(metrics);
}

/* The result of a check is the worst of its findings. */
static void
count_checks(VmgMetrics *metrics, const VmgVerdict *verdict)
{
    g_autoptr(GHashTable) outcomes = vmg_tally_outcomes(verdict);
    GHashTableIter iter;
    gpointer check, outcome;

    if (verdict->error)
        g_hash_table_insert(outcomes, (gpointer)VMG_GUARD, GUINT_TO_POINTER(VMG_OUTCOME_FAILED));
    g_hash_table_iter_init(&iter, outcomes);
    while (g_hash_table_iter_next(&iter, &check, &outcome))
        add(metrics->checks,
            labels("check", check, "result", vmg_tally_outcome_name(GPOINTER_TO_UINT(outcome))), 1);
}

static void
count_reason(VmgMetrics *metrics, GHashTable *seen, const char *check, const char *code, int result)
{
    g_autofree char *first = labels("check", check, "result", result == VMG_FAIL ? "fail" : "warn");
    g_autofree char *second = pair("reason", code);
    char *all = g_strconcat(first, ",", second, NULL);

    if (g_hash_table_add(seen, g_strdup(all)))
        add(metrics->reasons, all, 1);
    else
        g_free(all);
}

/* Counts each reason once for a decision, however many disks or NICs have the same reason. */
static void
count_reasons(VmgMetrics *metrics, const VmgVerdict *verdict)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);

        if (finding->result == VMG_FAIL || finding->result == VMG_WARN)
            count_reason(metrics, seen, finding->check, finding->code, finding->result);
    }
    if (verdict->error)
        count_reason(metrics, seen, VMG_GUARD, verdict->error_code ? verdict->error_code : "",
                     VMG_FAIL);
}

static void
count_duration(VmgMetrics *metrics, gint64 duration_us)
{
    gsize i = 0;

    while (i < G_N_ELEMENTS(bounds_us) && duration_us > bounds_us[i])
        i++;
    metrics->buckets[i]++;
    metrics->total_us += MAX(0, duration_us);
}

static void
count_report(VmgMetrics *metrics, const VmgDecision *decision)
{
    for (guint i = 0; i < decision->verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(decision->verdict->findings, i);

        add(metrics->reports, labels("event", decision->event, "check", finding->check), 1);
    }
}

void
vmg_metrics_count(VmgMetrics *metrics, const VmgDecision *decision)
{
    if (strcmp(decision->decision, VMG_DECISION_REPORT) == 0) {
        count_report(metrics, decision);
        return;
    }
    add(metrics->decisions, labels("event", decision->event, "decision", decision->decision), 1);
    count_checks(metrics, decision->verdict);
    count_reasons(metrics, decision->verdict);
    count_duration(metrics, decision->duration_us);
}

static void
head(GString *text, const char *name, const char *type, const char *help)
{
    g_string_append_printf(text, "# HELP " PREFIX "%s %s\n# TYPE " PREFIX "%s %s\n", name, help,
                           name, type);
}

typedef struct {
    GString *text;
    const char *name;
} Family;

static gboolean
print_one(gpointer its_labels, gpointer count, gpointer data)
{
    const Family *family = data;

    g_string_append_printf(family->text, PREFIX "%s{%s} %" G_GUINT64_FORMAT "\n", family->name,
                           (const char *)its_labels, *(const guint64 *)count);
    return FALSE;
}

static void
print_series(GString *text, GTree *series, const char *name, const char *help)
{
    Family family = {text, name};

    head(text, name, "counter", help);
    g_tree_foreach(series, print_one, &family);
}

/* Writes microseconds as seconds, with a point as decimal separator in every locale. */
static void
print_seconds(GString *text, gint64 us)
{
    g_string_append_printf(text, "%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT, us / G_USEC_PER_SEC,
                           us % G_USEC_PER_SEC);
}

static void
print_durations(GString *text, const VmgMetrics *metrics)
{
    const char *name = "hook_duration_seconds";
    guint64 count = 0;

    head(text, name, "histogram", "How long hooks took to decide.");
    for (gsize i = 0; i < G_N_ELEMENTS(bounds_us); i++) {
        count += metrics->buckets[i];
        g_string_append_printf(text, PREFIX "%s_bucket{le=\"", name);
        print_seconds(text, bounds_us[i]);
        g_string_append_printf(text, "\"} %" G_GUINT64_FORMAT "\n", count);
    }
    count += metrics->buckets[G_N_ELEMENTS(bounds_us)];
    g_string_append_printf(text, PREFIX "%s_bucket{le=\"+Inf\"} %" G_GUINT64_FORMAT "\n", name,
                           count);
    g_string_append_printf(text, PREFIX "%s_sum ", name);
    print_seconds(text, metrics->total_us);
    g_string_append_printf(text, "\n" PREFIX "%s_count %" G_GUINT64_FORMAT "\n", name, count);
}

static void
print_gauge(GString *text, const char *name, const char *help, gint64 value)
{
    head(text, name, "gauge", help);
    g_string_append_printf(text, PREFIX "%s %" G_GINT64_FORMAT "\n", name, value);
}

static void
print_facts(GString *text, const VmgGauges *gauges)
{
    if (!gauges->facts_time)
        return;
    print_gauge(text, "facts_timestamp_seconds", "When host.xml was written, since 1970.",
                gauges->facts_time);
    print_gauge(text, "facts_age_seconds", "How old host.xml was when this file was written.",
                MAX(0, gauges->now - gauges->facts_time));
}

static void
print_info(GString *text, const VmgGauges *gauges)
{
    g_autofree char *values = labels("version", PACKAGE_VERSION, "mode", gauges->mode);

    head(text, "info", "gauge", "The version, and the mode of [guard] mode.");
    g_string_append_printf(text, PREFIX "info{%s} 1\n", values);
}

static void
print_guest(GString *text, const VmgPeerGuest *guest)
{
    g_autofree char *values = labels("guest", guest->name, "uuid", guest->uuid);

    g_string_append_printf(text, PREFIX "guest_can_leave{%s} %d\n", values,
                           !vmg_peer_guest_is_stuck(guest));
}

static void
print_readiness(GString *text, const GPtrArray *roll)
{
    guint stuck = 0;

    head(text, "guest_can_leave", "gauge", "Whether nothing on this host keeps the guest here.");
    for (guint i = 0; roll && i < roll->len; i++) {
        const VmgPeerGuest *guest = g_ptr_array_index(roll, i);

        if (guest->gone || !guest->stays)
            continue;
        print_guest(text, guest);
        stuck += vmg_peer_guest_is_stuck(guest) ? 1 : 0;
    }
    print_gauge(text, "guests_that_cannot_leave", "Guests with guest_can_leave 0.", stuck);
    print_gauge(text, "host_can_be_emptied", "Whether there is none of these.", stuck == 0);
}

char *
vmg_metrics_format(const VmgMetrics *metrics, const VmgGauges *gauges)
{
    g_autoptr(GString) text = g_string_new(NULL);

    print_info(text, gauges);
    print_series(text, metrics->decisions, "decisions_total", "What hooks decided.");
    print_series(text, metrics->checks, "check_results_total",
                 "The worst result of a check in each decision.");
    print_series(text, metrics->reasons, "reasons_total",
                 "Decisions in which a check failed or warned for this reason.");
    print_series(text, metrics->reports, "reports_total",
                 "What the agent saw that no hook decided.");
    print_durations(text, metrics);
    print_gauge(text, "guests", "Guests that run here or arrive.", gauges->guests);
    print_gauge(text, "outgoing_migrations", "Guests that leave.", gauges->outgoing);
    print_gauge(text, "ledger_entries", "Guests that were admitted and do not run yet.",
                gauges->arriving);
    print_gauge(text, "ledger_memory_bytes", "Memory that is reserved for these.",
                (gint64)(gauges->arriving_kib * 1024));
    print_gauge(text, "exemptions", "Exemptions that hold.", gauges->exemptions);
    print_readiness(text, gauges->roll);
    print_facts(text, gauges);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
read_gauges(VmgGauges *gauges, const VmgPaths *paths)
{
    g_autoptr(GPtrArray) entries = vmg_ledger_read(paths->ledger, NULL);
    g_autoptr(GPtrArray) exemptions = vmg_exemptions_read(paths->exemptions, NULL);
    struct stat st;

    gauges->now = g_get_real_time() / G_USEC_PER_SEC;
    for (guint i = 0; entries && i < entries->len; i++) {
        const VmgEntry *entry = g_ptr_array_index(entries, i);

        gauges->arriving++;
        if (!vmg_ledger_is_late(entry))
            gauges->arriving_kib += entry->commit_kib;
    }
    for (guint i = 0; exemptions && i < exemptions->len; i++) {
        const VmgExemption *exemption = g_ptr_array_index(exemptions, i);

        gauges->exemptions += exemption->until > gauges->now;
    }
    if (stat(paths->facts_file, &st) == 0)
        gauges->facts_time = st.st_mtime;
}

static void
write_file(gpointer data)
{
    Writing *writing = data;

    vmg_sys_write_file(writing->path, writing->text, strlen(writing->text), 0644, &writing->error);
}

static void
written(gpointer data)
{
    Writing *writing = data;

    vmg_say_result(writing->metrics->say, "metrics", writing->error);
    g_clear_error(&writing->error);
    g_free(writing->path);
    g_free(writing->text);
    g_free(writing);
}

void
vmg_metrics_write(VmgMetrics *metrics, const VmgConfig *config, const VmgPaths *paths,
                  const VmgGauges *known)
{
    VmgGauges gauges = *known;
    const char *path = vmg_config_get(config, "metrics", "file");
    Writing *writing;

    if (!vmg_metrics_is_idle(metrics))
        return;
    if (metrics->path && g_strcmp0(metrics->path, path) != 0)
        unlink(metrics->path);
    g_free(metrics->path);
    metrics->path = g_strdup(path);
    if (!path)
        return;
    read_gauges(&gauges, paths);
    gauges.mode = vmg_config_get(config, "guard", "mode");
    writing = g_new0(Writing, 1);
    writing->metrics = metrics;
    writing->path = g_strdup(path);
    writing->text = vmg_metrics_format(metrics, &gauges);
    vmg_work_push(metrics->work, write_file, written, writing);
}

gboolean
vmg_metrics_is_idle(const VmgMetrics *metrics)
{
    return vmg_work_pending(metrics->work) == 0;
}
