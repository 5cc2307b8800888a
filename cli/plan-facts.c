/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/plan-facts.h"

#include "agent/registry/guests.h"
#include "base/error.h"
#include "base/sys.h"
#include "base/text.h"
#include "base/xml.h"
#include "cli/running.h"

#include <string.h>

/* Seconds. A host that is read from a host.xml has published no lease. It gets this lease, so
 * that it counts as responsive. */
enum { LEASE = 30 };

/* The file that is read now, and the lists that get its content. */
typedef struct {
    GPtrArray *hosts, *guests;
    const char *path;
    const char *text;
    gsize len;
} Reading;

static gboolean
add_host(const Reading *reading, GError **error)
{
    VmgHost *host = vmg_host_parse(reading->text, reading->len, reading->path, error);
    VmgPeer *peer;

    if (!host)
        return FALSE;
    peer = g_new0(VmgPeer, 1);
    peer->uuid = g_strdup(host->view.uuid);
    peer->host = host;
    peer->guests = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_peer_guest_free);
    peer->lease = LEASE;
    g_ptr_array_add(reading->hosts, peer);
    return TRUE;
}

/* Adds an entry of a registry. The name of its file is the UUID of the host. */
static gboolean
add_entry(const Reading *reading)
{
    g_autofree char *name = g_path_get_basename(reading->path);
    g_autofree char *uuid = g_strndup(name, strlen(name) - strlen(".xml"));

    g_ptr_array_add(reading->hosts, vmg_peer_read(uuid, reading->text, reading->len, 0, NULL));
    return TRUE;
}

static gboolean
add_guest(const Reading *reading, const char *xml, GError **error)
{
    VmgRunning *running = vmg_running_of_xml(xml, error);

    if (!running) {
        g_prefix_error(error, "%s: ", reading->path);
        return FALSE;
    }
    g_ptr_array_add(reading->guests, running);
    return TRUE;
}

static gboolean
add_guests(const Reading *reading, GError **error)
{
    g_autofree char *name = g_path_get_basename(reading->path);
    g_autofree char *uuid = g_strndup(name, strlen(name) - strlen(".guests"));
    g_autoptr(GPtrArray) domains =
        vmg_registry_guests_read(uuid, reading->text, reading->len, NULL, error);

    for (guint i = 0; domains && i < domains->len; i++)
        if (!add_guest(reading, domains->pdata[i], error))
            return FALSE;
    return domains != NULL;
}

static gboolean
add_xml(const Reading *reading, GError **error)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(reading->text, reading->len, reading->path, error);
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;

    if (!root)
        return FALSE;
    if (vmg_xml_is(root, "domain"))
        return add_guest(reading, reading->text, error);
    if (vmg_xml_is_ours(root, "host"))
        return add_host(reading, error);
    if (vmg_xml_is_ours(root, "peer"))
        return add_entry(reading);
    g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                _("%s: neither a host.xml nor a domain XML; fix: remove it, or see plan in "
                  "virt-migration-guard(1)"),
                reading->path);
    return FALSE;
}

static gboolean
read_all(Reading *reading, const char *directory, const char *ending, GError **error)
{
    g_autoptr(GPtrArray) names = vmg_sys_list(directory, ending, error);

    for (guint i = 0; names && i < names->len; i++) {
        g_autofree char *path = g_build_filename(directory, names->pdata[i], NULL);
        g_autofree char *text = vmg_sys_read_file(path, VMG_XML_MAX, &reading->len, error);

        reading->path = path;
        reading->text = text;
        if (!text ||
            !(strcmp(ending, ".xml") == 0 ? add_xml(reading, error) : add_guests(reading, error)))
            return FALSE;
    }
    return names != NULL;
}

gboolean
vmg_plan_facts_read(const char *directory, GPtrArray *hosts, GPtrArray *guests, GError **error)
{
    Reading reading = {.hosts = hosts, .guests = guests};

    return read_all(&reading, directory, ".xml", error) &&
           read_all(&reading, directory, ".guests", error);
}

/* The UUID of the host that has stamped the guest; NULL if the guest has no valid stamp. */
static char *
home_of(const VmgRunning *running)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(running->xml, running->len, running->name, NULL);
    g_autoptr(VmgGuest) guest = doc ? vmg_guest_new(doc, NULL) : NULL;
    g_autoptr(VmgStamp) stamp = guest ? vmg_stamp_new(doc, &guest->view, NULL) : NULL;

    return stamp ? g_strdup(stamp->host->view.uuid) : NULL;
}

void
vmg_plan_facts_keep(GPtrArray *guests, const VmgPeer *host)
{
    for (guint i = guests->len; i-- > 0;) {
        g_autofree char *home = home_of(guests->pdata[i]);

        if (home && g_ascii_strcasecmp(home, host->uuid) != 0)
            g_ptr_array_remove_index(guests, i);
    }
}
