/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads and changes the settings of libvirt's qemu.conf about migrations, with libaugeas and its
 * rules for this file (a lens), which libvirt brings. Pure functions of text. */
#pragma once

#include <glib.h>

/* A range of TCP ports, including both ends. */
typedef struct {
    guint min, max;
} VmgPorts;

typedef struct {
    char *host;     /* migration_host: the address that sources send guests to; NULL = not set */
    char *address;  /* migration_address: the address that QEMU listens on; NULL = not set */
    VmgPorts ports; /* migration_port_min, migration_port_max; 0 = not set */
} VmgQemuConf;

void vmg_qemu_conf_clear(VmgQemuConf *conf);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VmgQemuConf, vmg_qemu_conf_clear)

/* Reads TEXT. If TEXT can't be read, the error names the line. */
gboolean vmg_qemu_conf_parse(const char *text, VmgQemuConf *conf, GError **error);
/* The ports that libvirt uses with CONF; libvirt's defaults if they are not set. */
VmgPorts vmg_qemu_conf_ports(const VmgQemuConf *conf);
/* TEXT with migration_host and migration_address set to ADDRESS, and everything else unchanged.
 * Free with g_free(). */
char *vmg_qemu_conf_set(const char *text, const char *address, GError **error);
