/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Examines the migration network, and the networks and storage domains that guard.conf declares. */
#include "cli/doctor/doctor.h"

#include "base/text.h"
#include "cli/network.h"
#include "match/nics.h"

#include <string.h>

static void
look_at_migration_network(const Doctor *doctor)
{
    g_autoptr(VmgVerdict) verdict = vmg_cli_judge_migration_network(doctor->config, doctor->facts);

    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);
        gboolean passes = finding->result == VMG_PASS || finding->result == VMG_SKIP;

        doctor_add_wanted(doctor, DOCTOR_MIGRATION_NETWORK, finding->result,
                          passes ? NULL : finding->wanted, finding->found, finding->fix);
    }
}

/* The result for a network or storage domain that guard.conf declares and that has a bad STATE
 * on this host. The result is FAIL if the network or storage domain is missing, CHECK is
 * enforced, and guard.conf does not declare it as OPTIONAL: then CHECK can refuse guests that
 * migrate to this host. Otherwise the result is WARN. */
static int
grade(const Doctor *doctor, const char *check, gboolean optional, const char *state)
{
    gboolean enforced = vmg_config_action(doctor->config, check) == VMG_ACTION_ENFORCE;

    return enforced && !optional && strcmp(state, "missing") == 0 ? VMG_FAIL : VMG_WARN;
}

static const char *
declared_device(const Doctor *doctor, const char *name)
{
    g_autofree char *group = g_strconcat("network ", name, NULL);
    const char *device = vmg_config_get(doctor->config, group, "device");

    return device ? device : name;
}

static void
add_network(const Doctor *doctor, const struct vmg_network *network)
{
    const char *device = declared_device(doctor, network->name);
    gboolean missing = strcmp(network->state, "missing") == 0;
    int result =
        grade(doctor, "networks", (network->flags & VMG_NETWORK_OPTIONAL) != 0, network->state);
    g_autofree char *fix =
        missing ? g_strdup_printf(_("create %s, or correct [network %s] device in guard.conf"),
                                  device, network->name)
                : g_strdup_printf(_("check its cable and switch port; ip link show %s"), device);

    doctor_add(
        doctor, DOCTOR_NETWORKS, result,
        missing ? g_strdup_printf(_("network %s: there is no device %s"), network->name, device)
                : g_strdup_printf(_("network %s: %s is %s"), network->name, device, network->state),
        fix);
}

static void
look_at_declared_networks(const Doctor *doctor)
{
    g_auto(GStrv) names = vmg_config_named_groups(doctor->config, "network");
    guint up = 0, all = 0;

    for (char **name = names; *name; name++, all++) {
        const struct vmg_network *network = vmg_nics_network_find(&doctor->facts->view, *name);

        if (network && strcmp(network->state, "up") != 0)
            add_network(doctor, network);
        else
            up++;
    }
    if (up == all)
        doctor_add(doctor, DOCTOR_NETWORKS, VMG_PASS,
                   g_strdup_printf(NG_("%u declared", "%u declared", all), all), NULL);
}

static const struct vmg_domain *
find_domain(const struct vmg_host *host, const char *name)
{
    for (size_t i = 0; i < host->domain_count; i++)
        if (strcmp(host->domains[i]->name, name) == 0)
            return host->domains[i];
    return NULL;
}

static void
add_domain(const Doctor *doctor, const struct vmg_domain *domain)
{
    int result =
        grade(doctor, "storage", (domain->flags & VMG_DOMAIN_OPTIONAL) != 0, domain->state);
    g_autofree char *fix = g_strdup_printf(
        _("mount it, or correct [storage-domain %s] path in guard.conf"), domain->name);

    doctor_add(doctor, DOCTOR_STORAGE, result,
               g_strdup_printf(_("storage domain %s: %s is %s"), domain->name,
                               domain->path ? domain->path : domain->source, domain->state),
               fix);
}

static void
look_at_declared_storage(const Doctor *doctor)
{
    g_auto(GStrv) names = vmg_config_named_groups(doctor->config, "storage-domain");
    guint up = 0, all = 0;

    for (char **name = names; *name; name++, all++) {
        const struct vmg_domain *domain = find_domain(&doctor->facts->view, *name);

        if (domain && strcmp(domain->state, "up") != 0)
            add_domain(doctor, domain);
        else
            up++;
    }
    if (up == all)
        doctor_add(doctor, DOCTOR_STORAGE, VMG_PASS,
                   g_strdup_printf(NG_("%u declared", "%u declared", all), all), NULL);
}

void
doctor_look_at_networks(const Doctor *doctor)
{
    look_at_migration_network(doctor);
    if (!doctor->facts) {
        doctor_add(doctor, DOCTOR_NETWORKS, VMG_SKIP, g_strdup(_("not known")), NULL);
        doctor_add(doctor, DOCTOR_STORAGE, VMG_SKIP, g_strdup(_("not known")), NULL);
        return;
    }
    look_at_declared_networks(doctor);
    look_at_declared_storage(doctor);
}
