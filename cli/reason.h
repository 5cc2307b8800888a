/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Says in one line why a verdict is what it is. */
#pragma once

#include "decide/verdict.h"

/* The first finding of VERDICT with this RESULT (enum vmg_result) and how many more there are;
 * the summary if there is no such finding. Call vmg_verdict_render() on VERDICT before. Free
 * with g_free(). */
char *vmg_cli_reason(const VmgVerdict *verdict, int result);
