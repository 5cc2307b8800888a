/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A part of the check resources: things that the guest needs and that are listed in the facts of
 * a host: secrets, network filters, addresses, mounts of hugetlbfs, NUMA nodes. */
#include "base/cpuset.h"
#include "base/neutral.h"
#include "checks/checks.h"
#include "match/nics.h"

#include <inttypes.h>
#include <string.h>

/* The first resource of that kind at index *AT or later; NULL if there is none. Sets *AT to the
 * index after this resource. */
static const struct vmg_resource *
next(const struct vmg_host *host, guint kind, size_t *at)
{
    while (*at < host->resource_count) {
        const struct vmg_resource *resource = host->resources[(*at)++];

        if (resource->kind == kind)
            return resource;
    }
    return NULL;
}

static char *
subject_of(const struct vmg_claim *claim)
{
    if (strcmp(claim->element, "disk") == 0 && claim->id)
        return g_strdup_printf(_("disk %s"), claim->id);
    if (claim->id)
        return g_strdup_printf(_("NIC %s"), claim->id);
    return g_strdup(claim->element);
}

static guint
refuse(const struct vmg_input *input, const struct vmg_claim *claim, const char *code, char *wanted,
       const char *found, char *fix)
{
    return vmg_report_take(input, VMG_FAIL, code, subject_of(claim), wanted, g_strdup(found), fix);
}

static gboolean
is_secret(const struct vmg_resource *resource, const struct vmg_claim *claim)
{
    if (claim->name)
        return g_ascii_strcasecmp(resource->name, claim->name) == 0;
    return g_strcmp0(resource->detail, claim->detail) == 0;
}

/* Judges a secret. libvirt starts no guest whose secret has no value, and the guard can't copy a
 * value. */
static guint
judge_secret(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const struct vmg_host *host = input->destination;
    const char *name = claim->name ? claim->name : claim->detail;
    const struct vmg_resource *secret;
    size_t at = 0;

    do
        secret = next(host, VMG_KIND_SECRET, &at);
    while (secret && !is_secret(secret, claim));
    if (secret && !(secret->flags & VMG_RESOURCE_EMPTY))
        return 0;
    if (secret)
        return refuse(
            input, claim, VMG_CODE_SECRET_EMPTY,
            g_strdup_printf(_("secret %s with its value on %s"), name, host->name),
            _("it has no value there"),
            g_strdup_printf(
                _("on %s: virsh secret-set-value %s --interactive, with the source host's value"),
                host->name, secret->name));
    return refuse(
        input, claim, VMG_CODE_SECRET_MISSING,
        g_strdup_printf(_("secret %s on %s"), name, host->name), _("it is not there"),
        g_strdup_printf(_("on the source: virsh secret-dumpxml UUID >FILE; on %s: virsh "
                          "secret-define FILE; virsh secret-set-value UUID --interactive"),
                        host->name));
}

static guint
judge_filter(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const struct vmg_host *host = input->destination;
    const struct vmg_resource *filter;
    size_t at = 0;

    while ((filter = next(host, VMG_KIND_FILTER, &at)))
        if (strcmp(filter->name, claim->name) == 0)
            return 0;
    return refuse(input, claim, VMG_CODE_FILTER_MISSING,
                  g_strdup_printf(_("network filter %s on %s"), claim->name, host->name),
                  _("it is not there"),
                  g_strdup_printf(_("on the source host: virsh nwfilter-dumpxml %s, into FILE; on "
                                    "%s: virsh nwfilter-define FILE"),
                                  claim->name, host->name));
}

static char *
fix_address(const struct vmg_input *input, const struct vmg_claim *claim)
{
    g_autofree char *xml =
        g_strdup_printf(_("set host='0.0.0.0' in the <source> of its <%s>"), claim->element);
    g_autofree char *nova =
        g_strdup_printf(_("openstack server reboot --hard %s, after [serial_console] "
                          "proxyclient_address was set to 0.0.0.0 in nova.conf"),
                        input->guest->uuid);

    return vmg_fix_guest(input, xml, _("remove the serial console, under Console"), nova);
}

static guint
judge_address(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const struct vmg_host *host = input->destination;

    if (vmg_nics_address_can_be_bound(host, claim->name))
        return 0;
    return refuse(input, claim, VMG_CODE_ADDRESS_MISSING,
                  g_strdup_printf(_("address %s on %s, to listen on"), claim->name, host->name),
                  _("it is no address of that host"), fix_address(input, claim));
}

static guint64
page_size(const struct vmg_host *host, guint64 kib)
{
    return kib == 0 && host->pages_count > 0 ? host->pages[0]->size_kib : kib;
}

