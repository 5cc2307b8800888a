/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Hosts and guests out of files: a plan needs no cluster then. */
#pragma once

#include "agent/registry/peer.h"

#include <glib.h>

/* Reads all files of DIRECTORY that end in .xml: host.xml, or an entry of a registry, is a host,
 * and a domain XML a guest; and those that end in .guests, which is what a registry has of the
 * guests of a host. HOSTS gets VmgPeer *, GUESTS VmgRunning *; each sorted as the names of the
 * files are. A file that is none of it is an error. */
gboolean vmg_plan_facts_read(const char *directory, GPtrArray *hosts, GPtrArray *guests,
                             GError **error);
/* Removes those of GUESTS (VmgRunning *) whose stamp says that they are on another host than HOST:
 * one without a stamp is believed to be there. */
void vmg_plan_facts_keep(GPtrArray *guests, const VmgPeer *host);
