/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What this host sees at the paths of a guest's images, for the guest's stamp. A path on a dead
 * server never answers. So a thread looks at the paths, and the agent stops waiting for the thread
 * after a while. */
#pragma once

#include "guest/guest.h"

typedef struct VmgSightsLook VmgSightsLook;

/* What the agent remembers about a guest's paths between two looks. Initialize it with zeros. */
typedef struct {
    GHashTable *seen;    /* path -> what was last seen there; NULL at first */
    char *asked;         /* the paths of the last look */
    VmgSightsLook *look; /* a look that has not ended yet */
    gint64 time;         /* when the last look began, monotonic; 0 = never */
} VmgSights;

/* Adds a claim (struct vmg_claim: a thing that the guest needs on its host) for each image of
 * GUEST, unless the image already has a claim, and sets the detail of the claim of each image to
 * what was seen at the image's path. HOST, which may be NULL, has the facts of this host: a path on
 * storage that does not answer is not looked at. If there was no time to look at a path, the last
 * result is used. DAEMON is the process id of libvirt's daemon, 0 if unknown. Waits at most a fifth
 * of a second. */
void vmg_sights_fill_in(VmgSights *sights, const struct vmg_host *host, int daemon,
                        VmgGuest *guest);
/* Frees everything except a thread that hangs, which stays until the process ends. */
void vmg_sights_clear(VmgSights *sights);
