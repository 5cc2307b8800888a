/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What this host sees at the paths of a guest's images, for its stamp. A path on a dead server
 * never answers, so a thread looks, and is given up. */
#pragma once

#include "guest/guest.h"

typedef struct VmgSightsLook VmgSightsLook;

/* What is remembered of a guest between two looks; zeroed at first. */
typedef struct {
    GHashTable *seen;    /* path -> what was seen there last; NULL at first */
    char *asked;         /* the paths of the last look */
    VmgSightsLook *look; /* one that has not ended yet */
    gint64 time;         /* when the last look began, monotonic; 0 = never */
} VmgSights;

/* Sets the detail of the claims that GUEST has of its images, and adds these claims. HOST (may be
 * NULL) are the facts of this host: a path on storage that does not answer is not looked at, and a
 * path that was not looked at in time keeps what was seen there last. DAEMON is the process of
 * libvirt's daemon, 0 if unknown. Waits a fifth of a second at the most. */
void vmg_sights_fill_in(VmgSights *sights, const struct vmg_host *host, int daemon,
                        VmgGuest *guest);
/* A thread that hangs stays until the process ends. */
void vmg_sights_clear(VmgSights *sights);
