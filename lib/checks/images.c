/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A part of the check storage: what the destination's agent has seen at the path of an image when
 * the guest arrived, and what the source's agent has said about a block device. */
#include "base/neutral.h"
#include "checks/checks.h"

#include <string.h>

/* An image that the agents have looked at, and its name in a finding. */
typedef struct {
    const struct vmg_input *input;
    const struct vmg_image *image;
    const char *name;
    gboolean is_copy; /* each host may have its own copy of this image */
} Seen;

static guint
refuse(const Seen *seen, const char *code, char *wanted, const char *found, char *fix)
{
    return vmg_report_take(seen->input, VMG_FAIL, code, g_strdup(seen->name), wanted,
                           g_strdup(found), fix);
}

static char *
want_same(const Seen *seen)
{
    return g_strdup_printf(_("%s on %s, the same as on the source host"), seen->image->source,
                           seen->input->destination->name);
}

static gboolean
is_block(const Seen *seen)
{
    return strcmp(seen->image->type, "block") == 0;
}

/* The fix if the destination has no image at this path, or another image than the source. */
static char *
fix_storage(const Seen *seen)
{
    const char *host = seen->input->destination->name, *path = seen->image->source;

    if (seen->is_copy)
        return g_strdup_printf(_("copy %s from the source host to %s, or eject it"), path, host);
    if (is_block(seen))
        return g_strdup_printf(_("connect the same device to %s under that name; there, ls -l %s "
                                 "and lsblk -o NAME,WWN,SERIAL show what has it now"),
                               host, path);
    return g_strdup_printf(_("mount the same storage on %s; there, namei -l %s and findmnt "
                             "--target %s show where that path leads now"),
                           host, path, path);
}

static guint
judge_missing(const Seen *seen)
{
    return refuse(seen, VMG_CODE_DISK_MISSING, want_same(seen), _("it is not there"),
                  fix_storage(seen));
}

static guint
judge_other(const Seen *seen)
{
    return refuse(seen, VMG_CODE_DISK_OTHER, want_same(seen),
                  is_block(seen) ? _("another device has that name there")
                                 : _("another file is there, or a link or a mount leads elsewhere"),
                  fix_storage(seen));
}

static guint
judge_resized(const Seen *seen)
{
    const char *host = seen->input->destination->name;

    return refuse(seen, VMG_CODE_DISK_RESIZED, want_same(seen), _("it has another size there"),
                  is_block(seen)
                      ? g_strdup_printf(_("on %s, let the kernel read the size of %s anew "
                                          "(rescan), or connect the same device"),
                                        host, seen->image->source)
                      : fix_storage(seen));
}

static guint
judge_read_only(const Seen *seen)
{
    const char *host = seen->input->destination->name;

    return refuse(
        seen, VMG_CODE_DISK_READ_ONLY,
        g_strdup_printf(_("%s on %s, where the guest can write to it"), seen->image->source, host),
        _("it can only be read there"),
        is_block(seen) ? g_strdup_printf(_("on %s: blockdev --setrw %s, if the device "
                                           "may be written from there"),
                                         host, seen->image->source)
                       : g_strdup_printf(_("on %s: findmnt --target %s shows the mount; "
                                           "mount it read-write"),
                                         host, seen->image->source));
}

static const struct {
    guint flag;
    guint (*judge)(const Seen *seen);
} flaws[] = {
    {VMG_CLAIM_MISSING, judge_missing},
    {VMG_CLAIM_OTHER, judge_other},
    {VMG_CLAIM_RESIZED, judge_resized},
    {VMG_CLAIM_READ_ONLY, judge_read_only},
};

gboolean
vmg_image_is_flawed(const struct vmg_claim *claim)
{
    guint all = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(flaws); i++)
        all |= flaws[i].flag;
    return claim && (claim->flags & all);
}

guint
vmg_judge_image_seen(const struct vmg_input *input, const struct vmg_image *image,
                     const struct vmg_claim *claim, const char *name)
{
    const Seen seen = {input, image, name, claim->kind == VMG_KIND_MEDIUM};
    gsize i = 0;

    while (!(claim->flags & flaws[i].flag))
        i++;
    return flaws[i].judge(&seen);
}

/* Refuses a device without an identity: a kernel name such as sdb can mean another device on each
 * host. */
guint
vmg_judge_untold_device(const struct vmg_input *input, const struct vmg_image *image,
                        const char *name)
{
    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_DISK_UNTOLD, g_strdup(name),
        g_strdup_printf(_("a block device that can be recognised on %s"), input->destination->name),
        g_strdup_printf(_("cannot identify %s: it has no WWN, serial number or UUID"),
                        image->source),
        g_strdup_printf(_("if it is the same device on both hosts, declare it in guard.conf on "
                          "both: [storage-domain NAME] path = %s and source = any name for it"),
                        image->source));
}

/* Whether the agents of both hosts have compared the device that CLAIM names. If so, no warning is
 * needed that the destination may have another device. If the agents saw a difference,
 * vmg_judge_image_seen() reports the difference. */
gboolean
vmg_image_was_compared(const struct vmg_claim *claim)
{
    return claim && (claim->flags &
                     (VMG_CLAIM_MISSING | VMG_CLAIM_OTHER | VMG_CLAIM_RESIZED | VMG_CLAIM_SAME));
}
