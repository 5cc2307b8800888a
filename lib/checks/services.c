/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A part of the check resources: ports, sockets, network devices and scripts. Only the
 * destination's agent can look at these things, and the agent does this when the guest arrives. */
#include "base/neutral.h"
#include "checks/checks.h"

#include <string.h>

static guint
refuse(const struct vmg_input *input, const struct vmg_claim *claim, const char *code, char *wanted,
       const char *found, char *fix)
{
    char *subject =
        claim->id ? g_strdup_printf("%s %s", claim->element, claim->id) : g_strdup(claim->element);

    return vmg_report_take(input, VMG_FAIL, code, subject, wanted, g_strdup(found), fix);
}

static guint
refuse_port(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const char *host = input->destination->name;

    return refuse(input, claim, VMG_CODE_PORT_TAKEN,
                  g_strdup_printf(_("TCP port %s of %s on %s, free for the guest to listen on"),
                                  claim->detail, claim->name, host),
                  _("something else listens there"),
                  g_strdup_printf(_("on %s: ss -tlnp sport = :%s shows what it is; stop it, or "
                                    "give the guest another port"),
                                  host, claim->detail));
}

static guint
refuse_udp_port(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const char *host = input->destination->name;

    return refuse(input, claim, VMG_CODE_PORT_TAKEN,
                  g_strdup_printf(_("UDP port %s of %s on %s, free for the guest"), claim->detail,
                                  claim->name, host),
                  _("something else has it"),
                  g_strdup_printf(_("on %s: ss -ulnp sport = :%s shows what it is; stop it, or "
                                    "give the guest another port"),
                                  host, claim->detail));
}

static guint
refuse_kvm(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const char *host = input->destination->name;

    return refuse(input, claim, VMG_CODE_KVM_MISSING, g_strdup_printf(_("KVM on %s"), host),
                  _("it does not answer"),
                  g_strdup_printf(_("on %s: modprobe kvm_intel or kvm_amd, and see whether the "
                                    "firmware has virtualisation switched on"),
                                  host));
}

static guint
refuse_service(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const char *host = input->destination->name;

    return refuse(input, claim, VMG_CODE_SERVICE_MISSING,
                  g_strdup_printf(_("a service on %s of %s, which the guest connects to"),
                                  claim->detail, host),
                  _("nothing listens there"),
                  g_strdup_printf(_("on %s: start the service that listens on %s port %s, as on "
                                    "the source host"),
                                  host, claim->name, claim->detail));
}

static guint
refuse_socket(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const char *host = input->destination->name;

    return refuse(
        input, claim, VMG_CODE_SOCKET_MISSING,
        g_strdup_printf(_("socket %s on %s, which the guest connects to"), claim->name, host),
        _("there is no such socket"),
        g_strdup_printf(_("on %s: start the service that makes %s, as on the source "
                          "host"),
                        host, claim->name));
}

static guint
refuse_tap(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const char *host = input->destination->name;

    return refuse(
        input, claim, VMG_CODE_TAP_MISSING,
        g_strdup_printf(_("tap device %s on %s, which is made before the guest starts"),
                        claim->name, host),
        _("it is not there"),
        g_strdup_printf(_("on %s: ip tuntap add dev %s mode tap, and connect it as on the "
                          "source host"),
                        host, claim->name));
}

static guint
refuse_new_tap(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const char *host = input->destination->name;

    return refuse(
        input, claim, VMG_CODE_TAP_TAKEN,
        g_strdup_printf(_("device name %s on %s, free for the guest's NIC"), claim->name, host),
        _("another network device has that name"),
        g_strdup_printf(_("on %s: ip -d link show %s shows what it is; remove it, or "
                          "remove <target dev='%s'/> from the guest"),
                        host, claim->name, claim->name));
}

static guint
refuse_program(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const char *host = input->destination->name;

    return refuse(
        input, claim, VMG_CODE_PROGRAM_MISSING,
        g_strdup_printf(_("script %s on %s, which is run when the guest starts"), claim->name,
                        host),
        _("it is not there, or can't be executed"),
        g_strdup_printf(_("copy it from the source host; on %s: chmod +x %s"), host, claim->name));
}

/* For each kind of claim: the answer of the agent which means that the guest can't start, and
 * the function that reports this. */
static const struct {
    guint kind, flag;
    guint (*refuse)(const struct vmg_input *input, const struct vmg_claim *claim);
} kinds[] = {
    {VMG_KIND_PORT, VMG_CLAIM_THERE, refuse_port},
    {VMG_KIND_SERVICE, VMG_CLAIM_MISSING, refuse_service},
    {VMG_KIND_SOCKET, VMG_CLAIM_MISSING, refuse_socket},
    {VMG_KIND_TAP, VMG_CLAIM_MISSING, refuse_tap},
    {VMG_KIND_NEW_TAP, VMG_CLAIM_THERE, refuse_new_tap},
    {VMG_KIND_PROGRAM, VMG_CLAIM_MISSING, refuse_program},
    {VMG_KIND_UDP_PORT, VMG_CLAIM_THERE, refuse_udp_port},
    {VMG_KIND_KVM, VMG_CLAIM_MISSING, refuse_kvm},
};

gboolean
vmg_services_has_kind(guint kind)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (kinds[i].kind == kind)
            return TRUE;
    return FALSE;
}

static guint
judge(const struct vmg_input *input, const struct vmg_claim *claim)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (kinds[i].kind == claim->kind && (claim->flags & kinds[i].flag))
            return kinds[i].refuse(input, claim);
    return 0;
}

guint
vmg_judge_services(const struct vmg_input *input)
{
    guint bad = 0;

    for (size_t i = 0; i < input->guest->claim_count; i++)
        bad += judge(input, input->guest->claims[i]);
    return bad;
}

gboolean
vmg_services_has_bridge(const struct vmg_guest *guest, const char *name)
{
    for (size_t i = 0; i < guest->claim_count; i++)
        if (guest->claims[i]->kind == VMG_KIND_BRIDGE &&
            (guest->claims[i]->flags & VMG_CLAIM_THERE) &&
            strcmp(guest->claims[i]->name, name) == 0)
            return TRUE;
    return FALSE;
}
