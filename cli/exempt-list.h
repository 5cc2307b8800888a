/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Exemptions as they are shown. */
#pragma once

#include "config/exemptions.h"

/* ALL are VmgExemption *. */
void vmg_cli_print_exemptions(const GPtrArray *all);
void vmg_cli_print_exemptions_json(const GPtrArray *all);
