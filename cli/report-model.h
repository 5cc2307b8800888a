/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The content of a report: for each guest of the cluster, whether each host would take it. */
#pragma once

#include "cli/fit.h"

typedef enum {
    VMG_CELL_HOME,    /* the guest runs there */
    VMG_CELL_YES,     /* the host would take the guest */
    VMG_CELL_WARNED,  /* it would, with warnings */
    VMG_CELL_NO,      /* it would not */
    VMG_CELL_UNKNOWN, /* what the host published is not known */
} VmgCellKind;

typedef struct {
    VmgCellKind kind;
    guint reasons; /* number of the entry in the report's list of reasons, from 1; 0 = none */
    char *reason;  /* the first reason, in the reader's language; NULL = none */
} VmgReportCell;

/* A guest. */
typedef struct {
    char *name;
    VmgReportCell *cells; /* one for each host of the report, in the same order */
    guint good;           /* how many hosts would take it */
} VmgReportRow;

typedef struct {
    const VmgPeer *peer;
    GPtrArray *rows; /* VmgReportRow *, the guests that run there */
    char *problem;   /* why its guests are not known; NULL = they are */
} VmgReportHost;

typedef struct {
    GPtrArray *hosts;    /* VmgReportHost *, in the order of the peers */
    GPtrArray *reasons;  /* char *: each has all reasons of a cell, one on a line */
    GHashTable *numbers; /* the text of each of them -> its number */
} VmgReport;

/* A report about PEERS (VmgPeer *), without guests so far. PEERS must outlive it. */
VmgReport *vmg_report_new(const GPtrArray *peers);
void vmg_report_free(VmgReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgReport, vmg_report_free)

/* Adds the guest NAME, which runs on the host with that index. FITS (VmgFit *) say how it fits the
 * other hosts; a host without a fit is not known. */
void vmg_report_add(VmgReport *report, guint home, const char *name, const GPtrArray *fits);
/* Says that the guests of the host are not known, because of PROBLEM; both are copied. */
void vmg_report_set_problem(VmgReport *report, guint host, const char *problem);
/* How many guests of the host can leave it. */
guint vmg_report_leaving(const VmgReportHost *host);
/* Whether all guests of the host can leave it, each for itself. */
gboolean vmg_report_can_be_emptied(const VmgReportHost *host);
