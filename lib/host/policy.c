/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads and writes the element <policy> of <host>: the settings and exemptions with which the
 * host decides about arriving guests. */
#include "config/policy.h"

#include "base/xml.h"
#include "config/schema.h"
#include "host/parts.h"
#include "host/read.h"

/* At most this number of exemptions is written into the facts. The facts must stay small,
 * because they are read for each decision and because the registry limits their size. The host
 * itself reads all of its exemptions from its own file. */
enum { EXEMPTIONS_MAX = 1000 };

static void
read_value(VmgHost *host, xmlNode *node)
{
    const char *group = vmg_xml_attr_or(host->arena, node, "group", "");
    const char *key = vmg_xml_attr_or(host->arena, node, "key", "");
    const char *value = vmg_xml_attr_or(host->arena, node, "value", "");
    const VmgKey *known = vmg_policy_has(group, key) ? vmg_schema_find(group, key) : NULL;
    g_autofree char *expected = NULL;

    /* Skip keys and values that this version does not know; a later version of the guard may
     * have written them. */
    if (known && vmg_schema_accepts(known, value, &expected))
        vmg_config_set(host->policy, group, key, value, host->view.name, 0);
}

static void
read_exemption(const VmgHost *host, xmlNode *node)
{
    const char *guest = vmg_xml_attr(host->arena, node, "guest");
    const char *check = vmg_xml_attr(host->arena, node, "check");
    const char *reason = vmg_xml_attr_or(host->arena, node, "reason", "");
    gint64 until;

    if (guest && check &&
        g_ascii_string_to_signed(vmg_xml_attr_or(host->arena, node, "until", ""), 10, 1, G_MAXINT64,
                                 &until, NULL))
        g_ptr_array_add(host->exemptions, vmg_exemption_new(guest, check, until, reason, 0, ""));
}

void
vmg_host_read_policy(VmgHost *host, xmlNode *node)
{
    xmlNode *policy = vmg_host_child(node, "policy");

    if (!policy)
        return;
    host->policy = vmg_config_defaults();
    host->broken = vmg_xml_attr(host->arena, policy, "broken");
    host->exemptions = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_exemption_free);
    for (xmlNode *set = policy->children; set; set = set->next) {
        if (vmg_xml_is_ours(set, "set"))
            read_value(host, set);
        else if (vmg_xml_is_ours(set, "exempt"))
            read_exemption(host, set);
    }
}

static void
add_values(xmlNode *parent, xmlNs *ns, const VmgConfig *policy)
{
    g_auto(GStrv) keys = vmg_config_keys(policy);

    for (guint i = 0; keys[i]; i++) {
        g_auto(GStrv) names = g_strsplit(keys[i], "\n", 2);
        const char *value = vmg_config_get(policy, names[0], names[1]);
        xmlNode *set;

        if (!vmg_policy_has(names[0], names[1]) || !g_utf8_validate(value, -1, NULL))
            continue;
        set = vmg_xml_add(parent, ns, "set", NULL);
        vmg_xml_set(set, "group", names[0]);
        vmg_xml_set(set, "key", names[1]);
        vmg_xml_set(set, "value", value);
    }
}

static gboolean
can_be_written(const VmgExemption *exemption)
{
    return g_utf8_validate(exemption->guest, -1, NULL) &&
           g_utf8_validate(exemption->check, -1, NULL) &&
           g_utf8_validate(exemption->reason, -1, NULL);
}

static void
add_exemption(xmlNode *parent, xmlNs *ns, const VmgExemption *exemption)
{
    xmlNode *exempt = vmg_xml_add(parent, ns, "exempt", NULL);

    vmg_xml_set(exempt, "guest", exemption->guest);
    vmg_xml_set(exempt, "check", exemption->check);
    vmg_xml_set_uint(exempt, "until", (guint64)exemption->until);
    vmg_xml_set(exempt, "reason", exemption->reason);
}

void
vmg_host_add_policy(xmlNode *parent, xmlNs *ns, const VmgHost *host)
{
    xmlNode *policy;

    if (!host->policy)
        return;
    policy = vmg_xml_add(parent, ns, "policy", NULL);
    vmg_xml_set(policy, "broken", host->broken);
    add_values(policy, ns, host->policy);
    for (guint i = 0; host->exemptions && i < MIN(host->exemptions->len, EXEMPTIONS_MAX); i++)
        if (can_be_written(g_ptr_array_index(host->exemptions, i)))
            add_exemption(policy, ns, g_ptr_array_index(host->exemptions, i));
}
