/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "saved.h"

#include "base/codes.h"
#include "base/error.h"
#include "base/sys.h"
#include "base/text.h"
#include "base/xml.h"
#include "cli.h"
#include "when.h"

#include <stdio.h>
#include <string.h>

/* Seconds; if the clocks of two hosts differ by more than this, a warning is given. */
enum { CLOCK_TOLERANCE = 5 };

/* The name of the host for the command in a fix. `--to host-b` means the host host-b if there is
 * no file of this name. If the argument can only be the name of a file, the fix has the word
 * SOURCE or DESTINATION instead of a name. */
static const char *
host_meant(const VmgSaved *saved)
{
    const char *path = saved->path;

    if (vmg_cli_is_plain(path) && !strchr(path, '/') && !g_str_has_suffix(path, ".xml"))
        return path;
    return saved->role == VMG_SAVED_SOURCE ? "SOURCE" : "DESTINATION";
}

/* Says how to get a good file of facts. This is the same fix for any problem with the file. */
static void
add_fix(const VmgSaved *saved, const char *guest, GError **error)
{
    gboolean is_source = saved->role == VMG_SAVED_SOURCE;
    g_autofree char *cause = g_strdup((*error)->message);
    GQuark domain = (*error)->domain;
    int code = (*error)->code;

    g_clear_error(error);
    g_set_error(error, domain, code,
                is_source ? _("%s; --source needs the output of 'virt-migration-guard host --xml' "
                              "on the source; fix: ssh %s virt-migration-guard host --xml | "
                              "virt-migration-guard check %s --source -")
                          : _("%s; --to needs the output of 'virt-migration-guard host --xml' on "
                              "the destination; fix: ssh %s virt-migration-guard host --xml | "
                              "virt-migration-guard check %s --to -"),
                cause, host_meant(saved), guest);
}

static void
read_age(VmgSaved *saved)
{
    g_autoptr(GDateTime) date =
        saved->host->date ? g_date_time_new_from_iso8601(saved->host->date, NULL) : NULL;

    saved->is_dated = date != NULL;
    if (date)
        saved->age = g_get_real_time() / G_USEC_PER_SEC - g_date_time_to_unix(date);
}

/* The host gets the status that the registry knows: if the host no longer renews its lease, the
 * status is non-responsive, and so the check `status` refuses guests for the host. */
void
vmg_saved_take_peer(VmgSaved *saved, VmgPeer *peer)
{
    g_free(saved->path);
    saved->path = g_strdup(vmg_peer_name(peer));
    saved->is_peer = saved->is_dated = TRUE;
    saved->age = peer->age_ms / 1000;
    peer->host->view.status = vmg_peer_status(peer);
    g_clear_pointer(&saved->host, vmg_host_free);
    saved->host = g_steal_pointer(&peer->host);
}

static gboolean
read_peer(VmgSaved *saved, const VmgConfig *config, GError **error)
{
    g_autoptr(GPtrArray) peers = vmg_cli_peers(config, error);
    VmgPeer *peer = peers ? vmg_cli_find_peer(peers, saved->path, error) : NULL;

    if (!peer)
        return FALSE;
    if (!peer->host) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID,
                    _("host %s in the registry: %s; fix: see "
                      "virt-migration-guard doctor there"),
                    peer->uuid, peer->problem);
        return FALSE;
    }
    vmg_saved_take_peer(saved, peer);
    return TRUE;
}

static gboolean
names_peer(const VmgSaved *saved, const VmgConfig *config)
{
    return vmg_cli_has_registry(config) && strcmp(saved->path, "-") != 0 &&
           !strchr(saved->path, '/') && !g_file_test(saved->path, G_FILE_TEST_EXISTS);
}

