/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From a domain XML to a verdict: what the hooks and the command line share. */
#pragma once

#include "config/config.h"
#include "decide/decide.h"
#include "guest/guest.h"
#include "host/facts.h"
#include "stamp/stamp.h"

/* The guest to judge, and the facts to use. */
typedef struct {
    const char *xml;
    gsize len;
    const char *what; /* the first words of errors about the XML */
    const VmgConfig *config;
    const VmgPaths *paths;   /* NULL if both hosts are given and there are no modules */
    VmgHost *source;         /* the source host; NULL: the host in the stamp */
    VmgHost *destination;    /* the destination host; NULL: this host, by its facts */
    gboolean no_destination; /* run only checks that need no destination */
    /* The guest's persistent configuration, if the guest runs on this host; NULL: use what the
     * stamp says about it. */
    const struct vmg_guest *configured;
    /* What the guest is doing on this host that its stamp does not say, VMG_SOURCE_*. */
    guint32 doing;
    gboolean unprivileged; /* the user is not root: do not read the key */
    gboolean arrives;      /* the guest arrives on this host now: ask the agent about paths */
    /* For VDSM's hooks: the value of the custom property of that name, NULL if it is not set. */
    const char *(*property)(const char *name);
} VmgQuestion;

/* Adds to GUEST the custom properties that QUESTION->property knows and that guard.conf names. */
void vmg_judge_add_properties(VmgGuest *guest, const VmgQuestion *question);

/* The result: the case that was decided, its verdict, and the objects that both use. */
typedef struct {
    VmgCase the_case; /* the case that was decided; its modules and exemptions were freed */
    VmgVerdict *verdict;
    xmlDoc *doc;
    VmgGuest *guest;
    VmgStamp *stamp;        /* NULL if the guest has no valid stamp */
    VmgHost *facts;         /* this host's facts; NULL if they were not read or are not good */
    GError *no_source;      /* why there is no stamp; NULL if there is one */
    GError *no_destination; /* why there are no facts; NULL if there are, or none are wanted */
    GBytes *key;            /* the cluster's key; NULL if none is configured */
    VmgConfig *policy;      /* guard.conf with the destination's policy; NULL if that is unknown */
    gboolean no_key;        /* a key is configured, but it can't be read */
    gboolean is_silent;     /* the registry has not answered for too long */
    gint64 silence;         /* seconds since the registry answered; -1 = never since boot */
} VmgJudgement;

/* Judges the guest. There is an error only if the XML is not a guest at all; all other problems
 * are in the verdict. The hosts in QUESTION must live as long as the judgement. */
VmgJudgement *vmg_judge(const VmgQuestion *question, GError **error);
/* Runs the checks of capacity again: whether this host still has room for GUEST. There is an
 * error if this can't be decided. */
VmgVerdict *vmg_judge_room(const VmgQuestion *question, const struct vmg_guest *guest,
                           GError **error);
void vmg_judgement_free(VmgJudgement *judgement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgJudgement, vmg_judgement_free)
