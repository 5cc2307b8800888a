/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "decide/judge.h"

#include "base/codes.h"
#include "base/error.h"
#include "base/neutral.h"
#include "base/xml.h"
#include "checks/builtin.h"
#include "config/exemptions.h"
#include "config/key.h"
#include "config/policy.h"
#include "guest/disks.h"
#include "host/peers.h"
#include "ledger/ledger.h"
#include "probe/probe.h"
#include "stamp/signature.h"

#include <inttypes.h>
#include <string.h>

void
vmg_judgement_free(VmgJudgement *judgement)
{
    if (!judgement)
        return;
    g_clear_pointer(&judgement->verdict, vmg_verdict_free);
    g_clear_pointer(&judgement->facts, vmg_host_free);
    g_clear_pointer(&judgement->stamp, vmg_stamp_free);
    g_clear_pointer(&judgement->guest, vmg_guest_free);
    g_clear_pointer(&judgement->doc, xmlFreeDoc);
    g_clear_pointer(&judgement->key, g_bytes_unref);
    g_clear_pointer(&judgement->policy, vmg_config_free);
    g_clear_error(&judgement->no_source);
    g_clear_error(&judgement->no_destination);
    g_free(judgement);
}

/* FALSE and an error if this host wrote the stamp although the guest comes from another host.
 * Such a stamp is old: the guest was here before, and the host that it comes from writes no
 * stamps. */
static gboolean
check_foreign(const VmgStamp *stamp, const VmgHost *destination, GError **error)
{
    if (!destination || g_ascii_strcasecmp(stamp->host->view.uuid, destination->view.uuid) != 0)
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_STALE,
                _("an old stamp of %s itself, so the source host does not stamp"),
                destination->view.name);
    return FALSE;
}

/* Checks the signature of the stamp with the key. Without a key every stamp is good. If the key
 * can't be read, the stamp is used as well, so that other findings are shown; refuse_key() then
 * refuses the guest. */
static gboolean
check_signature(VmgJudgement *judgement, GError **error)
{
    gboolean good = !judgement->key ||
                    vmg_signature_check(vmg_stamp_find(judgement->doc), judgement->key, error);

    judgement->the_case.source_unsigned = !good;
    return good;
}

/* The registry counts as silent if it has not answered for more than this number of seconds:
 * twice [registry] lease. */
static gint64
silence_limit(const VmgQuestion *question)
{
    return (gint64)vmg_config_get_uint(question->config, "registry", "lease") * 2;
}

/* Whether a registry is configured and has answered this host's agent recently. */
static gboolean
hears(VmgJudgement *judgement, const VmgQuestion *question)
{
    const char *peers = question->paths ? question->paths->peers : NULL;

    if (!peers || strcmp(vmg_config_get(question->config, "registry", "uri"), "none") == 0)
        return FALSE;
    judgement->silence = vmg_peers_silence(peers);
    judgement->is_silent = judgement->silence < 0 || judgement->silence > silence_limit(question);
    return !judgement->is_silent;
}

/* Uses the status of the source that this host's agent has got from the registry, because it is
 * newer than the stamp. Only a worse status is used: somebody who can only write to the registry
 * must not make a source look better than its stamp. The status non-responsive is ignored,
 * because the guest comes from this source just now. */
static void
heed_status(VmgStamp *stamp, const char *peers)
{
    struct vmg_host *host = &stamp->host->view;
    g_autofree char *status = vmg_peers_status(peers, host->uuid);

    if (status && strcmp(host->status, VMG_STATUS_UP) == 0 &&
        strcmp(status, VMG_STATUS_NON_RESPONSIVE) != 0)
        host->status = vmg_arena_strdup(stamp->host->arena, status);
}

/* FALSE and an error if the registry says that the source host has written a newer stamp of this
 * guest, because the content of the old stamp may be wrong by now. */
