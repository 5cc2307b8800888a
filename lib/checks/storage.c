/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* storage: both hosts have the same storage domains, and each disk of the guest is on a storage
 * domain that the destination reaches, under the same path. */
#include "base/neutral.h"
#include "checks/checks.h"
#include "match/disks.h"
#include "match/images.h"

#include <string.h>

/* What the functions of this file need to judge one image of a disk. */
typedef struct {
    const struct vmg_input *input;
    const struct vmg_disk *disk;
    const struct vmg_image *image;
} Image;

static gboolean
is(const char *text, const char *word)
{
    return g_strcmp0(text, word) == 0;
}

static gboolean
is_identical(const struct vmg_input *input)
{
    return !is(input->option(input, "match"), "guest");
}

static gboolean
is_optional(const struct vmg_domain *domain)
{
    return domain && (domain->flags & VMG_DOMAIN_OPTIONAL);
}

static char *
name_domain(const struct vmg_domain *domain)
{
    return is(domain->name, domain->source)
               ? g_strdup_printf(_("storage domain %s"), domain->name)
               : g_strdup_printf(_("storage domain %s (%s)"), domain->name, domain->source);
}

static guint
report_missing(const struct vmg_input *input, const struct vmg_domain *domain,
               const struct vmg_host *has, const struct vmg_host *lacks)
{
    g_autofree char *there = vmg_fix_storage(lacks, domain->path);

    return vmg_report_take(input, VMG_FAIL, VMG_CODE_STORAGE_DOMAIN_MISSING, name_domain(domain),
                           g_strdup(_("on both hosts")),
                           g_strdup_printf(_("%s does not have it"), lacks->name),
                           g_strdup_printf(_("%s; or on %s: [storage-domain %s] required = no"),
                                           there, has->name, domain->name));
}

static guint
report_not_up(const struct vmg_input *input, const struct vmg_domain *to)
{
    const char *host = input->destination->name;

    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_STORAGE_DOMAIN_DOWN, name_domain(to),
        g_strdup_printf(_("reached by %s"), host),
        is(to->state, "missing")
            ? g_strdup_printf(_("%s is not there"), to->path ? to->path : to->name)
            : g_strdup_printf(_("%s does not answer"), to->path ? to->path : to->name),
        g_strdup_printf(_("on %s: check the network to the storage server, and the mount; "
                          "virt-migration-guard host lists what each domain is"),
                        host));
}

static guint
judge_counterpart(const struct vmg_input *input, const struct vmg_domain *from)
{
    const struct vmg_domain *to = vmg_disks_domain_by_source(input->destination, from->source);

    if (!to)
        return report_missing(input, from, input->source, input->destination);
    return is(to->state, "up") ? 0 : report_not_up(input, to);
}

/* Whether no earlier storage domain of HOST has the same source. The domains are sorted by source,
 * and a source can be listed twice, but each source must be compared only once. */
static gboolean
is_first(const struct vmg_host *host, size_t at)
{
    return at == 0 || !is(host->domains[at - 1]->source, host->domains[at]->source);
}

/* Whether the destination must reach this storage domain of the source host, even if the guest does
 * not use it. A domain that the source host does not reach itself is not needed. */
static gboolean
must_match(const struct vmg_input *input, size_t at)
{
    const struct vmg_domain *from = input->source->domains[at];

    return is(from->state, "up") && !is_optional(from) && is_first(input->source, at) &&
           !is_optional(vmg_disks_domain_by_source(input->destination, from->source));
}

/* Whether HOST reaches the source of DOMAIN, under any path. If HOST has mounted the source but
 * the server does not answer, the other host need not have the domain. */
static gboolean
is_reached(const struct vmg_host *host, const struct vmg_domain *domain)
{
    return is(vmg_disks_domain_by_source(host, domain->source)->state, "up");
}

static guint
judge_domains(const struct vmg_input *input)
{
    const struct vmg_host *source = input->source, *destination = input->destination;
    guint reported = 0;

    for (size_t i = 0; i < source->domain_count; i++)
        if (must_match(input, i))
            reported += judge_counterpart(input, source->domains[i]);
    for (size_t i = 0; i < destination->domain_count; i++) {
        const struct vmg_domain *to = destination->domains[i];

        if (!is_optional(to) && is_reached(destination, to) && is_first(destination, i) &&
            !vmg_disks_domain_by_source(source, to->source))
            reported += report_missing(input, to, destination, source);
    }
    return reported;
}

static char *
name_image(const Image *image)
{
    g_autofree char *name = is(image->disk->device, "disk") || is(image->disk->device, "lun")
                                ? g_strdup_printf(_("disk %s"), image->disk->target)
                                : g_strjoin(" ", image->disk->device, image->disk->target, NULL);

    return image->image == image->disk->images[0]
               ? g_steal_pointer(&name)
               : g_strdup_printf(_("%s, an image it is based on"), name);
}

