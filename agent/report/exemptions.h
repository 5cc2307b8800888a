/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Removes exemptions that have ended from the file, and reports their end in the journal. */
#pragma once

#include "agent/base/say.h"

void vmg_exemptions_expire(const char *path, VmgSay *say);