static gboolean
check_serial(const VmgStamp *stamp, const char *peers, const char *guest, GError **error)
{
    const struct vmg_host *host = &stamp->host->view;

    if (stamp->serial >= vmg_peers_serial(peers, host->uuid, guest))
        return TRUE;
    g_set_error(error, VMG_ERROR, VMG_ERROR_STALE,
                _("an old stamp: since then the guest was started, changed or moved on %s"),
                host->name);
    return FALSE;
}

static gboolean
heed_registry(VmgJudgement *judgement, const VmgQuestion *question, VmgStamp *stamp, GError **error)
{
    if (!hears(judgement, question))
        return TRUE;
    heed_status(stamp, question->paths->peers);
    return check_serial(stamp, question->paths->peers, judgement->guest->view.uuid, error);
}

static void
read_stamp(VmgJudgement *judgement, const VmgQuestion *question, GError **error)
{
    g_autoptr(VmgStamp) stamp = vmg_stamp_new(judgement->doc, &judgement->guest->view, error);

    if (!stamp)
        return;
    if (!question->source && !check_foreign(stamp, judgement->the_case.destination, error))
        return;
    if (!question->source && !check_signature(judgement, error))
        return;
    if (!question->source && !heed_registry(judgement, question, stamp, error))
        return;
    vmg_stamp_apply(stamp, judgement->guest);
    judgement->stamp = g_steal_pointer(&stamp);
}

/* Uses the source host that the administrator named on the command line. If the guest's stamp
 * does not say which cache mode a disk has now, the cache mode in the domain XML is used. */
static void
assume_source(VmgJudgement *judgement, const VmgQuestion *question)
{
    judgement->the_case.source = question->source;
    for (guint i = 0; i < judgement->guest->disks->len; i++) {
        struct vmg_disk *disk = g_ptr_array_index(judgement->guest->disks, i);

        if (!disk->source_cache && vmg_disk_cache_counts(disk))
            disk->source_cache = disk->cache ? disk->cache : "default";
    }
}

/* Takes the cache modes that the disks will have after the next start from CONFIGURED. This is
 * the persistent configuration that libvirt has now; the stamp may be older. */
static void
set_next_cache(const VmgGuest *guest, const struct vmg_guest *configured)
{
    for (guint i = 0; i < guest->disks->len; i++) {
        struct vmg_disk *disk = g_ptr_array_index(guest->disks, i);

        disk->next_cache = vmg_disk_next_cache(disk, configured);
    }
}

/* This host's facts with the entries of the ledger. Only root may read the ledger; for other
 * users the entries are left out. */
static VmgHost *
load_facts(const VmgQuestion *question, GError **error)
{
    guint max_age = vmg_config_get_uint(question->config, "guard", "facts-max-age");
    g_autoptr(GError) unread = NULL;
    g_autoptr(GPtrArray) entries = vmg_ledger_read(question->paths->ledger, &unread);
    g_autoptr(VmgHost) facts = vmg_facts_load(question->paths, max_age, error);

    if (facts && entries)
        vmg_ledger_merge(entries, facts);
    if (!facts || entries || g_error_matches(unread, G_FILE_ERROR, G_FILE_ERROR_ACCES))
        return g_steal_pointer(&facts);
    g_propagate_error(error, g_steal_pointer(&unread));
    return NULL;
}

static void
find_destination(VmgJudgement *judgement, const VmgQuestion *question)
{
    VmgCase *the_case = &judgement->the_case;

    the_case->destination = question->destination;
    if (question->destination || question->no_destination)
        return;
    judgement->facts = load_facts(question, &judgement->no_destination);
    the_case->destination = judgement->facts;
    if (judgement->facts)
        return;
    the_case->destination_missing = judgement->no_destination->message;
    the_case->destination_code = vmg_facts_code(judgement->no_destination);
}

/* The code of the reason why the source's facts are unknown. The reason is the error of the
 * stamp. */
static const char *
source_code(const VmgJudgement *judgement)
{
    if (judgement->the_case.source_unsigned)
        return VMG_CODE_STAMP_UNSIGNED;
    if (g_error_matches(judgement->no_source, VMG_ERROR, VMG_ERROR_STALE))
        return VMG_CODE_STAMP_OLD;
    return g_error_matches(judgement->no_source, VMG_ERROR, VMG_ERROR_MISSING)
               ? VMG_CODE_NO_STAMP
               : VMG_CODE_STAMP_INVALID;
}

