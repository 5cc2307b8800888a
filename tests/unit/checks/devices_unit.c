/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the check devices (lib/checks/devices.c). */
#include "checks/checks.h"
#include "tests/unit/support/ask.h"

#define FREE           "PASS all its devices can migrate\n"
#define TIE(what, why) "FAIL " what ": " why "\n"

#define MAY_MIGRATE "a device that can migrate only to one like it, if its driver can\n"

static void
devices(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *devices, *findings;
    } rows[] = {
        {"<input type='tablet' bus='usb'/>", FREE},
        {"<hostdev mode='subsystem' type='usb'/><hostdev/>",
         TIE("hostdev usb", "a device of the source host") "devices " TIE(
             "hostdev", "a device of the source host")},
        {"<hostdev mode='subsystem' type='pci'><source><address domain='0x0' bus='0x8' slot='0x0' "
         "function='0x2'/></source></hostdev>",
         "WARN hostdev pci 0x8:0x0.0x2: " MAY_MIGRATE "devices " FREE},
        {"<hostdev mode='subsystem' type='mdev'><source><address uuid='u'/></source></hostdev>",
         "WARN hostdev mdev u: " MAY_MIGRATE "devices " FREE},
        {"<interface type='hostdev'><source/></interface>",
         "WARN interface hostdev: " MAY_MIGRATE "devices " FREE},
        {"<interface type='hostdev'><source/><teaming type='transient' "
         "persistent='a'/></interface>",
         FREE},
        {"<tpm><backend type='passthrough'/></tpm>",
         TIE("tpm passthrough", "the source host's TPM")},
        {"<tpm><backend type='external'><source type='unix' mode='connect' path='/run/tpm'/>"
         "</backend></tpm>",
         TIE("tpm external /run/tpm", "a TPM that a process on the source host provides")},
        {"<tpm><backend type='emulator'/></tpm>", FREE},
        {"<memory model='nvdimm'><source><path>/var/lib/nv</path></source></memory>",
         "WARN memory nvdimm /var/lib/nv: memory that is a file of the host: QEMU copies it into "
         "the "
         "file of that name\ndevices " FREE},
        {"<memory model='virtio-pmem'><source><path>/p</path></source></memory>",
         TIE("memory virtio-pmem /p", "memory that is a file or a device of the source host")},
        {"<memory model='dimm'><source><pagesize>4</pagesize></source></memory>", FREE},
        {"<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>",
         TIE("interface vdpa /dev/vhost-vdpa-0", "a device of the source host")},
        {"<serial type='dev'><source path='/dev/ttyS0'/></serial>"
         "<console type='dev'><source path='/dev/ttyS0'/><target type='serial'/></console>"
         "<console type='dev'><source path='/dev/ttyS0'/></console>",
         TIE("serial dev /dev/ttyS0", "a port of the source host")},
        {"<console type='dev'><source path='/dev/ttyS1'/><target type='virtio'/></console>",
         TIE("console dev /dev/ttyS1", "a port of the source host")},
        {"<channel type='dev'><source path='/dev/ttyS2'/></channel>",
         TIE("channel dev /dev/ttyS2", "a port of the source host")},
        {"<redirdev bus='usb' type='dev'><source path='/dev/ttyS3'/></redirdev>",
         TIE("redirdev dev /dev/ttyS3", "a port of the source host")},
        {"<smartcard mode='passthrough' type='dev'><source path='/dev/ttyS4'/></smartcard>",
         TIE("smartcard dev /dev/ttyS4", "a port of the source host")},
        {"<smartcard mode='passthrough' type='spicevmc'/>", FREE},
        {"<smartcard mode='host'/>", TIE("smartcard host", "the source host's smartcard reader")},
        {"<smartcard mode='host-certificates'><certificate>a</certificate></smartcard>",
         TIE("smartcard host-certificates", "certificates of the source host")},
        {"<smartcard/>", FREE},
        {"<serial type='pty'/><channel type='unix'/>", FREE},
        {"<channel type='qemu-vdagent'/>",
         "WARN channel qemu-vdagent: a clipboard agent, which only machine types of QEMU 10.1 and "
         "newer can migrate\ndevices " FREE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *domain = test_domain("", rows[i].devices);
        g_autofree char *findings = test_ask(&vmg_check_devices, "", domain, NULL, NULL);
        g_autofree char *expected = g_strconcat("devices ", rows[i].findings, NULL);

        test_same(rows[i].devices, findings, expected);
    }
}

