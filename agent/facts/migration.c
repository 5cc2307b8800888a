/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/facts/migration.h"

#include "base/process.h"
#include "base/sys.h"
#include "match/nics.h"

#include <malloc.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CONF_MAX = 1024 * 1024 };

static const gint64 second = G_GINT64_CONSTANT(1000000000);

VmgMigrationFacts *
vmg_migration_facts_new(const char *qemu_conf, void (*changed)(gpointer data), gpointer data)
{
    VmgMigrationFacts *facts = g_new0(VmgMigrationFacts, 1);

    facts->resolver = vmg_resolver_new(changed, data);
    facts->path = g_strdup(qemu_conf);
    return facts;
}

void
vmg_migration_facts_free(VmgMigrationFacts *facts)
{
    if (!facts)
        return;
    vmg_qemu_conf_clear(&facts->file);
    vmg_qemu_conf_clear(&facts->used);
    vmg_resolver_free(facts->resolver);
    g_free(facts->path);
    g_free(facts);
}

/* Reads qemu.conf. If the file is missing, libvirt uses its defaults. */
static void
read_file(VmgMigrationFacts *facts, VmgSay *say)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = vmg_sys_read_if_there(facts->path, CONF_MAX, NULL, &error);

    vmg_qemu_conf_clear(&facts->file);
    if (!text && !error)
        return;
    if (text && !vmg_qemu_conf_parse(text, &facts->file, &error))
        g_prefix_error(&error, "%s: ", facts->path);
    vmg_say_result(say, "qemu.conf", error);
    malloc_trim(0); /* libaugeas has used much memory, which is given back to the system */
}

static gint64
change_time(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? (gint64)st.st_ctim.tv_sec * second + st.st_ctim.tv_nsec : 1;
}

static void
copy_conf(VmgQemuConf *to, const VmgQemuConf *from)
{
    vmg_qemu_conf_clear(to);
    to->host = g_strdup(from->host);
    to->address = g_strdup(from->address);
    to->ports = from->ports;
}

/* If libvirt's daemon is the same process as at the last look, it still uses the settings that it
 * read when it started, even if qemu.conf has changed since. */
static void
look_at_daemon(VmgMigrationFacts *facts, int daemon)
{
    gint64 started = vmg_process_start(daemon);
    gboolean same = daemon == facts->daemon && ABS(started - facts->daemon_time) < second;

    if (daemon == 0 || (same && facts->known))
        return;
    facts->daemon = daemon;
    facts->daemon_time = started;
    facts->known = started > 0 && facts->changed < started;
    if (facts->known)
        copy_conf(&facts->used, &facts->file);
}

static const VmgQemuConf *
conf_of(const VmgMigrationFacts *facts)
{
    return facts->known ? &facts->used : &facts->file;
}

void
vmg_migration_facts_read(VmgMigrationFacts *facts, VmgSay *say, int daemon)
{
    gint64 changed = change_time(facts->path);

    if (changed != facts->changed) {
        facts->changed = changed;
        read_file(facts, say);
    }
    look_at_daemon(facts, daemon);
    vmg_resolver_ask(facts->resolver, conf_of(facts)->host);
    vmg_resolver_ask(facts->resolver, conf_of(facts)->address);
}

static const char *
name_with_role(const struct vmg_host *host, guint32 role)
{
    for (size_t i = 0; i < host->network_count; i++)
        if (host->networks[i]->roles & role)
            return host->networks[i]->name;
    return NULL;
}

const char *
vmg_migration_facts_network(const VmgConfig *config, const struct vmg_host *host,
                            gboolean *configured)
{
    const char *name = vmg_config_get(config, "migration", "network");

    if (!name || !*name)
        name = name_with_role(host, VMG_ROLE_MIGRATION);
    *configured = name != NULL;
    return name ? name : name_with_role(host, VMG_ROLE_MANAGEMENT);
}

VmgPorts
vmg_migration_facts_ports(const VmgMigrationFacts *facts)
{
    return vmg_qemu_conf_ports(conf_of(facts));
}

static const char *
address_of(const VmgMigrationFacts *facts, const char *text, const char *name, VmgHost *host)
{
    const struct vmg_network *network = name ? vmg_nics_network_find(&host->view, name) : NULL;
    g_autofree char *address = vmg_resolver_address(facts->resolver, text, network);

    return vmg_arena_strdup(host->arena, address);
}

void
vmg_migration_facts_fill_in(const VmgMigrationFacts *facts, const VmgConfig *config, VmgHost *host)
{
    struct vmg_migration *migration = vmg_arena_new0(host->arena, struct vmg_migration);
    const VmgQemuConf *conf = conf_of(facts);
    gboolean configured;

    migration->struct_size = sizeof(*migration);
    migration->network = vmg_arena_strdup(
        host->arena, vmg_migration_facts_network(config, &host->view, &configured));
    migration->host = address_of(facts, conf->host, migration->network, host);
    migration->address = address_of(facts, conf->address, migration->network, host);
    migration->flags =
        (configured ? VMG_MIGRATION_CONFIGURED : 0u) | (facts->known ? 0u : VMG_MIGRATION_UNREAD) |
        (g_strcmp0(host->view.manager, VMG_MANAGER_VDSM) == 0 ? VMG_MIGRATION_MANAGED : 0u);
    host->view.migration = migration;
}