static void
find_source(VmgJudgement *judgement, const VmgQuestion *question)
{
    VmgCase *the_case = &judgement->the_case;

    read_stamp(judgement, question, &judgement->no_source);
    if (judgement->stamp) {
        the_case->source = judgement->stamp->host;
    } else {
        the_case->source_missing = judgement->no_source->message;
        the_case->source_code = source_code(judgement);
    }
    if (question->source)
        assume_source(judgement, question);
    judgement->guest->view.source_flags |= question->doing;
    if (question->configured)
        set_next_cache(judgement->guest, question->configured);
}

static GPtrArray *
load_modules(const VmgQuestion *question)
{
    return vmg_modules_load(question->paths ? question->paths->modules : NULL, question->config);
}

/* The exemptions of the destination. If the destination is another host, they are in its facts.
 * If it is this host and its file of exemptions is broken, no exemption holds, and decide() adds
 * a warning. */
static GPtrArray *
load_exemptions(const VmgQuestion *question, GError **error)
{
    const VmgHost *there = question->destination;

    if (there)
        return there->exemptions ? g_ptr_array_ref(there->exemptions) : NULL;
    if (!question->paths || !question->paths->exemptions)
        return NULL;
    return vmg_exemptions_read(question->paths->exemptions, error);
}

/* Warns if the registry is silent. Decisions are possible without the registry; with the
 * registry, changes on the source are known earlier. */
static void
warn_of_silence(const VmgJudgement *judgement)
{
    g_autofree char *found = NULL;

    if (!judgement->is_silent)
        return;
    if (judgement->silence < 0)
        found = g_strdup(_("nothing yet: the stamp of the source counts as it is"));
    else
        found =
            g_strdup_printf(NG_("nothing for %" PRIi64 " second: the stamp of the source counts "
                                "as it is",
                                "nothing for %" PRIi64 " seconds: the stamp of the source "
                                "counts as it is",
                                (unsigned long)judgement->silence),
                            judgement->silence);
    vmg_verdict_add(judgement->verdict, VMG_GUARD, VMG_WARN, VMG_CODE_REGISTRY_SILENT, NULL,
                    _("a registry that answers"), found,
                    _("see on the destination: journalctl -u virt-migration-guard"));
}

/* Runs the checks. The modules are unloaded afterwards, so that none of their code is in the
 * process when the guest's XML is rewritten. */
static void
decide(VmgJudgement *judgement, const VmgQuestion *question)
{
    g_autoptr(GError) broken = NULL;
    g_autoptr(GPtrArray) modules = load_modules(question);
    g_autoptr(GPtrArray) exemptions = load_exemptions(question, &broken);
    VmgCase *the_case = &judgement->the_case;

    the_case->modules = modules;
    the_case->exemptions = exemptions;
    judgement->verdict = vmg_decide(the_case);
    the_case->modules = NULL;
    the_case->exemptions = NULL;
    warn_of_silence(judgement);
    if (broken)
        vmg_verdict_add(judgement->verdict, VMG_GUARD, VMG_WARN, VMG_CODE_EXEMPTIONS_UNREADABLE,
                        NULL, _("exemptions, or none"), broken->message, VMG_EXEMPTIONS_FIX);
}

/* Reads the key. If QUESTION->unprivileged is TRUE, does not read the key: then the signature of
 * the stamp is not checked, and the missing key is not an error. */
static void
load_key(VmgJudgement *judgement, const VmgQuestion *question, GError **error)
{
    judgement->no_key =
        !question->unprivileged && !vmg_key_load(question->config, &judgement->key, error);
}

/* Adds the error about the key after the guest was judged, so that all other findings are shown
 * as well. */