#define ARG(value)       "<q:arg value='" value "'/>"
#define GIVEN(what, why) "devices " TIE("commandline " what, why)
#define UNCLEAR(what)                                                                              \
    "devices WARN commandline " what                                                               \
    ": given to QEMU as it is, so what it does there can't be told\n"

/* Arguments that libvirt passes to QEMU without reading them. */
static void
arguments(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *arguments, *findings;
    } rows[] = {
        {"", "devices " FREE},
        {"<q:env name='A' value='-drive'/>", "devices " FREE},
        {ARG("-drive") ARG("file=/x,cache=writeback"),
         GIVEN("-drive", "a disk that libvirt does not know of")},
        {ARG("--blockdev") ARG("{}"), GIVEN("--blockdev", "a disk that libvirt does not know of")},
        {ARG("-m") ARG("64G") ARG("-object") ARG("memory-backend-file,id=m"),
         GIVEN("-m", "memory that libvirt does not know of")
             GIVEN("-object", "memory that libvirt does not know of")},
        {ARG("-device") ARG("vfio-pci,host=01:00.0") ARG("-fsdev") ARG("local,path=/"),
         GIVEN("-device", "a device of the source host")
             GIVEN("-fsdev", "a directory of the source host")},
        {ARG("-cpu") ARG("host") "<!-- a word -->" ARG("-device") ARG("pvpanic"),
         UNCLEAR("-cpu -device") "devices " FREE},
        {ARG("-object") ARG("rng-random,id=r") ARG("-m") ARG("1G"),
         GIVEN("-m", "memory that libvirt does not know of") UNCLEAR("-object")},
        {ARG("-object"), UNCLEAR("-object") "devices " FREE},
        {ARG("-set") ARG("drive.a.cache=writeback"),
         GIVEN("-set", "another cache mode of a disk than libvirt knows of")},
        {ARG("-set") ARG("device.a.x=y"), UNCLEAR("-set") "devices " FREE},
        {ARG("-readconfig") ARG("/etc/q"),
         GIVEN("-readconfig", "a file of the source host that changes the guest")},
        {ARG("-device") ARG("usb-host,hostbus=1"), GIVEN("-device", "a device of the source host")},
        {ARG("-netdev") ARG("type=vhost-vdpa,id=v"),
         GIVEN("-netdev", "a device of the source host")},
        {ARG("-tpmdev") ARG("passthrough,id=t"), GIVEN("-tpmdev", "a device of the source host")},
        {ARG("-tpmdev") ARG("emulator,id=t"), UNCLEAR("-tpmdev") "devices " FREE},
        {"<q:arg/>", "devices " FREE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *line = g_strdup_printf(
            "</devices><q:commandline xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'>%s"
            "</q:commandline><devices>",
            rows[i].arguments);
        g_autofree char *domain = test_domain("", line);
        g_autofree char *findings = test_ask(&vmg_check_devices, "", domain, NULL, NULL);

        test_same(rows[i].arguments, findings, rows[i].findings);
    }
}

#define SHMEM "<shmem name='s'><model type='ivshmem-plain'/></shmem>"
#define NOT_SENT                                                                                   \
    "devices FAIL shmem s: shared memory without role='master', which QEMU does not send\n"

/* Devices that libvirt and QEMU can't migrate. */
static void
blockers(void **state G_GNUC_UNUSED)
{
    g_autofree char *stamped = test_stamped("", SHMEM), *source = test_source_xml();
    g_autoptr(GString) off = g_string_new(stamped);
    g_autofree char *passthrough =
        test_domain("", "</devices><cpu mode='host-passthrough' migratable='off'/><devices>");
    g_autofree char *runs = test_ask(&vmg_check_devices, "", stamped, source, NULL);
    g_autofree char *unclear = test_ask(&vmg_check_devices, "", passthrough, source, NULL);
    g_autofree char *rests = NULL;

    assert_string_equal(runs, NOT_SENT);
    assert_string_equal(unclear, "devices WARN cpu host-passthrough: it may have an invariant "
                                 "TSC, which QEMU can't migrate\n"
                                 "devices " FREE);
    assert_int_equal(g_string_replace(off, "<guest uuid", "<guest shut-off='yes' uuid", 1), 1);
    rests = test_ask(&vmg_check_devices, "", off->str, source, NULL);
    assert_string_equal(rests, "devices " FREE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(devices),
        cmocka_unit_test(arguments),
        cmocka_unit_test(blockers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
