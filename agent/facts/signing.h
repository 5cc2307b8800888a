/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent signs stamps with. */
#pragma once

#include "agent/base/say.h"
#include "agent/facts/snapshot.h"
#include "config/config.h"

typedef struct {
    GBytes *key;     /* NULL: stamps are not signed */
    gboolean broken; /* a key is configured, but can't be read: no stamps */
} VmgSigning;

/* Reads the key that CONFIG names. Returns whether stamps are others from now
 * on. ERROR is set where the key is broken. */
gboolean vmg_signing_read(VmgSigning *signing, const VmgConfig *config, GError **error);
/* SNAPSHOT's stamps are signed so; before it is shared. */
void vmg_signing_apply(const VmgSigning *signing, VmgSnapshot *snapshot);
void vmg_signing_clear(VmgSigning *signing);
/* Reads it, and says what is wrong with it: an unsigned stamp is none where a key is
 * configured, so none is written. Returns what vmg_signing_read() does. */
gboolean vmg_signing_renew(VmgSigning *signing, const VmgConfig *config, VmgSay *say);
