/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Exemptions end by themselves; here they are taken out of the file, and told of. */
#pragma once

#include "agent/base/say.h"

void vmg_exemptions_expire(const char *path, VmgSay *say);
