/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Prints exemptions. */
#pragma once

#include "config/exemptions.h"

/* ALL is an array of VmgExemption *. */
void vmg_cli_print_exemptions(const GPtrArray *all);
void vmg_cli_print_exemptions_json(const GPtrArray *all);
