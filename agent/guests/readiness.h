/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tells whether a guest can leave this host, as far as this host can know that without a
 * destination. */
#pragma once

#include "config/config.h"
#include "host/host.h"

/* Judges the domain XML of a guest of HOST with the checks that need no destination. Returns the
 * code of the first reason why the guest can't leave, or "" if there is no such reason. Returns
 * NULL if XML does not describe a guest. Makes no calls to libvirt or the network. Free with
 * g_free(). */
char *vmg_readiness_of(const char *xml, VmgHost *host, const VmgConfig *config);
