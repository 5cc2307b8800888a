/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Removes exemptions that have ended from the file that lists the exemptions of this host, and
 * reports in the journal that these exemptions have ended. */
#pragma once

#include "agent/base/say.h"

void vmg_exemptions_expire(const char *path, VmgSay *say);