/* Reports a finding about an image. Returns 0 for a warning, because the check still passes. */
static guint
say(const Image *image, enum vmg_result result, const char *code, char *wanted, char *found,
    char *fix)
{
    guint reported =
        vmg_report_take(image->input, result, code, name_image(image), wanted, found, fix);

    return result == VMG_FAIL ? reported : 0;
}

static gboolean
is_drive(const struct vmg_disk *disk)
{
    return is(disk->device, "cdrom") || is(disk->device, "floppy");
}

/* Reports an image that only the source host has. The guest is refused even if the migration
 * copies the disks, because libvirt does not tell a hook whether it copies them. */
static guint
refuse_local(const Image *image, const char *why)
{
    const char *real = image->image->real;

    return say(
        image, VMG_FAIL, VMG_CODE_DISK_NOT_SHARED, g_strdup(_("storage that both hosts reach")),
        real ? g_strdup_printf(_("%s, which leads to %s, %s"), image->image->source, real, why)
             : g_strdup_printf("%s, %s", image->image->source, why),
        vmg_fix_local_disk(image->input, image->disk));
}

static gboolean
is_up(const struct vmg_domain *domain)
{
    return domain && is(domain->state, "up");
}

/* Judges an image that is on the source's storage domain FROM: the destination must reach this
 * domain. */
static guint
judge_domain(const Image *image, const struct vmg_domain *from)
{
    const struct vmg_host *host = image->input->destination;
    const struct vmg_domain *to = vmg_disks_domain_by_source(host, from->source);

    if (is_up(to))
        return 0;
    /* If both hosts must reach FROM, judge_domains() has already reported this domain. */
    if (is_identical(image->input) && !is_optional(from) && !is_optional(to) && is_up(from))
        return 0;
    return say(image, VMG_FAIL, VMG_CODE_DISK_UNREACHABLE,
               g_strdup_printf(_("%s on %s"), from->source, host->name),
               to ? g_strdup_printf(_("it is %s there"), to->state)
                  : g_strdup_printf(_("%s does not have it"), host->name),
               vmg_fix_storage(host, NULL));
}

/* Judges an image that QEMU opens by its path: the path on the destination must be the same. */
static guint
judge_placed(const Image *image, const struct vmg_domain *from)
{
    const struct vmg_host *host = image->input->destination;
    const struct vmg_domain *there = vmg_disks_domain_of_file(host, image->image), *to;

    if (is_up(there) && is(there->source, from->source))
        return 0;
    to = vmg_disks_domain_by_source(host, from->source);
    if (!is_up(to))
        return judge_domain(image, from);
    if (is(to->path, from->path))
        return say(
            image, VMG_FAIL, VMG_CODE_DISK_PATH_DIFFERS,
            g_strdup_printf(_("%s at %s, as on the source"), from->source, from->path),
            g_strdup_printf(_("on %s another filesystem is mounted below it"), host->name),
            g_strdup_printf(_("unmount that on %s, or move the image out of it"), host->name));
    return say(
        image, VMG_FAIL, VMG_CODE_DISK_PATH_DIFFERS,
        g_strdup_printf(_("%s at %s, as on the source"), from->source, from->path),
        g_strdup_printf(_("%s has it at %s"), host->name, to->path ? to->path : _("no path")),
        g_strdup_printf(_("mount it on %s at %s as well"), host->name, from->path));
}

static guint
judge_path(const Image *image)
{
    const struct vmg_domain *from = vmg_disks_domain_of_file(image->input->source, image->image);
    char *found;

    if (from)
        return judge_placed(image, from);
    if (image->image == image->disk->images[0] &&
        vmg_describe_medium(image->input, image->disk, &found))
        return say(image, VMG_WARN, VMG_CODE_DISK_MEDIUM,
                   g_strdup(_("storage that both hosts reach")), found,
                   vmg_fix_local_disk(image->input, image->disk));
    return refuse_local(image, _("on no storage domain of the source host"));
}

/* Judges an image whose storage domain is known from oVirt's metadata in the XML. */
static guint
judge_ovirt(const Image *image)
{
    const struct vmg_host *host = image->input->destination;
    const struct vmg_domain *to = vmg_disks_domain_by_source(host, image->disk->domain);

    if (to && is(to->state, "up"))
        return 0;
    return say(image, VMG_FAIL, VMG_CODE_DISK_UNREACHABLE,
               g_strdup_printf(_("oVirt's storage domain %s"), image->disk->domain),
               to ? g_strdup_printf(_("it is %s on %s"), to->state, host->name)
                  : g_strdup_printf(_("%s does not have it"), host->name),
               g_strdup_printf(_("in the Administration Portal, activate %s, and the storage "
                                 "domain in its data center"),
                               host->name));
}