gboolean
vmg_saved_read(VmgSaved *saved, const VmgConfig *config, const char *guest, GError **error)
{
    const char *name = saved->path ? vmg_sys_input_name(saved->path) : NULL;
    g_autoptr(GError) problem = NULL;
    g_autofree char *text = NULL;
    gsize len = 0;

    if (!saved->path)
        return TRUE;
    if (names_peer(saved, config))
        return read_peer(saved, config, error);
    text = vmg_sys_read_input(saved->path, VMG_XML_MAX, &len, &problem);
    saved->host = text ? vmg_host_parse(text, len, name, &problem) : NULL;
    if (saved->host) {
        read_age(saved);
        return TRUE;
    }
    add_fix(saved, guest, &problem);
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

void
vmg_saved_clear(VmgSaved *saved)
{
    g_clear_pointer(&saved->path, g_free);
    g_clear_pointer(&saved->host, vmg_host_free);
}

static gboolean
is_from_future(const VmgSaved *saved)
{
    return saved->is_dated && saved->age < -CLOCK_TOLERANCE;
}

static char *
age_text(const VmgSaved *saved)
{
    g_autofree char *length = vmg_cli_duration(ABS(saved->age));

    if (!saved->is_dated)
        return g_strdup(_("age unknown"));
    if (is_from_future(saved))
        return g_strdup_printf(_("dated %s in the future"), length);
    return saved->age <= 0 ? g_strdup(_("just written")) : g_strdup_printf(_("%s old"), length);
}

void
vmg_saved_print(const VmgSaved *saved)
{
    g_autofree char *age = saved->host ? age_text(saved) : NULL;

    if (saved->is_peer)
        vmg_cli_print(saved->role == VMG_SAVED_SOURCE
                          ? _("source: host %s, its facts from the registry, %s\n")
                          : _("destination: host %s, its facts from the registry, %s\n"),
                      saved->path, age);
    else if (saved->host)
        vmg_cli_print(saved->role == VMG_SAVED_SOURCE
                          ? _("source: host %s, its facts from %s, %s\n")
                          : _("destination: host %s, its facts from %s, %s\n"),
                      saved->host->view.name, vmg_sys_input_name(saved->path), age);
}

void
vmg_saved_json(JsonBuilder *builder, const char *name, const VmgSaved *saved)
{
    json_builder_set_member_name(builder, name);
    if (!saved->host) {
        json_builder_add_null_value(builder);
        return;
    }
    json_builder_begin_object(builder);
    vmg_cli_json_text(builder, "file", saved->is_peer ? NULL : saved->path);
    vmg_cli_json_text(builder, "host", saved->host->view.name);
    vmg_cli_json_text(builder, "date", saved->is_dated ? saved->host->date : NULL);
    json_builder_set_member_name(builder, "age_seconds");
    if (saved->is_dated)
        json_builder_add_int_value(builder, saved->age);
    else
        json_builder_add_null_value(builder);
    json_builder_end_object(builder);
}

static void
warn(const VmgSaved *saved, VmgVerdict *verdict, const char *code, const char *wanted,
     const char *fix)
{
    g_autofree char *age = age_text(saved);
    g_autofree char *found = g_strdup_printf("%s: %s", vmg_sys_input_name(saved->path), age);

    vmg_verdict_add(verdict, VMG_GUARD, VMG_WARN, code, saved->host->view.name, wanted, found, fix);
}

void
vmg_saved_warn(const VmgSaved *saved, guint max_age, VmgVerdict *verdict)
{
    g_autofree char *wanted = NULL, *fix = NULL;

    /* the status of a host in the registry already depends on the age of what it has published */
    if (!saved->host || saved->is_peer)
        return;
    if (is_from_future(saved)) {
        warn(saved, verdict, VMG_CODE_CLOCKS_DIFFER, _("the same time on both hosts"),
             _("synchronise the clocks of both hosts; see: timedatectl"));
        return;
    }
    if (saved->is_dated && saved->age <= (gint64)max_age)
        return;
    wanted = g_strdup_printf(NG_("facts at most %u second old (facts-max-age)",
                                 "facts at most %u seconds old (facts-max-age)", max_age),
                             max_age);
    fix = g_strdup_printf(
        saved->is_dated ? _("save them again; if they are still too old, the agent does not run: "
                            "on %s, systemctl restart virt-migration-guard")
                        : _("save them again, with a virt-migration-guard on %s that writes the "
                            "date"),
        saved->host->view.name);
    warn(saved, verdict, saved->is_dated ? VMG_CODE_FACTS_STALE : VMG_CODE_FACTS_UNDATED, wanted,
         fix);
}
