/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A check module for the first version of the ABI, in C90, which is built with the header of
 * that version. This file is never changed: every later version of the guard must still be able
 * to load this module and call its functions. */
#include "virt-migration-guard-1.0.h"

#include <stdio.h>
#include <string.h>

static void
say(const struct vmg_input *input, int32_t result, const char *subject, const char *found)
{
    struct vmg_finding finding;

    memset(&finding, 0, sizeof(finding));
    finding.struct_size = sizeof(finding);
    finding.result = result;
    finding.subject = subject;
    finding.wanted = "what was there";
    finding.found = found;
    finding.fix = result == VMG_PASS ? NULL : "restore it";
    input->report(input, &finding);
}

static const char *
text(const char *value)
{
    return value ? value : "-";
}

static void
say_guest(const struct vmg_input *input)
{
    const struct vmg_guest *guest = input->guest;
    char found[512];
    size_t i;

    sprintf(found, "%.40s %.40s %.20s %.20s %lu KiB %lu vcpus %lu features", guest->name,
            guest->uuid, text(guest->type), text(guest->arch), (unsigned long)guest->memory_kib,
            (unsigned long)guest->vcpus, (unsigned long)guest->cpu_feature_count);
    say(input, VMG_PASS, "guest", found);
    for (i = 0; i < guest->disk_count; i++) {
        const struct vmg_disk *disk = guest->disks[i];

        sprintf(found, "%.40s %.40s %.80s %lu images %.40s", disk->target, text(disk->cache),
                text(disk->source), (unsigned long)disk->image_count, text(disk->domain));
        say(input, VMG_PASS, "disk", found);
    }
    for (i = 0; i < guest->nic_count; i++) {
        sprintf(found, "%.40s %.40s mtu %lu", text(guest->nics[i]->type),
                text(guest->nics[i]->source), (unsigned long)guest->nics[i]->mtu);
        say(input, VMG_PASS, "nic", found);
    }
    for (i = 0; i < guest->property_count; i++) {
        sprintf(found, "%.40s=%.40s", guest->properties[i]->name, guest->properties[i]->value);
        say(input, VMG_PASS, "property", found);
    }
}

static void
say_host(const struct vmg_input *input, const char *subject, const struct vmg_host *host)
{
    char found[512];

    if (!host) {
        say(input, VMG_WARN, subject, "unknown");
        return;
    }
    sprintf(
        found, "%.40s %.40s %.40s %lu threads %lu KiB %.40s %.40s %lu modes %.40s %lu node pages",
        host->name, host->cluster, host->status, (unsigned long)host->cpu_threads,
        (unsigned long)host->memory_total_kib,
        host->network_count ? text(host->networks[0]->name) : "-",
        host->network_count && host->networks[0]->address_count
            ? text(host->networks[0]->addresses[0]->address)
            : "-",
        (unsigned long)host->cpu_count, host->domain_count ? text(host->domains[0]->state) : "-",
        (unsigned long)host->node_pages_count);
    say(input, VMG_PASS, subject, found);
}

static int
run(const struct vmg_input *input)
{
    const char *option = input->option(input, "colour");

    say_guest(input);
    say_host(input, "source", input->source);
    say_host(input, "destination", input->destination);
    say(input, option && strcmp(option, "red") == 0 ? VMG_FAIL : VMG_PASS, "option", text(option));
    input->log(input, 7, "the first ABI was here");
    return 0;
}

static const struct vmg_check check = {
    sizeof(struct vmg_check),    VMG_ABI_VERSION,  "first-abi", "1.0",
    "a module of the first ABI", VMG_NEEDS_SOURCE, 0,           run,
};

VMG_REGISTER_CHECK(check)
