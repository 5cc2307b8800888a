/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A verdict in one line. */
#pragma once

#include "decide/verdict.h"

/* Of VERDICT, which is rendered, the first finding with RESULT (of enum vmg_result) and how many
 * there are beside it; the summary if there is none. Free with g_free(). */
char *vmg_cli_reason(const VmgVerdict *verdict, int result);
