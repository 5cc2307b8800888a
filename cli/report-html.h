/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes a report as one HTML file, which has no scripts and loads nothing from other places. */
#pragma once

#include "cli/report-model.h"

/* The report as an HTML document in the reader's language. CLUSTER is the cluster's name. DATE
 * is the time, in the form that people read. Free with g_string_free(). */
GString *vmg_report_html(const VmgReport *report, const char *cluster, const char *date);
