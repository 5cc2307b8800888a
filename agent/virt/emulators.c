/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/emulators.h"

#include "agent/virt/error.h"
#include "base/xml.h"
#include "host/names.h"

#include <stdlib.h>
#include <string.h>

struct VmgEmulators {
    VmgArena *arena;
    GPtrArray *all; /* struct vmg_emulator * */
};

static VmgEmulators *
emulators_new(void)
{
    VmgEmulators *emulators = g_new0(VmgEmulators, 1);

    emulators->arena = vmg_arena_new();
    emulators->all = g_ptr_array_new();
    return emulators;
}

void
vmg_emulators_free(VmgEmulators *emulators)
{
    if (!emulators)
        return;
    g_ptr_array_unref(emulators->all);
    vmg_arena_free(emulators->arena);
    g_free(emulators);
}

static struct vmg_emulator *
find(const VmgEmulators *emulators, const char *path, const char *arch)
{
    for (guint i = 0; i < emulators->all->len; i++) {
        struct vmg_emulator *emulator = g_ptr_array_index(emulators->all, i);

        if (strcmp(emulator->path, path) == 0 && strcmp(emulator->arch, arch) == 0)
            return emulator;
    }
    return NULL;
}

static struct vmg_emulator *
get(VmgEmulators *emulators, const char *path, const char *arch)
{
    struct vmg_emulator *emulator = find(emulators, path, arch);

    if (emulator)
        return emulator;
    emulator = vmg_arena_new0(emulators->arena, struct vmg_emulator);
    emulator->struct_size = sizeof(*emulator);
    emulator->path = path;
    emulator->arch = arch;
    g_ptr_array_add(emulators->all, emulator);
    return emulator;
}

/* Adds the names in MORE to the list NAMES of COUNT names. */
static void
join(VmgArena *arena, const char *const **names, size_t *count, GPtrArray *more)
{
    for (size_t i = 0; i < *count; i++)
        g_ptr_array_add(more, (gpointer)(*names)[i]);
    *names = vmg_host_names_sort(arena, more, count);
}

/* Adds a short name such as "q35" and the machine type that it means now: libvirt lists both names,
 * or lists one name with the other name as an attribute. */
static void
take_machines(VmgEmulators *emulators, struct vmg_emulator *emulator, const xmlNode *parent)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (xmlNode *node = parent->children; node; node = node->next) {
        const char *canonical;

        if (!vmg_xml_is(node, "machine"))
            continue;
        canonical = vmg_xml_attr(emulators->arena, node, "canonical");
        g_ptr_array_add(names, (gpointer)vmg_xml_text(emulators->arena, node));
        if (canonical)
            g_ptr_array_add(names, (gpointer)canonical);
    }
    join(emulators->arena, &emulator->machines, &emulator->machine_count, names);
}

/* Reads one <domain> of an <arch>: a type of guests (kvm or qemu), for which libvirt may use
 * another program than for the other types. */
static void
take_domain(VmgEmulators *emulators, const xmlNode *arch, const char *name, xmlNode *domain)
{
    const char *path = vmg_xml_text(emulators->arena, vmg_xml_child(domain, "emulator"));
    const char *type = vmg_xml_attr(emulators->arena, domain, "type");
    g_autoptr(GPtrArray) virts = g_ptr_array_new();
    struct vmg_emulator *emulator;

    if (!path)
        path = vmg_xml_text(emulators->arena, vmg_xml_child(arch, "emulator"));
    if (!path || !type)
        return;
    emulator = get(emulators, path, name);
    take_machines(emulators, emulator, vmg_xml_child(domain, "machine") ? domain : arch);
    g_ptr_array_add(virts, (gpointer)type);
    join(emulators->arena, &emulator->virts, &emulator->virt_count, virts);
}

/* https://libvirt.org/formatcaps.html#guest-capabilities */
static void
take_guest(VmgEmulators *emulators, const xmlNode *guest)
{
    xmlNode *arch = vmg_xml_child(guest, "arch");
    const char *name = vmg_xml_attr(emulators->arena, arch, "name");

    if (!name)
        return;
    for (xmlNode *node = arch->children; node; node = node->next)
        if (vmg_xml_is(node, "domain"))
            take_domain(emulators, arch, name, node);
}

