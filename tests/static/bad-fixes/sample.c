/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mistakes that tests/static/fixes.py must find, in the order of its rules. */
void report(const char *found, const char *fix);
static void
report_all(const Guest *guest, const GError *error)
{
    report("a status", _("run on host-b: virt-migration-guard maintenance off"));
    report("an exemption", _("virt-migration-guard exempt remove g1 cache"));
    report("a guest", g_strdup_printf(_("on %s: virsh undefine %s"), guest->host, guest->name));
    report("a check", _("set [checks] storage = warn in guard.conf"));
    report("a device", g_strdup_printf(_("detach it: virsh detach-device %s"), guest->name));
    report("a permission", _("correct that line"));
    report("no action", _("the host should be up"));
    report("no name", g_strdup_printf(_("on %s: try again"), error->message));
    report("no verb", _("run virt-migration-guard repair g1"));
    report("no option", _("run virt-migration-guard check g1 --force"));
    report("no command", _("run virsh migrate-safely g1"));
    report("not found", somewhere_else(guest));
    fail(_("no libvirt; fix: kill it with virsh migrate --unsafe g1"));
}
