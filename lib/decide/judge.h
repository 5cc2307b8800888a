/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From a domain XML to a verdict: what the hooks and the command line share. */
#pragma once

#include "config/config.h"
#include "decide/decide.h"
#include "guest/guest.h"
#include "host/facts.h"
#include "stamp/stamp.h"

/* What is judged, and with whose facts. */
typedef struct {
    const char *xml;
    gsize len;
    const char *what; /* begins the errors about the XML */
    const VmgConfig *config;
    const VmgPaths *paths;   /* NULL: hosts are given, and there are no modules */
    VmgHost *source;         /* instead of the stamp's host; NULL: the stamp's */
    VmgHost *destination;    /* instead of this host; NULL: this host's facts */
    gboolean no_destination; /* judge only what the source knows */
    /* The guest's persistent configuration, if it runs on this host; NULL: its stamp tells what is
     * known of that. */
    const struct vmg_guest *configured;
    gboolean unprivileged; /* not root: the key is not asked for */
    gboolean arrives;      /* the guest is about to arrive here: the agent is asked about paths */
    /* VDSM's only: the custom property of that name, NULL where it is not set. */
    const char *(*property)(const char *name);
} VmgQuestion;

/* Adds the custom properties that QUESTION->property knows to the guest's own,
 * those that the policy has a word on. */
void vmg_judge_add_properties(VmgGuest *guest, const VmgQuestion *question);

/* The case, and what it is about. */
typedef struct {
    VmgCase the_case; /* as it was decided, but for the modules and exemptions, which are gone */
    VmgVerdict *verdict;
    xmlDoc *doc;
    VmgGuest *guest;
    VmgStamp *stamp;        /* NULL where there is no valid one */
    VmgHost *facts;         /* this host's, NULL where not read or not good */
    GError *no_source;      /* why there is no stamp; NULL where there is one */
    GError *no_destination; /* why there are no facts; NULL where there are, or none are wanted */
    GBytes *key;            /* of the cluster; NULL where none is configured */
    gboolean no_key;        /* one is, but it can't be read */
    gboolean is_silent;     /* the registry has not answered for too long */
    gint64 silence;         /* seconds since it did; -1 = not since the boot */
} VmgJudgement;

/* Errors only where the XML is no guest at all; what else is wrong is in the
 * verdict. The question's hosts must outlive the judgement. */
VmgJudgement *vmg_judge(const VmgQuestion *question, GError **error);
/* Asks once more whether this host has room for GUEST: only the checks of what other guests
 * take. An error if that can't be told. */
VmgVerdict *vmg_judge_room(const VmgQuestion *question, const struct vmg_guest *guest,
                           GError **error);
void vmg_judgement_free(VmgJudgement *judgement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgJudgement, vmg_judgement_free)
