/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A part of the check resources: files and directories. The destination's agent looks at them
 * when the guest arrives. In a check before the migration it is unknown whether they exist. */
#include "base/neutral.h"
#include "checks/checks.h"
#include "match/claims.h"
#include "match/disks.h"
#include "match/images.h"

static gboolean
is_path(const struct vmg_claim *claim)
{
    return claim->kind == VMG_KIND_FILE || claim->kind == VMG_KIND_DIRECTORY ||
           claim->kind == VMG_KIND_EMULATOR || claim->kind == VMG_KIND_ROM;
}

static gboolean
is_looked_at(const struct vmg_claim *claim)
{
    return is_path(claim) || claim->kind == VMG_KIND_IMAGE || claim->kind == VMG_KIND_DISK ||
           claim->kind == VMG_KIND_MEDIUM ||
           (vmg_services_has_kind(claim->kind) && claim->kind != VMG_KIND_KVM);
}

static guint
refuse_file(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const char *host = input->destination->name;

    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_FILE_MISSING, g_strdup(claim->element),
        g_strdup_printf(_("%s on %s, which is needed when the guest starts"), claim->name, host),
        g_strdup(_("it is not there")),
        g_strdup_printf(_("copy it from the source host to %s, or install there what it belongs "
                          "to"),
                        host));
}

static guint
refuse_directory(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const char *host = input->destination->name;
    g_autofree char *directory = g_path_get_dirname(claim->name);

    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_DIRECTORY_MISSING, g_strdup(claim->element),
        g_strdup_printf(_("directory %s on %s, where %s is made when the guest starts"), directory,
                        host, claim->name),
        g_strdup(_("it is not there")), g_strdup_printf(_("on %s: mkdir -p %s"), host, directory));
}

/* Refuses a file that has another size than on the source: QEMU can copy a block of the guest's
 * memory, such as a ROM, only into a block of the same size. */
static guint
refuse_resized(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const char *host = input->destination->name;

    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_FILE_RESIZED, g_strdup(claim->element),
        g_strdup_printf(_("%s on %s, of the same size as on the source host"), claim->name, host),
        g_strdup(_("it has another size there")),
        g_strdup_printf(_("install the same version of what %s belongs to on both hosts, or copy "
                          "it to %s"),
                        claim->name, host));
}

static guint
judge_missing(const struct vmg_input *input, const struct vmg_claim *claim)
{
    if (claim->kind == VMG_KIND_ROM && (claim->flags & VMG_CLAIM_RESIZED))
        return refuse_resized(input, claim);
    if (!(claim->flags & VMG_CLAIM_MISSING) || !is_path(claim))
        return 0;
    return claim->kind == VMG_KIND_DIRECTORY ? refuse_directory(input, claim)
                                             : refuse_file(input, claim);
}

static void
append(GString *text, const struct vmg_claim *claim)
{
    if (text->len > 0)
        g_string_append(text, ", ");
    if (claim->kind == VMG_KIND_PORT || claim->kind == VMG_KIND_UDP_PORT ||
        claim->kind == VMG_KIND_SERVICE)
        g_string_append_printf(text, _("port %s of %s"), claim->detail, claim->name);
    else
        g_string_append(text, claim->name);
}

/* The names of all files and other things for which the guest has a claim (struct vmg_claim) with
 * exactly the flags FLAGS, and about which the destination's facts say nothing. NULL if there are
 * none. */
static char *
list(const struct vmg_input *input, guint flags)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (size_t i = 0; i < input->guest->claim_count; i++) {
        const struct vmg_claim *claim = input->guest->claims[i];

        if (is_looked_at(claim) && claim->flags == flags &&
            vmg_claims_is_open(input->destination, claim))
            append(text, claim);
    }
    return text->len > 0 ? g_strdup(text->str) : NULL;
}

/* Warns that the agent did not answer. The guest is not refused: if a path is missing, the start
 * on the destination fails, and the guest keeps running on the source. */
static guint
judge_unanswered(const struct vmg_input *input)
{
    const char *host = input->destination->name;
    g_autofree char *paths = list(input, VMG_CLAIM_UNANSWERED);

    if (!paths)
        return 0;
    return vmg_report_take(
        input, VMG_WARN, VMG_CODE_LOOK_UNANSWERED, NULL,
        g_strdup_printf(_("an answer of virt-migration-guardd on %s"), host),
        g_strdup_printf(_("no answer in time: %s"), paths),
        g_strdup_printf(
            _("on %s: systemctl status virt-migration-guard; check the storage of these paths"),
            host));
}

guint
vmg_judge_files(const struct vmg_input *input)
{
    guint bad = 0;

    for (size_t i = 0; i < input->guest->claim_count; i++)
        bad += judge_missing(input, input->guest->claims[i]);
    return bad + judge_unanswered(input);
}

/* Lists the things that the agent was not asked about, because the guest does not arrive now. */
char *
vmg_files_not_looked_at(const struct vmg_input *input)
{
    return list(input, 0);
}

/* The claim (struct vmg_claim) for the medium in the drive DISK; NULL if the guest has no such
 * claim. */
static const struct vmg_claim *
medium_of(const struct vmg_guest *guest, const struct vmg_disk *disk)
{
    const struct vmg_claim *claim = vmg_images_claim(guest, disk, disk->images[0]);

    return claim && claim->kind == VMG_KIND_MEDIUM ? claim : NULL;
}

/* A CD-ROM is only read, and managers put the same image on each host under the same path:
 * Nova's config drive, OpenNebula's context, installation media. */
gboolean
vmg_describe_medium(const struct vmg_input *input, const struct vmg_disk *disk, char **found)
{
    const struct vmg_claim *claim = medium_of(input->guest, disk);
    const char *host = input->destination->name;

    if (!claim || vmg_disks_path_goes_up(disk->source))
        return FALSE;
    if (claim->flags & VMG_CLAIM_THERE)
        *found = g_strdup_printf(_("%s, which each host has for itself; a file of that name is on "
                                   "%s"),
                                 disk->source, host);
    else if (claim->flags & VMG_CLAIM_MISSING)
        *found = g_strdup_printf(_("%s, which each host has for itself"), disk->source);
    else
        *found = g_strdup_printf(_("%s, which each host has for itself; whether it is on %s is "
                                   "looked at when the guest arrives"),
                                 disk->source, host);
    return TRUE;
}