/* Whether the image is in the storage domain that is given in the metadata. This is seen from
 * the image's path or name, because the metadata may be old. */
static gboolean
is_ovirts(const Image *image)
{
    const char *uuid = image->disk->domain;
    const struct vmg_domain *domain = uuid && vmg_disks_image_is_vdsms(image->image, uuid)
                                          ? vmg_disks_domain_by_source(image->input->source, uuid)
                                          : NULL;

    return domain && is(domain->kind, "vdsm");
}

/* Whether only the source host has the device. This is what the source's agent saw; if the agent
 * said nothing about the device, the name of the device decides. */
static gboolean
is_device_local(const struct vmg_claim *claim, const char *plain)
{
    return vmg_images_is_device(claim, VMG_DEVICE_LOCAL) ||
           (vmg_disks_device_is_local(plain) && !vmg_images_is_told(claim));
}

static guint
judge_block(const Image *image)
{
    const char *path = image->image->source;
    const struct vmg_domain *from = vmg_disks_domain_by_path(image->input->source, path);
    const struct vmg_claim *claim =
        vmg_images_claim(image->input->guest, image->disk, image->image);
    g_autofree char *plain = NULL, *name = NULL;

    if (from)
        return judge_placed(image, from);
    plain = vmg_disks_path_plain(path);
    if (is_device_local(claim, plain) || vmg_disks_path_goes_up(path))
        return refuse_local(image, _("a device of the source host"));
    if (vmg_disks_path_is_vdsms(plain))
        return refuse_local(image, _("on no storage domain of the source host"));
    /* VDSM takes care of these devices before it starts the guest on the destination: it looks
     * for a direct LUN, and attaches a managed volume. */
    if (vmg_is_managed_by(image->input, VMG_MANAGER_VDSM) && vmg_disks_path_is_vdsms_lun(plain))
        return 0;
    if (vmg_image_was_compared(claim))
        return 0;
    if (vmg_images_is_device(claim, VMG_DEVICE_UNTOLD)) {
        name = name_image(image);
        return vmg_judge_untold_device(image->input, image->image, name);
    }
    return say(image, VMG_WARN, VMG_CODE_DISK_UNCLEAR, g_strdup(_("storage that both hosts reach")),
               g_strdup_printf(_("%s, which may be another device there"), path),
               g_strdup_printf(_("check that it is the same LUN on %s; to declare it: "
                                 "[storage-domain NAME] on both hosts"),
                               image->input->destination->name));
}

/* Whether the image is in a storage cluster: each host may run a server of the cluster, and all
 * servers give access to the same data. */
static gboolean
is_clustered(const struct vmg_image *image)
{
    return is(image->protocol, "rbd") || is(image->protocol, "gluster");
}

static guint
judge_network(const Image *on)
{
    const struct vmg_image *image = on->image;
    const struct vmg_domain *from = vmg_disks_domain_by_export(on->input->source, image);

    if ((image->flags & VMG_IMAGE_LOOPBACK) && !(from && is_clustered(image)))
        return say(on, VMG_FAIL, VMG_CODE_DISK_SERVER_LOCAL,
                   g_strdup(_("storage that both hosts reach")),
                   g_strdup_printf(_("%s, a server on the source host"), image->source),
                   vmg_fix_loopback(on->input));
    if (from)
        return judge_domain(on, from);
    return say(on, VMG_WARN, VMG_CODE_DISK_UNCLEAR, g_strdup(_("storage that both hosts reach")),
               g_strdup_printf(_("%s, a server that the destination may not reach"), image->source),
               g_strdup_printf(_("check it on %s, or declare it on both: [storage-domain NAME] "
                                 "source = PROTOCOL:EXPORT"),
                               on->input->destination->name));
}

static guint
judge_volume(const Image *image)
{
    const struct vmg_domain *from =
        vmg_disks_domain_by_pool(image->input->source, image->image->pool);
    const struct vmg_domain *to =
        vmg_disks_domain_by_pool(image->input->destination, image->image->pool);

    if (!from)
        return refuse_local(image, _("in a libvirt pool that is not shared, or not active"));
    if (to && is(to->source, from->source) && is(to->state, "up"))
        return 0;
    return say(
        image, VMG_FAIL, VMG_CODE_DISK_POOL_MISSING,
        g_strdup_printf(_("libvirt pool %s with %s, active"), image->image->pool, from->source),
        to ? g_strdup_printf(_("%s has it with %s, %s"), image->input->destination->name,
                             to->source, to->state)
           : g_strdup_printf(_("%s has no such pool"), image->input->destination->name),
        g_strdup_printf(
            _("on %s: virsh pool-define FILE and virsh pool-start %s, as on the source"),
            image->input->destination->name, image->image->pool));
}

