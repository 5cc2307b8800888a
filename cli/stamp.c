/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* stamp: writes this host's stamp into the configuration of a guest that is shut off, for an
 * offline migration. The agent stamps running guests. */
#include "cli.h"

#include "agent/virt/error.h"
#include "base/text.h"
#include "base/xml.h"
#include "config/key.h"
#include "host/facts.h"
#include "libvirt.h"
#include "stamp/stamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *
make_stamp(virDomain *domain, const VmgHost *host, GBytes *key, GError **error)
{
    char *xml = vmg_cli_guest_xml(domain, error);
    g_autoptr(xmlDoc) doc = xml ? vmg_xml_parse(xml, strlen(xml), "domain XML", error) : NULL;
    g_autoptr(VmgGuest) guest = doc ? vmg_guest_new(doc, error) : NULL;

    free(xml);
    if (guest && virDomainIsActive(domain) == 0)
        guest->view.source_flags = VMG_SOURCE_SHUT_OFF;
    return guest ? vmg_stamp_to_string(host, &guest->view, NULL, 0, key) : NULL;
}

static gboolean
stamp(const VmgConfig *config, const char *name, const VmgHost *host, GError **error)
{
    g_autoptr(VmgConnect) connect = vmg_cli_connect(config, TRUE, error);
    g_autoptr(VmgDomain) domain = connect ? vmg_cli_find_guest(connect, name, error) : NULL;
    g_autoptr(GBytes) key = NULL;
    g_autofree char *text = NULL;

    if (domain && vmg_key_load(config, &key, error))
        text = make_stamp(domain, host, key, error);
    if (!text)
        return FALSE;
    if (virDomainSetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, text, VMG_STAMP_PREFIX, VMG_XMLNS,
                             VIR_DOMAIN_AFFECT_CONFIG) == 0)
        return TRUE;
    vmg_virt_error(error, name);
    return FALSE;
}

static int
run(const char *name)
{
    const VmgPaths paths = VMG_PATHS_INSTALLED;
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgConfig) config = vmg_cli_load_config(&error);
    g_autoptr(VmgHost) host = NULL;

    if (config)
        host =
            vmg_facts_load(&paths, vmg_config_get_uint(config, "guard", "facts-max-age"), &error);
    if (!host || !stamp(config, name, host, &error))
        return vmg_cli_fail("%s", error->message);
    printf(_("%s: stamped by %s\n"), name, host->view.name);
    return VMG_EXIT_GOOD;
}

int
vmg_cli_stamp(int argc, char **argv)
{
    const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};

    if (!vmg_cli_parse(
            &argc, &argv, "GUEST",
            _("Stamps the configuration of a guest that is shut off, so that an offline migration "
              "of the guest is admitted. The agent stamps running guests by itself."),
            entries))
        return VMG_EXIT_UNDECIDED;
    if (argc != 2)
        return vmg_cli_fail(_("name one guest; fix: see virt-migration-guard stamp --help"));
    return run(argv[1]);
}
