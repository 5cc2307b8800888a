/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How libvirt is connected to where its socket wants credentials (SASL): those of
 * [libvirt] auth-file, or on a VDSM host the ones that VDSM keeps. */
#pragma once

#include "config/config.h"

#include <libvirt/libvirt.h>

/* The URI to open, which names the auth-file where there is one. Free with g_free(). */
char *vmg_credentials_uri(const VmgConfig *config);
/* As virConnectOpen(). The error says what to do where credentials are missing. */
virConnect *vmg_credentials_open(const char *uri, GError **error);
