/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Prints a judgement, for people or as JSON. The texts are put into the reader's language. */
#pragma once

#include "decide/judge.h"
#include "saved.h"

#include <json-glib/json-glib.h>

/* Prints only the findings, in the form of vmg_cli_explain(). */
void vmg_cli_print_findings(VmgVerdict *verdict);
/* Prints only the findings that don't pass. */
void vmg_cli_print_problems(VmgVerdict *verdict);
/* Adds "findings", an array of all findings. */
void vmg_cli_json_findings(JsonBuilder *builder, const VmgVerdict *verdict);
/* Adds the members that describe a verdict: "mode", the error, how many checks had which result,
 * and "findings". */
void vmg_cli_json_verdict(JsonBuilder *builder, VmgVerdict *verdict);
/* Prints one line for each check, as virt-host-validate(1) does. If a check does not pass, the
 * lines below it say what was wanted, what was found, and what to do. */
void vmg_cli_explain(const VmgJudgement *judgement);
/* Prints the judgement as JSON. SOURCE and DESTINATION are the facts that were read from files. */
void vmg_cli_explain_json(const VmgJudgement *judgement, const VmgSaved *source,
                          const VmgSaved *destination);
/* The exit status for the judgement. */
int vmg_cli_verdict_status(const VmgJudgement *judgement);
