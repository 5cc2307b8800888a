/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "networks.h"

/* The network that XML, libvirt's <network>, describes: where its forward mode
 * is bridge; else, or where it can't be read, NULL. Free with
 * vmg_libvirt_network_free(). */
VmgLibvirtNetwork *vmg_libvirt_network_parse(const char *xml);