static void
refuse_key(const VmgJudgement *judgement, const VmgQuestion *question, const GError *error)
{
    g_autofree char *fix = vmg_key_fix(question->config);

    vmg_verdict_set_error(judgement->verdict, VMG_CODE_KEY_UNREADABLE, error->message, fix);
}

/* Refuses the guest if the destination is another host that can't read its configuration: the
 * hook on that host would refuse the guest, whatever the checks say. */
static void
refuse_broken(const VmgJudgement *judgement, const VmgHost *there)
{
    g_autofree char *what = NULL, *fix = NULL;

    if (!there || !there->broken)
        return;
    what =
        g_strdup_printf(_("%s can't read its configuration: %s"), there->view.name, there->broken);
    fix = g_strdup_printf(_("on %s: virt-migration-guard config check"), there->view.name);
    vmg_verdict_set_error(judgement->verdict, VMG_CODE_CONFIG_BROKEN, what, fix);
}

VmgVerdict *
vmg_judge_room(const VmgQuestion *question, const struct vmg_guest *guest, GError **error)
{
    const struct vmg_check *const checks[] = {vmg_builtin_find("memory"), vmg_builtin_find("vcpus"),
                                              vmg_builtin_find("concurrency"), NULL};
    g_autoptr(VmgHost) facts = load_facts(question, error);
    g_autoptr(GPtrArray) exemptions = facts ? load_exemptions(question, error) : NULL;
    VmgCase room = {.config = question->config,
                    .checks = checks,
                    .guest = guest,
                    .exemptions = exemptions,
                    .now = g_get_real_time() / G_USEC_PER_SEC,
                    .partial = TRUE};

    if (!facts)
        return NULL;
    room.destination = facts;
    return vmg_decide(&room);
}

/* If the destination is another host, uses the policy of that host, which is in its facts,
 * instead of the policy in this host's guard.conf. */
static void
take_policy(VmgJudgement *judgement, const VmgQuestion *question)
{
    if (!question->destination || !question->destination->policy)
        return;
    judgement->policy = vmg_policy_apply(question->config, question->destination->policy);
    judgement->the_case.config = judgement->policy;
}

static VmgJudgement *
judgement_new(const VmgQuestion *question)
{
    VmgJudgement *judgement = g_new0(VmgJudgement, 1);

    judgement->the_case.config = question->config;
    judgement->the_case.checks = vmg_builtin_checks();
    judgement->the_case.now = g_get_real_time() / G_USEC_PER_SEC;
    return judgement;
}

static gboolean
read_guest(VmgJudgement *judgement, const VmgQuestion *question, GError **error)
{
    judgement->doc = vmg_xml_parse(question->xml, question->len, question->what, error);
    judgement->guest = judgement->doc ? vmg_guest_new(judgement->doc, error) : NULL;
    if (!judgement->guest)
        return FALSE;
    vmg_judge_add_properties(judgement->guest, question);
    judgement->the_case.guest = &judgement->guest->view;
    return TRUE;
}

/* Asks this host's agent about the paths and ports that the guest needs, if the guest arrives on
 * this host. */
static void
look(const VmgJudgement *judgement, const VmgQuestion *question)
{
    const VmgHost *host = judgement->the_case.destination;

    if (question->arrives)
        vmg_probe_guest(question->paths->probe, VMG_PROBE_HOOK_MS, host ? &host->view : NULL,
                        judgement->guest);
}

VmgJudgement *
vmg_judge(const VmgQuestion *question, GError **error)
{
    g_autoptr(VmgJudgement) judgement = judgement_new(question);
    g_autoptr(GError) no_key = NULL;

    /* Reads the facts before the guest: the XML tree of the facts is freed again, and the
     * guest's tree can use the same memory. */
    find_destination(judgement, question);
    take_policy(judgement, question);
    if (!read_guest(judgement, question, error))
        return NULL;
    load_key(judgement, question, &no_key);
    find_source(judgement, question);
    look(judgement, question);
    decide(judgement, question);
    if (no_key)
        refuse_key(judgement, question, no_key);
    refuse_broken(judgement, question->destination);
    return g_steal_pointer(&judgement);
}
