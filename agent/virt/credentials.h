/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connects to libvirt. If libvirt's socket needs credentials (SASL), they come from the file that
 * [libvirt] auth-file names, or from VDSM's password file on a host of VDSM. */
#pragma once

#include "config/config.h"

#include <libvirt/libvirt.h>

/* The URI to open. It names the auth-file if there is one. Free with g_free(). */
char *vmg_credentials_uri(const VmgConfig *config);
/* Like virConnectOpen(). If credentials are missing, the error says what to do. */
virConnect *vmg_credentials_open(const char *uri, GError **error);
