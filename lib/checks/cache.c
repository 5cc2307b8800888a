/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cache: no disk of the guest keeps data in the page cache of its host: neither a custom
 * property, nor the cache mode in the XML, nor the cache mode on the source makes it do so.
 *
 * With the modes none and directsync QEMU opens the image with O_DIRECT, so the destination
 * reads what the source wrote. With writeback, writethrough and unsafe, data stays in the
 * source's page cache, and the destination may have old data in its own page cache
 * (https://libvirt.org/migration.html, qemu-img(1) on cache modes). */
#include "base/neutral.h"
#include "checks/checks.h"
#include "guest/disks.h"

#include <string.h>

#define WANTED _("cache=none or cache=directsync")

/* The result for a cache mode: a pass for a safe mode, a warning if no mode is set (QEMU uses
 * its default), a failure for a mode that keeps data in the page cache. */
static enum vmg_result
safety_of(const char *mode)
{
    if (!mode || strcmp(mode, "default") == 0)
        return VMG_WARN;
    return vmg_disk_cache_is_safe(mode) ? VMG_PASS : VMG_FAIL;
}

static const char *
mode_name(const char *mode)
{
    return strcmp(mode, "default") != 0 ? mode : _("not set (writeback)");
}

static char *
describe(const struct vmg_input *input, const struct vmg_disk *disk)
{
    const char *cache = disk->cache ? disk->cache : "default";

    if (!disk->source_cache || strcmp(disk->source_cache, cache) == 0)
        return g_strdup_printf(_("cache mode %s"), mode_name(cache));
    return g_strdup_printf(_("cache mode %s in the XML, but %s on %s"), mode_name(cache),
                           mode_name(disk->source_cache),
                           input->source ? input->source->name : _("its source"));
}

static char *
name_disk(const struct vmg_disk *disk)
{
    return g_strdup_printf(_("disk %s"), disk->target);
}

static guint
report_unlisted(const struct vmg_input *input, const struct vmg_disk *disk)
{
    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_CACHE_MODE_UNLISTED, name_disk(disk),
        g_strdup(_("its cache mode in the source host's stamp")),
        g_strdup(_("the stamp does not list this disk")),
        g_strdup_printf(_("try again in a few seconds; if that does not help, run on %s: "
                          "systemctl restart virt-migration-guard"),
                        input->source->name));
}

/* Whether QEMU flushes the cache of its storage client (such as Ceph's) before the destination
 * may write. QEMU does this in every known cache mode except unsafe. libvirt migrates a network
 * disk in any cache mode, because QEMU does not use the host's page cache for such a disk
 * (qemuMigrationSrcIsSafe). */
static gboolean
is_flushed(const char *mode)
{
    static const char *const modes[] = {"default",   "none",         "directsync",
                                        "writeback", "writethrough", NULL};

    return !mode || g_strv_contains(modes, mode);
}

static gboolean
may_be_warned(const struct vmg_disk *disk)
{
    return strcmp(disk->type, "network") == 0 && is_flushed(disk->cache) &&
           is_flushed(disk->source_cache);
}

/* Whether a bad cache mode of DISK is only a warning, because [cache] network-disks = warn.
 * Sites set this if all their guests on Ceph run in mode writeback. */
static gboolean
is_warned(const struct vmg_input *input, const struct vmg_disk *disk)
{
    return may_be_warned(disk) && g_strcmp0(input->option(input, "network-disks"), "warn") == 0;
}

/* The fix for a bad cache mode, with the tools of the program that manages the guest. */
static char *
fix_disk(const struct vmg_input *input, const struct vmg_disk *disk)
{
    g_autofree char *xml =
        g_strdup_printf(_("set cache='none' in <driver> of disk %s"), disk->target);
    g_autofree char *nova =
        g_strdup_printf(_("in nova.conf, add %s=none to [libvirt] disk_cachemodes; restart "
                          "nova-compute; then: openstack server reboot --hard %s"),
                        disk->type, input->guest->uuid);

    return vmg_fix_guest(input, xml,
                         _("under Custom Properties, remove viodiskcache and cache, or set them "
                           "to none"),
                         nova);
}

/* Whether the mode on the source is safe. Then only the mode in the XML of the migration is bad. */
static gboolean
is_sent_worse(const struct vmg_disk *disk)
{
    return disk->source_cache && safety_of(disk->source_cache) == VMG_PASS;
}

/* Whether it is enough to shut down and start the guest: the persistent configuration has a safe
 * mode already. Only virsh starts a guest from this configuration; managers create the guest
 * anew. */
