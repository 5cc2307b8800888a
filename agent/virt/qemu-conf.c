/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/qemu-conf.h"

#include "base/error.h"
#include "base/text.h"

#include <augeas.h>

#define LENS "Libvirtd_qemu.lns"
#define TREE "/conf"
#define IN   "/in"
#define OUT  "/out"

/* QEMU_MIGRATION_PORT_MIN and _MAX of libvirt */
enum { PORT_MIN = 49152, PORT_MAX = 49215 };

typedef augeas Augeas;

static void
augeas_free(Augeas *aug)
{
    aug_close(aug);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Augeas, augeas_free)

void
vmg_qemu_conf_clear(VmgQemuConf *conf)
{
    g_clear_pointer(&conf->host, g_free);
    g_clear_pointer(&conf->address, g_free);
    conf->ports = (VmgPorts){0};
}

static const char *
said_of(Augeas *aug, const char *what)
{
    g_autofree char *path = g_strconcat("/augeas/text" TREE "/error", what, NULL);
    const char *text = NULL;

    aug_get(aug, path, &text);
    return text;
}

static void
fail(Augeas *aug, GError **error)
{
    const char *line = said_of(aug, "/line"), *message = said_of(aug, "/message");

    if (line)
        g_set_error(error, VMG_ERROR, VMG_ERROR_INVALID, _("line %s: %s"), line,
                    message ? message : _("not as libvirt writes it"));
    else if (!message &&
             /* libaugeas gives no line, no message and no error if the lens is missing */
             aug_error(aug) == AUG_NOERROR)
        g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM,
                    _("libaugeas has no lens %s, which is part of libvirt's QEMU driver"), LENS);
    else
        g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, _("libaugeas: %s"),
                    message                  ? message
                    : aug_error_details(aug) ? aug_error_details(aug)
                                             : aug_error_message(aug));
}

/* Parses TEXT, the content of qemu.conf, with libaugeas. The rules for this file, a lens in the
 * words of libaugeas, are a part of libvirt's QEMU driver. */
static Augeas *
load(const char *text, GError **error)
{
    g_autofree char *ended = g_strconcat(text, g_str_has_suffix(text, "\n") ? "" : "\n", NULL);
    g_autoptr(Augeas) aug =
        aug_init(NULL, NULL, AUG_NO_LOAD | AUG_NO_MODL_AUTOLOAD | AUG_NO_ERR_CLOSE);

    if (!aug || aug_error(aug) != AUG_NOERROR) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, _("libaugeas can't be used: %s"),
                    aug ? aug_error_message(aug) : _("out of memory"));
        return NULL;
    }
    if (aug_set(aug, IN, *text ? ended : text) == 0 && aug_text_store(aug, LENS, IN, TREE) == 0)
        return g_steal_pointer(&aug);
    fail(aug, error);
    return NULL;
}

/* The value of the setting NAME. If the setting is in the file several times, the last value
 * counts, as for libvirt. */
static char *
get(Augeas *aug, const char *name)
{
    g_autofree char *path = g_strdup_printf(TREE "/%s[last()]", name);
    const char *value = NULL;

    return aug_get(aug, path, &value) == 1 ? g_strdup(value) : NULL;
}

/* The port in the setting NAME; 0 if the setting has no valid port, because libvirt's daemon would
 * not start with it. */
static guint
get_port(Augeas *aug, const char *name)
{
    g_autofree char *text = get(aug, name);
    guint64 port = 0;

    if (text)
        g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT16, &port, NULL);
    return (guint)port;
}

VmgPorts
vmg_qemu_conf_ports(const VmgQemuConf *conf)
{
    return (VmgPorts){.min = conf->ports.min ? conf->ports.min : PORT_MIN,
                      .max = conf->ports.max ? conf->ports.max : PORT_MAX};
}

gboolean
vmg_qemu_conf_parse(const char *text, VmgQemuConf *conf, GError **error)
{
    g_autoptr(Augeas) aug = load(text, error);

    if (!aug)
        return FALSE;
    conf->host = get(aug, "migration_host");
    conf->address = get(aug, "migration_address");
    conf->ports.min = get_port(aug, "migration_port_min");
    conf->ports.max = get_port(aug, "migration_port_max");
    return TRUE;
}

static gboolean
set(Augeas *aug, const char *name, const char *address)
{
    g_autofree char *path = g_strdup_printf(TREE "/%s[last()]", name);
    g_autofree char *fresh = g_strdup_printf(TREE "/%s", name);
    const char *value;

    return aug_set(aug, aug_get(aug, path, &value) == 1 ? path : fresh, address) == 0;
}

char *
vmg_qemu_conf_set(const char *text, const char *address, GError **error)
{
    g_autoptr(Augeas) aug = load(text, error);
    const char *out = NULL;

    if (!aug)
        return NULL;
    if (set(aug, "migration_host", address) && set(aug, "migration_address", address) &&
        aug_text_retrieve(aug, LENS, IN, TREE, OUT) == 0 && aug_get(aug, OUT, &out) == 1 && out)
        return g_strdup(out);
    fail(aug, error);
    return NULL;
}
