/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A part of the check resources: QEMU. The destination has an emulator for the guest that knows
 * the guest's machine type and supports its TPM. The check cpu decides whether the destination
 * runs guests of this type (KVM) at all. */
#include "base/neutral.h"
#include "checks/checks.h"

#include <string.h>

static gboolean
is(const char *text, const char *word)
{
    return g_strcmp0(text, word) == 0;
}

static gboolean
has_name(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return TRUE;
    return FALSE;
}

static const struct vmg_claim *
emulator_of(const struct vmg_guest *guest)
{
    for (size_t i = 0; i < guest->claim_count; i++)
        if (guest->claims[i]->kind == VMG_KIND_EMULATOR)
            return guest->claims[i];
    return NULL;
}

/* The emulator that will run the guest; NULL if libvirt on the destination does not list it.
 * Some managers name a program that libvirt does not list, for example a script. */
static const struct vmg_emulator *
find_emulator(const struct vmg_input *input)
{
    const struct vmg_host *host = input->destination;
    const struct vmg_claim *claim = emulator_of(input->guest);

    for (size_t i = 0; i < host->emulator_count; i++) {
        const struct vmg_emulator *emulator = host->emulators[i];

        if (is(emulator->arch, input->guest->arch) && (!claim || is(emulator->path, claim->name)))
            return emulator;
    }
    return NULL;
}

static gboolean
has_arch(const struct vmg_host *host, const char *arch)
{
    for (size_t i = 0; i < host->emulator_count; i++)
        if (is(host->emulators[i]->arch, arch))
            return TRUE;
    return FALSE;
}

static guint
refuse(const struct vmg_input *input, const char *code, char *subject, char *found, char *fix)
{
    char *wanted = g_strdup_printf(_("on %s as on the source host"), input->destination->name);

    return vmg_report_take(input, VMG_FAIL, code, subject, wanted, found, fix);
}

static guint
judge_arch(const struct vmg_input *input)
{
    const char *host = input->destination->name, *arch = input->guest->arch;

    return refuse(input, VMG_CODE_EMULATOR_MISSING, g_strdup(_("emulator")),
                  g_strdup_printf(_("%s has no QEMU for %s"), host, arch),
                  g_strdup_printf(
                      _("on %s: install QEMU for %s, then: systemctl restart virt-migration-guard"),
                      host, arch));
}

static guint
judge_machine(const struct vmg_input *input, const struct vmg_emulator *emulator)
{
    const char *host = input->destination->name, *machine = input->guest->machine;

    if (!machine || has_name(emulator->machines, emulator->machine_count, machine))
        return 0;
    return refuse(input, VMG_CODE_MACHINE_MISSING, g_strdup_printf(_("machine type %s"), machine),
                  g_strdup_printf(_("%s on %s does not know it"), emulator->path, host),
                  g_strdup_printf(_("choose another destination, or update QEMU on %s; then: "
                                    "systemctl restart virt-migration-guard"),
                                  host));
}

static guint
judge_tpm(const struct vmg_input *input, const struct vmg_emulator *emulator)
{
    const char *host = input->destination->name;

    if (!(emulator->flags & VMG_EMULATOR_NO_TPM))
        return 0;
    return refuse(input, VMG_CODE_TPM_MISSING, g_strdup(_("emulated TPM")),
                  g_strdup_printf(_("%s has no swtpm"), host),
                  g_strdup_printf(_("on %s: install swtpm and swtpm-tools, then: systemctl restart "
                                    "virt-migration-guard"),
                                  host));
}

/* Warns about an emulator that libvirt on the destination does not list. If the emulator is
 * missing, libvirt refuses the guest before it asks a hook, so the agent never looks for the
 * emulator. */
static void
warn_unlisted(const struct vmg_input *input, const struct vmg_claim *claim)
{
    const char *host = input->destination->name;

    if (claim->kind != VMG_KIND_EMULATOR || claim->flags != 0)
        return;
    vmg_report_take(
        input, VMG_WARN, VMG_CODE_EMULATOR_UNLISTED, g_strdup(_("emulator")),
        g_strdup_printf(_("%s on %s"), claim->name, host),
        g_strdup(_("libvirt there does not list it; without it the guest cannot start there")),
        g_strdup_printf(_("on %s: ls -lL %s; if it is missing, install its package"), host,
                        claim->name));
}

guint
vmg_judge_machine(const struct vmg_input *input)
{
    const struct vmg_guest *guest = input->guest;
    const struct vmg_emulator *emulator;
    guint bad;

    if (input->destination->emulator_count == 0 || !guest->arch)
        return 0;
    if (!has_arch(input->destination, guest->arch))
        return judge_arch(input);
    emulator = find_emulator(input);
    for (size_t i = 0; !emulator && i < guest->claim_count; i++)
        warn_unlisted(input, guest->claims[i]);
    if (!emulator)
        return 0;
    bad = judge_machine(input, emulator);
    for (size_t i = 0; i < guest->claim_count; i++)
        if (guest->claims[i]->kind == VMG_KIND_TPM)
            bad += judge_tpm(input, emulator);
    return bad;
}
