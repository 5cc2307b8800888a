/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a domain XML names of the host, as "kind element name", one on a line. */
#include "tests/unit/support/helper.h"

static char *
claims_of(const char *xml)
{
    static const char *const kinds[] = {"?",   "secret",    "filter", "address", "emulator",
                                        "tpm", "hugetlbfs", "nodes",  "file",    "directory"};
    g_autoptr(VmgGuest) guest = test_guest(xml);
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < guest->view.claim_count; i++) {
        const struct vmg_claim *claim = guest->view.claims[i];

        assert_int_equal(claim->struct_size, sizeof(*claim));
        g_string_append_printf(text, "%s|%s%s%s|%s%s%s\n", kinds[claim->kind], claim->element,
                               claim->id ? " " : "", claim->id ? claim->id : "",
                               claim->name ? claim->name : "", claim->detail ? "|" : "",
                               claim->detail ? claim->detail : "");
    }
    return g_string_free(text, FALSE);
}

static void
in_devices(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *devices, *claims;
    } rows[] = {
        {"", ""},
        {"<emulator> /usr/bin/qemu </emulator>", "emulator|emulator|/usr/bin/qemu\n"},
        {"<emulator/>", ""},
        {"<other><emulator>/x</emulator></other>", ""},
        {"<interface type='ethernet'><mac address='52:54:00:00:00:01'/><script path='/etc/up'/>"
         "<downscript path='/etc/down'/><rom file='/rom'/><rom bar='off'/>"
         "<backend tap='/dev/tap' vhost='/dev/vhost'/></interface>",
         "file|interface 52:54:00:00:00:01|/etc/up\nfile|interface 52:54:00:00:00:01|/etc/down\n"
         "file|interface 52:54:00:00:00:01|/rom\nfile|interface 52:54:00:00:00:01|/dev/tap\n"
         "file|interface 52:54:00:00:00:01|/dev/vhost\n"},
        {"<serial type='file'><source path='/l/a'/><log file='/l/b'/></serial>"
         "<serial type='pty'><source path='/dev/pts/1'/></serial>",
         "directory|serial|/l/a\ndirectory|serial|/l/b\n"},
        {"<channel type='unix'><source mode='bind' path='/s/a'/></channel>"
         "<channel type='unix'><source mode='connect' path='/s/b'/></channel>"
         "<channel type='unix'><source path='/s/c'/></channel>",
         "directory|channel|/s/a\nfile|channel|/s/b\n"},
        {"<console type='tcp'><source mode='bind' host='192.0.2.1' service='45'/></console>",
         "address|console|192.0.2.1|45\n"},
        {"<rng><backend model='random'>/dev/hwrng</backend></rng>", "file|rng|/dev/hwrng\n"},
        {"<rng><backend model='egd' type='udp'><source mode='bind' host='192.0.2.1' "
         "service='1'/></backend></rng>",
         "address|rng|192.0.2.1|1\n"},
        {"<graphics type='spice'><gl enable='yes' rendernode='/dev/dri/r'/></graphics>",
         "file|graphics|/dev/dri/r\n"},
        {"<tpm><backend type='emulator'><encryption secret='s'/></backend></tpm>",
         "tpm|tpm|\nsecret|tpm|s\n"},
        {"<hostdev><source><auth><secret type='iscsi' usage='u'/></auth></source></hostdev>",
         "secret|hostdev||iscsi u\n"},
        /* libvirt lists the secrets of images with the type volume. */
        {"<disk type='file'><source file='/a'><encryption format='luks'><secret type='passphrase' "
         "usage='/a'/></encryption></source><target dev='vda'/></disk>",
         "secret|disk vda||volume /a\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *domain = test_domain("<secret uuid='not-this'/>", rows[i].devices);
        g_autofree char *claims = claims_of(domain);

        test_same(rows[i].devices, claims, rows[i].claims);
    }
}

static void
in_os(void **state G_GNUC_UNUSED)
{
    g_autofree char *claims = claims_of(
        "<domain><name>g</name><os><type arch='x86_64'>hvm</type><loader>/fw/code</loader>"
        "<nvram template='/fw/vars'>/n/g</nvram><kernel>/k</kernel><initrd>/i</initrd>"
        "<dtb>/d</dtb><shim>/s</shim><acpi><table type='slic'>/t</table></acpi></os>"
        "<acpi><table>/not/this</table></acpi>"
        "<sysinfo type='fwcfg'><entry name='opt/a' file='/f'/><entry "
        "name='opt/b'>b</entry></sysinfo>"
        "<kernel>/not/this</kernel></domain>");

    assert_string_equal(claims, "file|loader|/fw/code\ndirectory|nvram|/n/g\n"
                                "file|nvram|/fw/vars|/n/g\nfile|kernel|/k\nfile|initrd|/i\n"
                                "file|dtb|/d\nfile|shim|/s\nfile|table|/t\nfile|sysinfo|/f\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_devices),
        cmocka_unit_test(in_os),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
