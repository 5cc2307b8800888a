/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The settings of libvirt's qemu.conf that say where migrations go, read and changed
 * with libaugeas and libvirt's own lens. Pure: text in, text out. */
#pragma once

#include <glib.h>

/* TCP ports, both ends included. */
typedef struct {
    guint min, max;
} VmgPorts;

typedef struct {
    char *host;     /* migration_host: where sources are told to send to; NULL = not set */
    char *address;  /* migration_address: where QEMU listens; NULL = not set */
    VmgPorts ports; /* migration_port_min, migration_port_max; 0 = not set */
} VmgQemuConf;

void vmg_qemu_conf_clear(VmgQemuConf *conf);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VmgQemuConf, vmg_qemu_conf_clear)

/* Reads TEXT. The error names the line where it can't be read. */
gboolean vmg_qemu_conf_parse(const char *text, VmgQemuConf *conf, GError **error);
/* The ports that libvirt takes by CONF, its own defaults for those that are not set. */
VmgPorts vmg_qemu_conf_ports(const VmgQemuConf *conf);
/* TEXT with host and address set to ADDRESS and all else as it was. Free with g_free(). */
char *vmg_qemu_conf_set(const char *text, const char *address, GError **error);
