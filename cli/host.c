/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* host: shows this host's facts as the checks see them. */
#include "cli.h"

#include "base/sys.h"
#include "base/text.h"
#include "base/xml.h"
#include "host/facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The width of the labels, in columns. */
enum { LABEL_WIDTH = 12 };

static void print_field(const char *label, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Prints a line with a label. On a terminal, a long line is broken between words. */
static void
print_field(const char *label, const char *format, ...)
{
    g_autofree char *text = NULL, *lines = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    lines = vmg_cli_wrap(text, " ", vmg_cli_columns() - LABEL_WIDTH, LABEL_WIDTH);
    vmg_cli_print_padded(label, LABEL_WIDTH);
    printf("%s\n", lines);
}

static void
add_roles(GString *text, guint32 roles)
{
    const char *between = "";

    if (roles)
        g_string_append(text, _(", roles: "));
    for (guint32 role = 1; role; role <<= 1)
        if (roles & role) {
            g_string_append_printf(text, "%s%s", between, vmg_host_role_to_name(role));
            between = " + ";
        }
}

static void
print_network(const struct vmg_network *network)
{
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_append_printf(text, _("%s on %s, %s"), network->name,
                           network->device ? network->device : "-", network->state);
    if (network->vlan)
        g_string_append_printf(text, _(", VLAN %u"), network->vlan);
    if (network->mtu)
        g_string_append_printf(text, _(", MTU %u"), network->mtu);
    add_roles(text, network->roles);
    for (gsize i = 0; i < network->address_count; i++)
        g_string_append_printf(text, ", %s/%u", network->addresses[i]->address,
                               network->addresses[i]->prefix);
    if (network->libvirt)
        g_string_append_printf(text, _(", libvirt network %s"), network->libvirt);
    g_string_append_printf(text, "%s%s", network->flags & VMG_NETWORK_STORAGE ? _(", storage") : "",
                           network->flags & VMG_NETWORK_OPTIONAL ? _(", not required") : "");
    print_field(_("network:"), "%s", text->str);
}

static void
print_domain(const struct vmg_domain *domain)
{
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_append_printf(text, "%s, %s", domain->source, domain->kind);
    if (domain->path)
        g_string_append_printf(text, _(" at %s"), domain->path);
    if (domain->pool)
        g_string_append_printf(text, _(", libvirt pool %s"), domain->pool);
    g_string_append_printf(text, ", %s%s", domain->state,
                           domain->flags & VMG_DOMAIN_OPTIONAL ? _(", not required") : "");
    print_field(_("storage:"), "%s", text->str);
}

static void
print_resources(const struct vmg_host *view)
{
    for (gsize i = 0; i < view->network_count; i++)
        print_network(view->networks[i]);
    for (gsize i = 0; i < view->local_count; i++)
        print_field(_("local:"), "%s %s", view->locals[i]->kind, view->locals[i]->name);
    for (gsize i = 0; i < view->domain_count; i++)
        print_domain(view->domains[i]);
}

static guint64
committed_kib(const struct vmg_host *view)
{
    guint64 kib = 0;

    for (gsize i = 0; i < view->commitment_count; i++)
        kib += view->commitments[i]->commit_kib;
    return kib;
}

static void
print_guests(const struct vmg_host *view)
{
    if (view->flags & VMG_HOST_KNOWS_GUESTS)
        print_field(_("guests:"), _("%zu, %" PRIu64 " MiB committed"), view->commitment_count,
                    committed_kib(view) / 1024);
    else
        print_field(_("guests:"), "%s", _("not known yet"));
}

static const char *
manager_title(const char *manager)
{
    if (!manager)
        return _("unknown");
    if (strcmp(manager, VMG_MANAGER_VDSM) == 0)
        return "VDSM (oVirt, HOSTVM)";
    if (strcmp(manager, VMG_MANAGER_NOVA) == 0)
        return "Nova (OpenStack)";
    if (strcmp(manager, VMG_MANAGER_PACEMAKER) == 0)
        return "Pacemaker";
    return strcmp(manager, VMG_MANAGER_NONE) == 0 ? _("none") : manager;
}

static void
print_host(const VmgHost *host)
{
    const struct vmg_host *view = &host->view;
    gint64 age;

    print_field(_("name:"), "%s", view->name);
    print_field(_("uuid:"), "%s", view->uuid);
    print_field(_("cluster:"), "%s", view->cluster);
    print_field(_("status:"), "%s", view->status);
    print_field(_("manager:"), "%s", manager_title(view->manager));
    print_field(_("cpu:"), _("%s, %u threads, %s %s"), view->arch ? view->arch : _("unknown"),
                view->cpu_threads, view->cpu_vendor ? view->cpu_vendor : "",
                view->cpu_model ? view->cpu_model : "");
    for (gsize i = 0; i < view->cpu_count; i++)
        print_field(_("guests of:"), _("type %s, %zu CPU features"), view->cpus[i]->virt,
                    view->cpus[i]->feature_count);
    print_field(_("memory:"), _("%" PRIu64 " MiB, %" PRIu64 " MiB available"),
                view->memory_total_kib / 1024, view->memory_available_kib / 1024);
    print_guests(view);
    print_resources(view);
    age = vmg_facts_age_ms(host) / 1000;
    print_field(_("age:"), NG_("%" PRIi64 " second", "%" PRIi64 " seconds", (unsigned long)age),
                age);
}

static void
add_network(JsonBuilder *builder, const struct vmg_network *network)
{
    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "name", network->name);
    vmg_cli_json_text(builder, "device", network->device);
    vmg_cli_json_text(builder, "kind", network->kind);
    vmg_cli_json_text(builder, "state", network->state);
    vmg_cli_json_text(builder, "libvirt", network->libvirt);
    vmg_cli_json_number(builder, "vlan", network->vlan);
    vmg_cli_json_number(builder, "mtu", network->mtu);
    json_builder_set_member_name(builder, "roles");
    json_builder_begin_array(builder);
    for (guint32 role = 1; role; role <<= 1)
        if (network->roles & role)
            json_builder_add_string_value(builder, vmg_host_role_to_name(role));
    json_builder_end_array(builder);
    json_builder_set_member_name(builder, "addresses");
    json_builder_begin_array(builder);
    for (gsize i = 0; i < network->address_count; i++)
        json_builder_add_string_value(builder, network->addresses[i]->address);
    json_builder_end_array(builder);
    json_builder_end_object(builder);
}

