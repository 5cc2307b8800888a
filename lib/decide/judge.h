/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes a verdict from a domain XML. The hooks and the command line share this code. */
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
    const char *what; /* errors about the XML begin with this text */
    const VmgConfig *config;
    const VmgPaths *paths;   /* NULL if both hosts are given and there are no modules */
    VmgHost *source;         /* the source host; NULL: use the host in the stamp */
    VmgHost *destination;    /* the destination host; NULL: use this host and its facts */
    gboolean no_destination; /* no destination is known: skip checks that need it */
    /* The guest's persistent configuration, if the guest runs on this host; NULL: use the cache
     * modes that the stamp has from it. */
    const struct vmg_guest *configured;
    /* Flags VMG_SOURCE_* that this host knows about the running guest, and that the guest's stamp
     * does not have. */
    guint32 doing;
    /* Do not read the key and do not check the signature: VDSM's hook does not run as root, and the
     * agent judges its guests with the facts of its own host instead of their stamps. */
    gboolean unprivileged;
    gboolean arrives; /* the guest arrives on this host now: ask the agent about paths */
    /* For VDSM's hooks: the value of the custom property of that name, NULL if it is not set. */
    const char *(*property)(const char *name);
} VmgQuestion;

/* Adds to GUEST the custom properties that QUESTION->property knows and that guard.conf names. */
void vmg_judge_add_properties(VmgGuest *guest, const VmgQuestion *question);

/* The result: the case that was decided, its verdict, and the objects that the case and the
 * verdict use. */
typedef struct {
    VmgCase the_case; /* the case that was decided; its modules and exemptions are NULL again */
    VmgVerdict *verdict;
    xmlDoc *doc;
    VmgGuest *guest;
    VmgStamp *stamp;   /* NULL if the guest has no valid stamp */
    VmgHost *facts;    /* this host's facts; NULL if they were not read or can't be used */
    GError *no_source; /* why the stamp is missing or can't be used; NULL if it is used */
    /* why this host's facts can't be used; NULL if they can, or were not read */
    GError *no_destination;
    GBytes *key; /* the cluster's key; NULL if none is configured */
    /* this host's guard.conf with the destination's policy; NULL if guard.conf is used unchanged */
    VmgConfig *policy;
    gboolean no_key;    /* a key is configured, but it can't be read */
    gboolean is_silent; /* the registry has not answered for too long */
    gint64 silence;     /* seconds since the registry answered; -1 = never since boot */
} VmgJudgement;

/* Judges the guest. NULL and an error only if the XML does not describe a guest; all other
 * problems are in the verdict. The hosts in QUESTION must live as long as the judgement. */
VmgJudgement *vmg_judge(const VmgQuestion *question, GError **error);
/* Runs the checks memory, vcpus and concurrency again: whether this host still has room for
 * GUEST. NULL and an error if this can't be decided. */
VmgVerdict *vmg_judge_room(const VmgQuestion *question, const struct vmg_guest *guest,
                           GError **error);
void vmg_judgement_free(VmgJudgement *judgement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgJudgement, vmg_judgement_free)