static guint
judge_image(const Image *image)
{
    const char *type = image->image->type;

    if (is_ovirts(image))
        return judge_ovirt(image);
    if (is(type, "network"))
        return judge_network(image);
    if (is(type, "volume"))
        return judge_volume(image);
    if (is(type, "block"))
        return judge_block(image);
    if (is(type, "file") && is_drive(image->disk) &&
        vmg_disks_path_is_payload(image->image->source))
        return 0;
    if (is(type, "file") || is(type, "dir"))
        return judge_path(image);
    return refuse_local(image, _("a device of the source host"));
}

/* Judges an image: first its path or device, and if these are right, what the destination's
 * agent has seen there. */
static guint
judge_all_of(const Image *image)
{
    const struct vmg_claim *claim =
        vmg_images_claim(image->input->guest, image->disk, image->image);
    g_autofree char *name = NULL;
    guint reported = judge_image(image);

    if (reported > 0 || !vmg_image_is_flawed(claim))
        return reported;
    name = name_image(image);
    return vmg_judge_image_seen(image->input, image->image, claim, name);
}

static guint
report_absent(const Image *image, const struct vmg_domain *to, const char *what)
{
    const char *host = image->input->destination->name;

    return say(image, VMG_FAIL, VMG_CODE_DISK_UNREACHABLE,
               g_strdup_printf(_("%s on a storage domain of %s"), what, host),
               to ? g_strdup_printf(_("%s is %s there"), to->name, to->state)
                  : g_strdup_printf(_("%s has none for it"), host),
               vmg_fix_storage(image->input->destination, NULL));
}

/* Judges an image without the source's facts: it must be on a storage domain that the
 * destination reaches. */
static guint
judge_arriving(const Image *image)
{
    const struct vmg_host *host = image->input->destination;
    const struct vmg_domain *to;

    if (is(image->image->type, "file") && !vmg_disks_path_is_payload(image->image->source)) {
        to = vmg_disks_domain_by_path(host, image->image->source);
        return is_up(to) ? 0 : report_absent(image, to, image->image->source);
    }
    if (!is(image->image->type, "volume"))
        return 0;
    to = vmg_disks_domain_by_pool(host, image->image->pool);
    return is_up(to) ? 0 : report_absent(image, to, image->image->source);
}

/* Judges the images of a disk. An image that libvirt can leave out (startupPolicy) is not
 * judged. */
static guint
judge_disk(const struct vmg_input *input, const struct vmg_disk *disk)
{
    guint reported = 0;

    if (disk->flags & (VMG_DISK_EMPTY | VMG_DISK_DROPPABLE))
        return 0;
    for (size_t i = 0; i < disk->image_count; i++) {
        const Image image = {input, disk, disk->images[i]};

        reported += input->source ? judge_all_of(&image) : judge_arriving(&image);
    }
    return reported;
}

static guint
judge_facts(const struct vmg_input *input, const struct vmg_host *host)
{
    if (host->flags & VMG_HOST_KNOWS_STORAGE)
        return 0;
    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_STORAGE_FACTS_MISSING, NULL,
        g_strdup(_("facts about the storage domains of both hosts")),
        g_strdup_printf(_("%s does not report them"), host->name),
        g_strdup_printf(_("on %s: update virt-migration-guard, then: systemctl restart "
                          "virt-migration-guard"),
                        host->name));
}

static void
report_pass(const struct vmg_input *input)
{
    const struct vmg_host *from = input->source, *to = input->destination;
    size_t disks = input->guest->disk_count;
    char *found = g_strdup_printf(
        NG_("storage domains: %zu on %s, %zu on %s; the guest has %zu disk or drive",
            "storage domains: %zu on %s, %zu on %s; the guest has %zu disks and drives", disks),
        from->domain_count, from->name, to->domain_count, to->name, disks);

    vmg_report_take(input, VMG_PASS, NULL, NULL,
                    g_strdup(_("the storage that is needed, on both hosts")), found, NULL);
}

static int
run(const struct vmg_input *input)
{
    guint reported = 0;

    if (!input->destination)
        return 0;
    reported = judge_facts(input, input->destination);
    if (input->source)
        reported += judge_facts(input, input->source);
    if (reported > 0)
        return 0;
    if (input->source && is_identical(input))
        reported += judge_domains(input);
    for (size_t i = 0; i < input->guest->disk_count; i++)
        reported += judge_disk(input, input->guest->disks[i]);
    reported += vmg_judge_leases(input);
    if (reported == 0 && input->source)
        report_pass(input);
    return 0;
}

const struct vmg_check vmg_check_storage =
    VMG_CHECK_INIT("storage", N_("both hosts reach the same storage, and each disk is on it"),
                   VMG_NEEDS_SOURCE | VMG_NEEDS_DESTINATION, run);