static gboolean
is_restart_enough(const struct vmg_input *input, const struct vmg_disk *disk)
{
    return disk->next_cache && vmg_disk_cache_is_safe(disk->next_cache) &&
           vmg_is_managed_by(input, VMG_MANAGER_NONE);
}

static char *
fix_mode(const struct vmg_input *input, const struct vmg_disk *disk)
{
    const char *guest = input->guest->name;

    if (is_sent_worse(disk))
        return g_strdup_printf(_("migrate %s without virsh migrate --xml, or set cache='none' for "
                                 "disk %s in that XML"),
                               guest, disk->target);
    if (is_restart_enough(input, disk))
        return g_strdup_printf(_("shut the guest down (virsh shutdown %s) and start it again "
                                 "(virsh start %s): its configuration has cache='%s' for disk %s "
                                 "already"),
                               guest, guest, disk->next_cache, disk->target);
    return fix_disk(input, disk);
}

/* The fix for a network disk. The host's page cache is not used for such a disk, so the
 * administrator can also choose to be warned only. */
static char *
fix_network_disk(const struct vmg_input *input, const struct vmg_disk *disk)
{
    g_autofree char *fix = fix_mode(input, disk);

    if (!input->destination)
        return g_strdup_printf(_("%s; or [cache] network-disks = warn"), fix);
    return g_strdup_printf(_("%s; or [cache] network-disks = warn on %s"), fix,
                           input->destination->name);
}

/* Reports RESULT, the result for the cache modes of DISK. */
static guint
report_mode(const struct vmg_input *input, const struct vmg_disk *disk, enum vmg_result result)
{
    gboolean fails = result == VMG_FAIL, warned = fails && is_warned(input, disk);

    return vmg_report_take(input, warned ? VMG_WARN : result,
                           fails ? VMG_CODE_CACHE_MODE : VMG_CODE_CACHE_MODE_DEFAULT,
                           name_disk(disk), g_strdup(WANTED), describe(input, disk),
                           fails && !warned && may_be_warned(disk) ? fix_network_disk(input, disk)
                                                                   : fix_mode(input, disk));
}

static guint
judge_disk(const struct vmg_input *input, const struct vmg_disk *disk)
{
    enum vmg_result here = safety_of(disk->cache), there;
    guint reported = 0;

    if (!vmg_disk_cache_counts(disk) && !disk->source_cache)
        return 0;
    if (input->source && !disk->source_cache) {
        reported = report_unlisted(input, disk);
        if (here != VMG_FAIL)
            return reported;
    }
    there = disk->source_cache ? safety_of(disk->source_cache) : here;
    if (MIN(here, there) == VMG_PASS)
        return 0;
    return reported + report_mode(input, disk, MIN(here, there));
}

static guint
judge_property(const struct vmg_input *input, const struct vmg_property *property)
{
    if (!*property->value || vmg_disk_cache_is_safe(property->value))
        return 0;
    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_CACHE_PROPERTY,
        property->device ? g_strdup_printf(_("custom property %s of device %s"), property->name,
                                           property->device)
                         : g_strdup_printf(_("custom property %s"), property->name),
        g_strdup(_("unset or none")), g_strdup_printf("'%s'", property->value),
        g_strdup_printf(_("in the Administration Portal, edit %s: under Custom Properties, remove "
                          "%s or set it to none; then shut it down and run it"),
                        input->guest->name, property->name));
}

static guint
judge_properties(const struct vmg_input *input)
{
    const char *option = input->option(input, "properties");
    g_auto(GStrv) names = g_strsplit(option, ";", -1);
    guint reported = 0;

    for (char **name = names; *name; name++)
        g_strstrip(*name);
    for (gsize i = 0; i < input->guest->property_count; i++) {
        const struct vmg_property *property = input->guest->properties[i];

        if (g_strv_contains((const char *const *)names, property->name))
            reported += judge_property(input, property);
    }
    return reported;
}

static int
run(const struct vmg_input *input)
{
    guint reported = judge_properties(input);

    for (gsize i = 0; i < input->guest->disk_count; i++)
        reported += judge_disk(input, input->guest->disks[i]);
    if (reported == 0)
        vmg_report(input, VMG_PASS, NULL, NULL, WANTED, _("no disk keeps data in the host's cache"),
                   NULL);
    return 0;
}

const struct vmg_check vmg_check_cache = VMG_CHECK_INIT(
    "cache", N_("no disk of the guest keeps data in its host's cache"), VMG_NEEDS_SOURCE, run);