static guint
judge_mount(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const struct vmg_host *host = input->destination;
    guint64 kib = page_size(host, claim->kib);
    const struct vmg_resource *mount;
    size_t at = 0;

    while ((mount = next(host, VMG_KIND_HUGETLBFS, &at)))
        if (mount->kib == kib)
            return 0;
    return refuse(input, claim, VMG_CODE_HUGETLBFS_MISSING,
                  g_strdup_printf(_("hugetlbfs with pages of %" PRIu64 " KiB, mounted on %s"), kib,
                                  host->name),
                  _("it is not mounted"),
                  g_strdup_printf(_("on %s: mount -t hugetlbfs -o pagesize=%" PRIu64 "K hugetlbfs "
                                    "/dev/hugepages, then restart libvirt's daemon for guests"),
                                  host->name, kib));
}

/* Returns the free memory of the nodes in SET, and sets *MISSING: whether one of the nodes does
 * not exist. */
static guint64
sum_nodes(const struct vmg_host *host, const VmgCpuset *set, gboolean *missing)
{
    VmgCpuset there = {0};
    guint64 kib = 0;
    const struct vmg_resource *node;
    size_t at = 0;

    while ((node = next(host, VMG_KIND_NODES, &at))) {
        guint number = (guint)g_ascii_strtoull(node->name, NULL, 10);

        if (number >= VMG_CPUSET_SIZE || !vmg_cpuset_has(set, number))
            continue;
        there.bits[number / 64] |= (guint64)1 << (number % 64);
        kib += node->kib;
    }
    *missing = vmg_cpuset_first_beyond(set, &there) >= 0;
    return kib;
}

static char *
fix_nodes(const struct vmg_input *input)
{
    g_autofree char *nova =
        g_strdup_printf(_("openstack server resize --flavor FLAVOR %s, with a FLAVOR without "
                          "hw:numa_nodes"),
                        input->guest->uuid);
    g_autofree char *otherwise = vmg_fix_guest(input, _("change its <numatune>"),
                                               _("change NUMA Pinning, under Host"), nova);

    return g_strdup_printf(_("choose a destination with these nodes, or: %s"), otherwise);
}

static guint
judge_nodes(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const struct vmg_host *host = input->destination;
    g_autofree char *found = NULL;
    gboolean missing = FALSE;
    VmgCpuset set;
    guint64 kib;

    if (!vmg_cpuset_parse(claim->name, &set))
        return 0;
    kib = sum_nodes(host, &set, &missing);
    if (missing)
        return refuse(input, claim, VMG_CODE_NODE_MISSING,
                      g_strdup_printf(_("NUMA nodes %s on %s"), claim->name, host->name),
                      _("not all of them are there"), fix_nodes(input));
    if (claim->kib <= kib)
        return 0;
    found = g_strdup_printf(_("%" PRIu64 " MiB are free there, or can be freed"), kib / 1024);
    return refuse(input, claim, VMG_CODE_NODE_FULL,
                  g_strdup_printf(_("%" PRIu64 " MiB on NUMA nodes %s of %s, by mode='strict'"),
                                  claim->kib / 1024, claim->name, host->name),
                  found,
                  g_strdup_printf(_("choose another destination, or migrate guests on these nodes "
                                    "away from %s"),
                                  host->name));
}

static const struct {
    guint kind, known;
    guint (*judge)(const struct vmg_input *input, const struct vmg_claim *claim);
} kinds[] = {
    {VMG_KIND_SECRET, VMG_HOST_KNOWS_SECRETS, judge_secret},
    {VMG_KIND_FILTER, VMG_HOST_KNOWS_FILTERS, judge_filter},
    {VMG_KIND_ADDRESS, VMG_HOST_KNOWS_ADDRESSES, judge_address},
    {VMG_KIND_HUGETLBFS, VMG_HOST_KNOWS_HUGETLBFS, judge_mount},
    {VMG_KIND_NODES, VMG_HOST_KNOWS_NODES, judge_nodes},
};

static gboolean
is_same(const struct vmg_claim *a, const struct vmg_claim *b)
{
    return a->kind == b->kind && a->kib == b->kib && strcmp(a->element, b->element) == 0 &&
           g_strcmp0(a->id, b->id) == 0 && g_strcmp0(a->name, b->name) == 0 &&
           g_strcmp0(a->detail, b->detail) == 0;
}

/* Whether the claim (struct vmg_claim) with the index AT has the same content as an earlier claim,
 * which was judged already: each image of an encrypted chain may name the same secret. */
static gboolean
is_repeated(const struct vmg_guest *guest, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (is_same(guest->claims[i], guest->claims[at]))
            return TRUE;
    return FALSE;
}

static guint
judge_claim(const struct vmg_input *input, size_t at)
{
    const struct vmg_claim *claim = input->guest->claims[at];

    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (claim->kind == kinds[i].kind && (input->destination->flags & kinds[i].known))
            return is_repeated(input->guest, at) ? 0 : kinds[i].judge(input, claim);
    return 0;
}

guint
vmg_judge_claims(const struct vmg_input *input)
{
    guint bad = 0;

    for (size_t i = 0; i < input->guest->claim_count; i++)
        bad += judge_claim(input, i);
    return bad;
}
