/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The QEMU programs that libvirt knows on this host, their machine types and firmware. */
#pragma once

#include "host/host.h"

#include <libvirt/libvirt.h>

typedef struct VmgEmulators VmgEmulators;

/* Asks libvirt, which may look at each program anew: for worker threads. */
VmgEmulators *vmg_emulators_read(virConnect *connect, GError **error);
void vmg_emulators_free(VmgEmulators *emulators);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgEmulators, vmg_emulators_free)

/* Reads libvirt's host capabilities (virConnectGetCapabilities()). */
VmgEmulators *vmg_emulators_parse(const char *capabilities, GError **error);
/* Adds what libvirt's domain capabilities for the program PATH say: its firmware, and whether
 * it can have an emulated TPM. */
gboolean vmg_emulators_take(VmgEmulators *emulators, const char *path, const char *capabilities,
                            GError **error);

/* Adds all of them to HOST. EMULATORS may be NULL: they are not known. */
void vmg_emulators_fill_in(const VmgEmulators *emulators, VmgHost *host);
