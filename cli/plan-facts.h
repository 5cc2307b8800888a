/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads hosts and guests from files, so that a plan can be made without a cluster. */
#pragma once

#include "agent/registry/peer.h"

#include <glib.h>

/* Reads all files of DIRECTORY that end in .xml: a host.xml or an entry of a registry describes
 * a host, a domain XML describes a guest. Also reads all files that end in .guests: each is the
 * entry of a registry that has the guests of one host. HOSTS gets VmgPeer *, GUESTS gets
 * VmgRunning *, both in the order of the names of the files, but all guests of .xml files come
 * before those of .guests files. A file with other content is an error. */
gboolean vmg_plan_facts_read(const char *directory, GPtrArray *hosts, GPtrArray *guests,
                             GError **error);
/* Removes from GUESTS (VmgRunning *) each guest whose stamp names another host than HOST. A
 * guest without a stamp counts as a guest of HOST. */
void vmg_plan_facts_keep(GPtrArray *guests, const VmgPeer *host);
