/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/report-model.h"

static void
host_free(gpointer data)
{
    VmgReportHost *host = data;

    g_ptr_array_unref(host->rows);
    g_free(host->problem);
    g_free(host);
}

/* A row, together with the number of its cells. The number is needed to free the row. */
typedef struct {
    VmgReportRow row;
    guint count; /* number of cells */
} Row;

static void
row_free(gpointer data)
{
    Row *row = data;

    for (guint i = 0; i < row->count; i++)
        g_free(row->row.cells[i].reason);
    g_free(row->row.cells);
    g_free(row->row.name);
    g_free(row);
}

VmgReport *
vmg_report_new(const GPtrArray *peers)
{
    VmgReport *report = g_new0(VmgReport, 1);

    report->hosts = g_ptr_array_new_with_free_func(host_free);
    report->reasons = g_ptr_array_new_with_free_func(g_free);
    report->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < peers->len; i++) {
        VmgReportHost *host = g_new0(VmgReportHost, 1);

        host->peer = peers->pdata[i];
        host->rows = g_ptr_array_new_with_free_func(row_free);
        g_ptr_array_add(report->hosts, host);
    }
    return report;
}

void
vmg_report_free(VmgReport *report)
{
    if (!report)
        return;
    g_ptr_array_unref(report->hosts);
    g_hash_table_unref(report->numbers);
    g_ptr_array_unref(report->reasons);
    g_free(report);
}

/* The position of TEXT in the report's list of reasons, counted from 1. If TEXT is not in the list,
 * TEXT is added. Takes ownership of TEXT. Most guests have the same reasons on a host, so each text
 * is kept once. */
static guint
number_of(VmgReport *report, char *text)
{
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(report->numbers, text));

    if (number > 0) {
        g_free(text);
        return number;
    }
    g_ptr_array_add(report->reasons, text);
    g_hash_table_insert(report->numbers, text, GUINT_TO_POINTER(report->reasons->len));
    return report->reasons->len;
}

/* All reasons why a host would not take a guest, and all warnings, one on a line. */
static char *
reasons_of(const VmgFit *fit)
{
    g_autofree char *failed = NULL, *warned = NULL;
    VmgVerdict *verdict = fit->judgement ? fit->judgement->verdict : NULL;

    if (!verdict || verdict->error)
        return g_strdup(fit->reason);
    failed = vmg_verdict_lines(verdict, VMG_FAIL);
    warned = vmg_verdict_lines(verdict, VMG_WARN);
    return g_strconcat(failed, warned, NULL);
}

static VmgCellKind
kind_of(const VmgFit *fit)
{
    if (!fit->judgement || fit->judgement->verdict->error)
        return VMG_CELL_UNKNOWN;
    if (!vmg_fit_is_good(fit))
        return VMG_CELL_NO;
    return fit->warned > 0 ? VMG_CELL_WARNED : VMG_CELL_YES;
}

static void
fill_in(VmgReport *report, VmgReportCell *cell, const VmgFit *fit)
{
    cell->kind = kind_of(fit);
    if (cell->kind == VMG_CELL_YES)
        return;
    cell->reason = g_strdup(fit->reason);
    cell->reasons = number_of(report, reasons_of(fit));
}

static const VmgFit *
find_fit(const GPtrArray *fits, const VmgPeer *peer)
{
    for (guint i = 0; i < fits->len; i++)
        if (((const VmgFit *)fits->pdata[i])->peer == peer)
            return fits->pdata[i];
    return NULL;
}

void
vmg_report_add(VmgReport *report, guint home, const char *name, const GPtrArray *fits)
{
    Row *row = g_new0(Row, 1);

    row->count = report->hosts->len;
    row->row.name = g_strdup(name);
    row->row.cells = g_new0(VmgReportCell, row->count);
    for (guint i = 0; i < row->count; i++) {
        const VmgReportHost *host = report->hosts->pdata[i];
        const VmgFit *fit = i == home ? NULL : find_fit(fits, host->peer);
        VmgReportCell *cell = &row->row.cells[i];

        cell->kind = i == home ? VMG_CELL_HOME : VMG_CELL_UNKNOWN;
        if (fit)
            fill_in(report, cell, fit);
        row->row.good += cell->kind == VMG_CELL_YES || cell->kind == VMG_CELL_WARNED ? 1 : 0;
    }
    g_ptr_array_add(((VmgReportHost *)report->hosts->pdata[home])->rows, row);
}

void
vmg_report_set_problem(VmgReport *report, guint host, const char *problem)
{
    VmgReportHost *entry = report->hosts->pdata[host];

    g_free(entry->problem);
    entry->problem = g_strdup(problem);
}

guint
vmg_report_leaving(const VmgReportHost *host)
{
    guint count = 0;

    for (guint i = 0; i < host->rows->len; i++)
        count += ((const VmgReportRow *)host->rows->pdata[i])->good > 0 ? 1 : 0;
    return count;
}

gboolean
vmg_report_can_be_emptied(const VmgReportHost *host)
{
    return !host->problem && vmg_report_leaving(host) == host->rows->len;
}
