/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The content of a report: for each guest of the cluster, whether each host would take it. */
#pragma once

#include "cli/fit.h"

typedef enum {
    VMG_CELL_HOME,    /* the guest runs on the host */
    VMG_CELL_YES,     /* the host would take the guest */
    VMG_CELL_WARNED,  /* the host would take the guest, with warnings */
    VMG_CELL_NO,      /* the host would not take the guest */
    VMG_CELL_UNKNOWN, /* the facts of the host are not known */
} VmgCellKind;

typedef struct {
    VmgCellKind kind;
    /* position of the cell's text in the report's list of reasons, counted from 1; 0 = none */
    guint reasons;
    char *reason; /* the first reason, in the reader's language; NULL = none */
} VmgReportCell;

/* A guest. */
typedef struct {
    char *name;
    VmgReportCell *cells; /* one cell for each host of the report, in the same order */
    guint good;           /* number of hosts that would take the guest */
} VmgReportRow;

typedef struct {
    const VmgPeer *peer;
    GPtrArray *rows; /* VmgReportRow *, the guests of this host */
    char *problem;   /* why the guests of this host are not known; NULL if they are known */
} VmgReportHost;

typedef struct {
    GPtrArray *hosts;   /* VmgReportHost *, in the order of the peers */
    GPtrArray *reasons; /* char *: each has all reasons of a cell, one on a line */
    /* the text of a reason -> its position in the member reasons, counted from 1 */
    GHashTable *numbers;
} VmgReport;

/* A new report about PEERS (VmgPeer *), which has no guests yet. PEERS must outlive the report. */
VmgReport *vmg_report_new(const GPtrArray *peers);
void vmg_report_free(VmgReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgReport, vmg_report_free)

/* Adds the guest NAME, which runs on the host with the index HOME. FITS (VmgFit *) say whether
 * the other hosts would take it. If FITS has no entry for a host, the answer of that host is
 * unknown. */
void vmg_report_add(VmgReport *report, guint home, const char *name, const GPtrArray *fits);
/* Notes that the guests of the host are not known, because of PROBLEM. PROBLEM is copied. */
void vmg_report_set_problem(VmgReport *report, guint host, const char *problem);
/* How many guests of the host can leave it. */
guint vmg_report_leaving(const VmgReportHost *host);
/* Whether each guest of the host could leave it. This looks at each guest alone: all guests
 * together may need more room than the other hosts have. */
gboolean vmg_report_can_be_emptied(const VmgReportHost *host);
