/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "agent/network/networks.h"

/* The network that XML, libvirt's <network>, describes; NULL where it can't be
 * read. Free with
 * vmg_libvirt_network_free(). */
VmgLibvirtNetwork *vmg_libvirt_network_parse(const char *xml);
