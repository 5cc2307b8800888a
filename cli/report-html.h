/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A report as one HTML file: without scripts, and without anything from elsewhere. */
#pragma once

#include "cli/report-model.h"

/* The report as a document, in the reader's language. CLUSTER is its name and DATE the time, as
 * people read it. Free with g_string_free(). */
GString *vmg_report_html(const VmgReport *report, const char *cluster, const char *date);