static void
add_domain(JsonBuilder *builder, const struct vmg_domain *domain)
{
    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "name", domain->name);
    vmg_cli_json_text(builder, "kind", domain->kind);
    vmg_cli_json_text(builder, "source", domain->source);
    vmg_cli_json_text(builder, "path", domain->path);
    vmg_cli_json_text(builder, "pool", domain->pool);
    vmg_cli_json_text(builder, "state", domain->state);
    json_builder_end_object(builder);
}

static void
add_resources(JsonBuilder *builder, const struct vmg_host *view)
{
    json_builder_set_member_name(builder, "networks");
    json_builder_begin_array(builder);
    for (gsize i = 0; i < view->network_count; i++)
        add_network(builder, view->networks[i]);
    json_builder_end_array(builder);
    json_builder_set_member_name(builder, "storage");
    json_builder_begin_array(builder);
    for (gsize i = 0; i < view->domain_count; i++)
        add_domain(builder, view->domains[i]);
    json_builder_end_array(builder);
}

static void
print_json(const VmgHost *host)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    const struct vmg_host *view = &host->view;

    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "name", view->name);
    vmg_cli_json_text(builder, "uuid", view->uuid);
    vmg_cli_json_text(builder, "cluster", view->cluster);
    vmg_cli_json_text(builder, "status", view->status);
    vmg_cli_json_text(builder, "manager", view->manager);
    vmg_cli_json_text(builder, "arch", view->arch);
    vmg_cli_json_number(builder, "cpu_threads", view->cpu_threads);
    vmg_cli_json_number(builder, "memory_total_kib", view->memory_total_kib);
    vmg_cli_json_number(builder, "memory_available_kib", view->memory_available_kib);
    vmg_cli_json_number(builder, "guests", view->commitment_count);
    vmg_cli_json_number(builder, "committed_kib", committed_kib(view));
    vmg_cli_json_number(builder, "generation", view->generation);
    vmg_cli_json_text(builder, "date", host->date);
    vmg_cli_json_number(builder, "age_seconds", (guint64)vmg_facts_age_ms(host) / 1000);
    add_resources(builder, view);
    json_builder_end_object(builder);
    vmg_cli_print_json(builder);
}

static void
print_xml(const VmgHost *host)
{
    g_autofree char *text = vmg_host_to_string(host, VMG_HOST_WHOLE);

    printf("%s", text);
}

int
vmg_cli_host(int argc, char **argv)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    gboolean json = FALSE, xml = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, _("print JSON"), NULL},
        {"xml", 0, 0, G_OPTION_ARG_NONE, &xml,
         _("print XML, which check --to reads on another host"), NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(VmgHost) host = NULL;
    g_autoptr(GError) error = NULL;

    if (!vmg_cli_parse(&argc, &argv, NULL,
                       _("Prints the facts about this host that the checks use, as the agent last "
                         "wrote them."),
                       entries))
        return VMG_EXIT_UNDECIDED;
    if (argc != 1)
        return vmg_cli_fail_unexpected("host", argv[1]);
    if (json && xml)
        return vmg_cli_fail(_("--json and --xml exclude each other; fix: give one of them"));
    host = vmg_facts_load(&paths, 0, &error);
    if (!host)
        return vmg_cli_fail(_("%s; fix: systemctl restart virt-migration-guard"), error->message);
    if (json)
        print_json(host);
    else if (xml)
        print_xml(host);
    else
        print_host(host);
    return VMG_EXIT_GOOD;
}
