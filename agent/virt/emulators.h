/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists the QEMU programs that libvirt knows on this host, with their machine types and
 * firmware. */
#pragma once

#include "host/host.h"

#include <libvirt/libvirt.h>

typedef struct VmgEmulators VmgEmulators;

/* Asks libvirt, which may run each program, so call it in a worker thread. */
VmgEmulators *vmg_emulators_read(virConnect *connect, GError **error);
void vmg_emulators_free(VmgEmulators *emulators);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgEmulators, vmg_emulators_free)

/* Reads libvirt's host capabilities (virConnectGetCapabilities()). */
VmgEmulators *vmg_emulators_parse(const char *capabilities, GError **error);
/* Adds what libvirt's domain capabilities say about the program PATH: its firmware, and whether
 * it supports an emulated TPM. */
gboolean vmg_emulators_take(VmgEmulators *emulators, const char *path, const char *capabilities,
                            GError **error);

/* Adds all emulators to HOST. EMULATORS may be NULL if they are unknown. */
void vmg_emulators_fill_in(const VmgEmulators *emulators, VmgHost *host);
