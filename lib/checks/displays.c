/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The part of the check networks that is about displays: VNC and SPICE listen on an address
 * that the destination must have. */
#include "base/neutral.h"
#include "checks/checks.h"
#include "match/nics.h"

#include <string.h>

static char *
fix_listen(const struct vmg_input *input, const struct vmg_listen *listen)
{
    g_autofree char *xml = NULL, *nova = NULL, *anywhere = NULL;

    if (vmg_is_managed_by(input, VMG_MANAGER_VDSM))
        return g_strdup_printf(_("in the Administration Portal, give %s an address in that "
                                 "network: Network Interfaces, Setup Host Networks"),
                               input->destination->name);
    xml = g_strdup_printf(_("set listen='0.0.0.0' in <graphics type='%s'>"), listen->graphics);
    nova = g_strdup_printf(
        _("in nova.conf of the compute nodes, section [%s]: set server_listen = 0.0.0.0, and "
          "restart nova-compute; then: openstack server reboot --hard %s"),
        listen->graphics, input->guest->uuid);
    anywhere = vmg_fix_guest(input, xml, NULL, nova);
    return g_strdup_printf(_("give %s an address in that network, or let the display listen on all "
                             "addresses: %s"),
                           input->destination->name, anywhere);
}

/* Nothing can listen on an address that the destination does not have. */
static guint
judge_listen(const struct vmg_input *input, const struct vmg_listen *listen)
{
    const struct vmg_host *source = input->source, *destination = input->destination;
    const char *there;

    if (!source || strcmp(listen->type, "address") != 0 || !listen->address ||
        vmg_listen_counterpart(source, destination, listen->address, &there) != VMG_LISTEN_LOST)
        return 0;
    return vmg_report_take(
        input, VMG_FAIL, VMG_CODE_DISPLAY_ADDRESS_MISSING,
        g_strdup_printf(_("display %s"), listen->graphics),
        g_strdup_printf(_("an address on %s in the network of %s"), destination->name,
                        listen->address),
        g_strdup_printf(_("it listens on %s's address %s; %s has no address in that network"),
                        source->name, listen->address, destination->name),
        fix_listen(input, listen));
}

guint
vmg_judge_displays(const struct vmg_input *input)
{
    guint reported = 0;

    for (size_t i = 0; i < input->guest->listen_count; i++)
        reported += judge_listen(input, input->guest->listens[i]);
    return reported;
}
