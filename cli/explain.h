/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A judgement for people and for programs. Its texts are put into the reader's language. */
#pragma once

#include "decide/judge.h"
#include "saved.h"

#include <json-glib/json-glib.h>

/* The findings alone, as vmg_cli_explain() prints them. */
void vmg_cli_print_findings(VmgVerdict *verdict);
/* Those that don't pass. */
void vmg_cli_print_problems(VmgVerdict *verdict);
/* "findings": the array of them. */
void vmg_cli_json_findings(JsonBuilder *builder, const VmgVerdict *verdict);
/* "mode" to "findings". */
void vmg_cli_json_verdict(JsonBuilder *builder, VmgVerdict *verdict);
/* Lines as virt-host-validate(1) prints them, wanted, found and fix below what
 * does not pass. */
void vmg_cli_explain(const VmgJudgement *judgement);
/* SOURCE and DESTINATION are the facts that were read from files. */
void vmg_cli_explain_json(const VmgJudgement *judgement, const VmgSaved *source,
                          const VmgSaved *destination);
/* The exit status that the judgement means. */
int vmg_cli_verdict_status(const VmgJudgement *judgement);