VmgEmulators *
vmg_emulators_parse(const char *capabilities, GError **error)
{
    g_autoptr(xmlDoc) doc =
        vmg_xml_parse(capabilities, strlen(capabilities), "host capabilities", error);
    VmgEmulators *emulators;

    if (!doc)
        return NULL;
    emulators = emulators_new();
    for (xmlNode *node = xmlDocGetRootElement(doc)->children; node; node = node->next)
        if (vmg_xml_is(node, "guest"))
            take_guest(emulators, node);
    return emulators;
}

static gboolean
has_value(VmgArena *arena, const xmlNode *parent, const char *name, const char *value)
{
    for (xmlNode *list = parent->children; list; list = list->next) {
        if (!vmg_xml_is(list, "enum") || !vmg_xml_attr_is(list, "name", name))
            continue;
        for (xmlNode *node = list->children; node; node = node->next)
            if (vmg_xml_is(node, "value") && strcmp(vmg_xml_text(arena, node), value) == 0)
                return TRUE;
    }
    return FALSE;
}

/* Whether an emulated TPM is supported: libvirt lists the backend emulator only if it finds
 * swtpm. */
static guint
tpm_flags(VmgArena *arena, const xmlNode *root)
{
    const xmlNode *tpm = vmg_xml_child(vmg_xml_child(root, "devices"), "tpm");

    if (!tpm)
        return 0;
    return has_value(arena, tpm, "backendModel", "emulator") ? VMG_EMULATOR_TPM
                                                             : VMG_EMULATOR_NO_TPM;
}

static void
take_loaders(VmgArena *arena, struct vmg_emulator *emulator, const xmlNode *root)
{
    const xmlNode *loader = vmg_xml_child(vmg_xml_child(root, "os"), "loader");
    g_autoptr(GPtrArray) paths = g_ptr_array_new();

    for (xmlNode *node = loader ? loader->children : NULL; node; node = node->next)
        if (vmg_xml_is(node, "value"))
            g_ptr_array_add(paths, (gpointer)vmg_xml_text(arena, node));
    join(arena, &emulator->loaders, &emulator->loader_count, paths);
}

/* https://libvirt.org/formatdomaincaps.html */
gboolean
vmg_emulators_take(VmgEmulators *emulators, const char *path, const char *capabilities,
                   GError **error)
{
    g_autoptr(xmlDoc) doc =
        vmg_xml_parse(capabilities, strlen(capabilities), "domain capabilities", error);
    struct vmg_emulator *emulator;
    const char *arch;

    if (!doc)
        return FALSE;
    arch = vmg_xml_text(emulators->arena, vmg_xml_child(xmlDocGetRootElement(doc), "arch"));
    emulator = find(emulators, path, arch ? arch : "");
    if (!emulator)
        return TRUE;
    take_loaders(emulators->arena, emulator, xmlDocGetRootElement(doc));
    emulator->flags |= tpm_flags(emulators->arena, xmlDocGetRootElement(doc));
    return TRUE;
}

/* Reads the capabilities of one program. If libvirt does not tell them, this is no error, so that
 * the other programs are still read. */
static void
ask(VmgEmulators *emulators, virConnect *connect, const struct vmg_emulator *emulator)
{
    char *capabilities = virConnectGetDomainCapabilities(connect, emulator->path, emulator->arch,
                                                         NULL, emulator->virts[0], 0);

    if (capabilities)
        vmg_emulators_take(emulators, emulator->path, capabilities, NULL);
    free(capabilities);
}

VmgEmulators *
vmg_emulators_read(virConnect *connect, GError **error)
{
    char *capabilities = virConnectGetCapabilities(connect);
    VmgEmulators *emulators;

    if (!capabilities) {
        vmg_virt_error(error, "can't read host capabilities");
        return NULL;
    }
    emulators = vmg_emulators_parse(capabilities, error);
    free(capabilities);
    for (guint i = 0; emulators && i < emulators->all->len; i++)
        ask(emulators, connect, g_ptr_array_index(emulators->all, i));
    return emulators;
}

void
vmg_emulators_fill_in(const VmgEmulators *emulators, VmgHost *host)
{
    for (guint i = 0; emulators && i < emulators->all->len; i++)
        vmg_host_add_emulator(host, g_ptr_array_index(emulators->all, i));
}
