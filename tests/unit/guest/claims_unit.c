/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The things on the host that a domain XML names, as "kind element name", one on a line. */
#include "tests/unit/support/helper.h"

static char *
claims_of(const char *xml)
{
    static const char *const kinds[] = {
        "?",       "secret",    "filter", "address", "emulator", "tpm",    "hugetlbfs", "nodes",
        "file",    "directory", "medium", "port",    "service",  "socket", "bridge",    "tap",
        "new-tap", "program",   "image",  "disk",    "udp-port", "kvm",    "rom"};
    g_autoptr(VmgGuest) guest = test_guest(xml);
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < guest->view.claim_count; i++) {
        const struct vmg_claim *claim = guest->view.claims[i];

        assert_int_equal(claim->struct_size, sizeof(*claim));
        if (claim->kind == VMG_KIND_KVM)
            continue;
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
         "program|interface 52:54:00:00:00:01|/etc/up\nfile|interface 52:54:00:00:00:01|/etc/down\n"
         "rom|interface 52:54:00:00:00:01|/rom\nfile|interface 52:54:00:00:00:01|/dev/tap\n"
         "file|interface 52:54:00:00:00:01|/dev/vhost\n"},
        {"<serial type='file'><source path='/l/a'/><log file='/l/b'/></serial>"
         "<serial type='pty'><source path='/dev/pts/1'/></serial>",
         "directory|serial|/l/a\ndirectory|serial|/l/b\n"},
        {"<memory model='nvdimm'><source><path>/nv</path></source></memory>", "file|memory|/nv\n"},
        {"<channel type='unix'><source mode='bind' path='/s/a'/></channel>"
         "<channel type='unix'><source mode='connect' path='/s/b'/></channel>"
         "<channel type='unix'><source path='/s/c'/></channel>",
         "directory|channel|/s/a\nsocket|channel|/s/b\n"},
        {"<console type='tcp'><source mode='bind' host='192.0.2.1' service='45'/></console>",
         "address|console|192.0.2.1|45\nport|console|192.0.2.1|45\n"},
        {"<graphics type='vnc' socket='/s/vnc'><listen type='socket' socket='/s/vnc'/></graphics>"
         "<graphics type='vnc' socket='/s/old'/>"
         "<graphics type='vnc'><listen type='address' address='127.0.0.1'/></graphics>",
         "directory|graphics|/s/vnc\ndirectory|graphics|/s/old\n"},
        {"<serial type='udp'><source mode='bind' host='192.0.2.1' service='45'/>"
         "<source mode='connect' host='127.0.0.1' service='46'/></serial>",
         "address|serial|192.0.2.1|45\nudp-port|serial|192.0.2.1|45\n"},
        /* A device that connects to a service makes a claim only if the service is on the host
         * itself, and if the device needs the service as soon as the guest starts. */
        {"<serial type='tcp'><source mode='connect' host='127.0.0.1' service='45'/></serial>"
         "<serial type='tcp'><source mode='connect' host='localhost' service='46'/></serial>"
         "<serial type='tcp'><source mode='connect' host='192.0.2.1' service='45'/></serial>"
         "<serial type='tcp'><source mode='connect' host='127.0.0.1' service='45'>"
         "<reconnect enabled='yes'/></source></serial>"
         "<serial type='unix'><source mode='connect' path='/s'><reconnect enabled='yes'/></source>"
         "</serial>",
         "service|serial|127.0.0.1|45\nservice|serial|localhost|46\n"},
        {"<rng><backend model='egd' type='tcp'><source mode='connect' host='127.0.0.1' "
         "service='1'/></backend></rng>"
         "<rng><backend model='egd' type='udp'><source mode='connect' host='127.0.0.1' "
         "service='1'/></backend></rng>"
         "<rng><backend model='egd' type='unix'><source mode='connect' "
         "path='/egd'/></backend></rng>",
         "service|rng|127.0.0.1|1\nsocket|rng|/egd\n"},
        {"<interface type='server'><source address='127.0.0.1' port='5'/></interface>",
         "address|interface|127.0.0.1|5\nport|interface|127.0.0.1|5\n"},
        {"<disk type='network'><source protocol='nbd'><host transport='unix' socket='/nbd'/>"
         "</source><target dev='vda'/></disk>",
         "socket|disk vda|/nbd\n"},
        {"<interface type='bridge'><source bridge='br0'/><target dev='mine'/></interface>"
         "<interface type='bridge'><source network='n' bridge='br0'/><target dev='vnet7'/>"
         "</interface>"
         "<interface type='network'><source network='n'/><target dev='yours'/></interface>",
         "bridge|interface|br0\nnew-tap|interface|mine\nnew-tap|interface|yours\n"},
        {"<interface type='ethernet'><target dev='t' managed='no'/></interface>"
         "<interface type='ethernet'><target dev='u'/></interface>"
         "<interface type='ethernet'><target managed='no'/></interface>",
         "tap|interface|t\n"},
        /* A port that libvirt chooses is not a claim, because libvirt chooses a port that is
         * free. */
        {"<graphics type='spice' port='5901' tlsPort='5902' autoport='no'>"
         "<listen type='address' address='192.0.2.1'/></graphics>"
         "<graphics type='vnc' port='5903' autoport='yes' websocket='5904' listen='0.0.0.0'/>"
         "<graphics type='vnc' port='-1' websocket='-1' listen='0.0.0.0'/>"
         "<graphics type='vnc' port='5905'><listen type='socket' socket='/s'/></graphics>",
         "port|graphics|192.0.2.1|5901\nport|graphics|192.0.2.1|5902\nport|graphics|0.0.0.0|"
         "5904\n"
         "directory|graphics|/s\n"},
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

    assert_string_equal(claims, "rom|loader|/fw/code\ndirectory|nvram|/n/g\n"
                                "file|nvram|/fw/vars|/n/g\nfile|kernel|/k\nfile|initrd|/i\n"
                                "file|dtb|/d\nfile|shim|/s\nfile|table|/t\nfile|sysinfo|/f\n");
}

/* The size of a qcow2 file is not the size of the firmware in it. */
static void
firmware_in_qcow2(void **state G_GNUC_UNUSED)
{
    g_autofree char *claims = claims_of("<domain><name>g</name><os><type arch='x86_64'>hvm</type>"
                                        "<loader format='qcow2'>/fw/code</loader></os></domain>");

    assert_string_equal(claims, "file|loader|/fw/code\n");
}

/* A guest of type kvm needs KVM on the destination; an emulated guest does not. */
static void
kvm(void **state G_GNUC_UNUSED)
{
    static const char *const types[] = {"kvm", "qemu"};

    for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autofree char *usual = test_domain("", "");
        g_auto(GStrv) parts = g_strsplit(usual, "type='kvm'", 2);
        g_autofree char *type = g_strdup_printf("type='%s'", types[i]);
        g_autofree char *xml = g_strjoinv(type, parts);
        g_autoptr(VmgGuest) guest = test_guest(xml);

        assert_non_null(parts[1]);
        assert_int_equal(guest->view.claim_count, i == 0 ? 1 : 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_devices),
        cmocka_unit_test(firmware_in_qcow2),
        cmocka_unit_test(kvm),
        cmocka_unit_test(in_os),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
