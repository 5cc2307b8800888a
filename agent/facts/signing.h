/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The key with which the agent signs stamps. */
#pragma once

#include "agent/base/say.h"
#include "agent/facts/snapshot.h"
#include "config/config.h"

typedef struct {
    GBytes *key;     /* NULL if stamps are not signed */
    gboolean broken; /* a key is configured but can't be read, so no stamps are written */
} VmgSigning;

/* Reads the key that CONFIG names. Returns whether the signing of stamps changes. ERROR is set
 * if the key can't be read. */
gboolean vmg_signing_read(VmgSigning *signing, const VmgConfig *config, GError **error);
/* Sets in SNAPSHOT the key that signs the stamps with the facts of SNAPSHOT, and whether stamps are
 * written. Call this function before SNAPSHOT is shared between threads. */
void vmg_signing_apply(const VmgSigning *signing, VmgSnapshot *snapshot);
void vmg_signing_clear(VmgSigning *signing);
/* Reads the key and reports what is wrong with it. If the configured key can't be read, no stamps
 * are written, because other hosts would not accept unsigned stamps. Returns what
 * vmg_signing_read() returns. */
gboolean vmg_signing_renew(VmgSigning *signing, const VmgConfig *config, VmgSay *say);
