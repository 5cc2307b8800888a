/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads and writes the part of <host> that says how the host decides as a destination. */
#include "config/policy.h"

#include "base/xml.h"
#include "config/schema.h"
#include "host/parts.h"
#include "host/read.h"

static void
read_value(VmgHost *host, xmlNode *node)
{
    const char *group = vmg_xml_attr_or(host->arena, node, "group", "");
    const char *key = vmg_xml_attr_or(host->arena, node, "key", "");
    const char *value = vmg_xml_attr_or(host->arena, node, "value", "");
    const VmgKey *known = vmg_policy_has(group, key) ? vmg_schema_find(group, key) : NULL;
    g_autofree char *expected = NULL;

    /* A later version may have keys and words that this version does not know. */
    if (known && vmg_schema_accepts(known, value, &expected))
        vmg_config_set(host->policy, group, key, value, host->view.name, 0);
}

void
vmg_host_read_policy(VmgHost *host, xmlNode *node)
{
    const xmlNode *policy = vmg_host_child(node, "policy");

    if (!policy)
        return;
    host->policy = vmg_config_defaults();
    for (xmlNode *set = policy->children; set; set = set->next)
        if (vmg_xml_is_ours(set, "set"))
            read_value(host, set);
}

void
vmg_host_add_policy(xmlNode *parent, xmlNs *ns, const VmgConfig *policy)
{
    g_auto(GStrv) keys = policy ? vmg_config_keys(policy) : NULL;
    xmlNode *node = policy ? vmg_xml_add(parent, ns, "policy", NULL) : NULL;

    for (guint i = 0; keys && keys[i]; i++) {
        g_auto(GStrv) names = g_strsplit(keys[i], "\n", 2);
        const char *value = vmg_config_get(policy, names[0], names[1]);
        xmlNode *set;

        if (!vmg_policy_has(names[0], names[1]) || !g_utf8_validate(value, -1, NULL))
            continue;
        set = vmg_xml_add(node, ns, "set", NULL);
        vmg_xml_set(set, "group", names[0]);
        vmg_xml_set(set, "key", names[1]);
        vmg_xml_set(set, "value", value);
    }
}
