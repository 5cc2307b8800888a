/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agents have seen at the paths of a guest's images. */
#include "checks/checks.h"
#include "decide/decide.h"
#include "tests/unit/support/ask.h"

#include <string.h>

#define FILE_DISK(path)                                                                            \
    "<disk type='file'><driver cache='none'/><source file='" path "'/><target dev='vdz'/></disk>"
#define BLOCK(path)                                                                                \
    "<disk type='block'><driver cache='none'/><source dev='" path "'/><target dev='vdz'/></disk>"
#define CD(path)                                                                                   \
    "<disk type='file' device='cdrom'><source file='" path "'/><target dev='vdz'/><readonly/>"     \
    "</disk>"

typedef struct {
    const char *devices, *detail;
    guint flags;
    const char *findings, *codes;
} Row;

static void
set(VmgGuest *guest, const Row *row)
{
    vmg_guest_claim_images(guest);
    for (guint i = 0; i < guest->claims->len; i++) {
        struct vmg_claim *claim = g_ptr_array_index(guest->claims, i);

        if (g_strcmp0(claim->id, "vdz") != 0)
            continue;
        claim->flags = row->flags;
        claim->detail = row->detail;
    }
}

static VmgVerdict *
judge(const Row *row)
{
    g_autofree char *xml = test_domain("", row->devices), *from = test_source_xml();
    g_autofree char *to = test_dest_xml();
    g_autoptr(VmgGuest) guest = test_guest(xml);
    g_autoptr(VmgHost) source = test_host(from), destination = test_host(to);
    g_autoptr(VmgConfig) config = test_config(NULL);
    const struct vmg_check *const checks[] = {&vmg_check_storage, NULL};
    VmgCase the_case = {.config = config, .checks = checks, .guest = &guest->view};

    the_case.source = source;
    the_case.destination = destination;
    set(guest, row);
    return vmg_decide(&the_case);
}

static void
what_was_seen_of_images(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {FILE_DISK("/srv/images/a"), NULL, VMG_CLAIM_THERE, "storage PASS *", "holds"},
        {FILE_DISK("/srv/images/a"), NULL, 0, "storage PASS *", "holds"},
        {FILE_DISK("/srv/images/a"), NULL, VMG_CLAIM_UNANSWERED, "storage PASS *", "holds"},
        {FILE_DISK("/srv/images/a"), NULL, VMG_CLAIM_MISSING,
         "storage FAIL disk vdz: it is not there\n", "disk-missing"},
        {FILE_DISK("/srv/images/a"), NULL, VMG_CLAIM_THERE | VMG_CLAIM_OTHER,
         "storage FAIL disk vdz: another file is there, or a link or a mount leads elsewhere\n",
         "disk-differs"},
        {FILE_DISK("/srv/images/a"), NULL, VMG_CLAIM_THERE | VMG_CLAIM_READ_ONLY,
         "storage FAIL disk vdz: it can only be read there\n", "disk-read-only"},
        {CD("/srv/images/a"), NULL, VMG_CLAIM_THERE | VMG_CLAIM_RESIZED,
         "storage FAIL cdrom vdz: it has another size there\n", "disk-size-differs"},
        /* The check refuses a disk because of its path already, so it does not report what is at
         * the path. */
        {FILE_DISK("/local/a"), NULL, VMG_CLAIM_MISSING, "storage FAIL disk vdz: /local/a, *",
         "disk-not-on-shared-storage"},
        {CD("/local/a"), NULL, VMG_CLAIM_MISSING,
         "storage WARN cdrom vdz: /local/a, which each host has for itself\n"
         "storage FAIL cdrom vdz: it is not there\n",
         "medium-not-on-shared-storage disk-missing"},
        {CD("/local/a"), NULL, VMG_CLAIM_THERE | VMG_CLAIM_RESIZED,
         "storage WARN cdrom vdz: *storage FAIL cdrom vdz: it has another size there\n",
         "medium-not-on-shared-storage disk-size-differs"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgVerdict) verdict = judge(&rows[i]);
        g_autofree char *findings = test_findings(verdict), *codes = test_codes(verdict);

        test_like(rows[i].devices, findings, rows[i].findings);
        test_same(rows[i].devices, codes, rows[i].codes);
    }
}

static void
what_was_seen_of_devices(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {BLOCK("/dev/sdx"), NULL, 0, "storage WARN *", "disk-unclear holds"},
        {BLOCK("/dev/sdx"), "block naa.1 512", 0, "storage WARN *", "disk-unclear holds"},
        {BLOCK("/dev/sdx"), "block naa.1 512", VMG_CLAIM_THERE | VMG_CLAIM_SAME, "storage PASS *",
         "holds"},
        {BLOCK("/dev/sdx"), "block naa.1 512", VMG_CLAIM_THERE, "storage WARN *",
         "disk-unclear holds"},
        {BLOCK("/dev/sdx"), "block naa.1 512", VMG_CLAIM_THERE | VMG_CLAIM_OTHER,
         "storage FAIL disk vdz: another device has that name there\n", "disk-differs"},
        {BLOCK("/dev/sdx"), "block naa.1 512", VMG_CLAIM_MISSING,
         "storage FAIL disk vdz: it is not there\n", "disk-missing"},
        {BLOCK("/dev/sdx"), "block naa.1 512", VMG_CLAIM_THERE | VMG_CLAIM_RESIZED,
         "storage FAIL disk vdz: it has another size there\n", "disk-size-differs"},
        {BLOCK("/dev/sdx"), "block naa.1 512", VMG_CLAIM_THERE | VMG_CLAIM_READ_ONLY,
         "storage WARN *storage FAIL disk vdz: it can only be read there\n",
         "disk-unclear disk-read-only"},
        {BLOCK("/dev/sdx"), "block - 512", 0,
         "storage FAIL disk vdz: cannot identify /dev/sdx: it has no WWN, serial number or UUID\n",
         "disk-not-recognisable"},
        {BLOCK("/dev/sdx"), "block local 512", 0,
         "storage FAIL disk vdz: /dev/sdx, a device of the source host\n",
         "disk-not-on-shared-storage"},
        {BLOCK("/dev/drbd0"), "block drbd 512", VMG_CLAIM_THERE, "storage WARN *",
         "disk-unclear holds"},
        /* A disk of NVMe over a network. Without the stamp, this disk would be taken for a
         * device inside the host. */
        {BLOCK("/dev/nvme0n1"), "block eui.1 512", VMG_CLAIM_THERE | VMG_CLAIM_SAME,
         "storage PASS *", "holds"},
        {BLOCK("/dev/nvme0n1"), NULL, VMG_CLAIM_THERE,
         "storage FAIL disk vdz: /dev/nvme0n1, a device of the source host\n",
         "disk-not-on-shared-storage"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgVerdict) verdict = judge(&rows[i]);
        g_autofree char *findings = test_findings(verdict), *codes = test_codes(verdict);

        test_like(rows[i].detail, findings, rows[i].findings);
        test_same(rows[i].detail, codes, rows[i].codes);
    }
}

/* The stamp says where the symbolic links of a path lead, so the command check knows it without
 * asking an agent. */
static void
links(void **state G_GNUC_UNUSED)
{
    static const struct {
        Row row;
        const char *real;
    } rows[] = {
        {{FILE_DISK("/srv/images/a"), NULL, 0,
          "storage FAIL disk vdz: /srv/images/a, which leads to /local/a, on no *",
          "disk-not-on-shared-storage"},
         "/local/a"},
        {{FILE_DISK("/links/a"), NULL, 0, "storage PASS *", "holds"}, "/srv/images/a"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = test_domain("", rows[i].row.devices), *from = test_source_xml();
        g_autofree char *to = test_dest_xml(), *findings = NULL;
        g_autoptr(VmgGuest) guest = test_guest(xml);
        g_autoptr(VmgHost) source = test_host(from), destination = test_host(to);
        g_autoptr(VmgConfig) config = test_config(NULL);
        const struct vmg_check *const checks[] = {&vmg_check_storage, NULL};
        VmgCase the_case = {.config = config, .checks = checks, .guest = &guest->view};
        const struct vmg_disk *disk = guest->view.disks[guest->view.disk_count - 1];
        g_autoptr(VmgVerdict) verdict = NULL;

        the_case.source = source;
        the_case.destination = destination;
        ((struct vmg_image *)disk->images[0])->real = rows[i].real;
        verdict = vmg_decide(&the_case);
        findings = test_findings(verdict);
        test_like(rows[i].real, findings, rows[i].row.findings);
    }
}

/* The fix names the path, and the host on which something must be corrected. */
static void
fixes(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {FILE_DISK("/srv/images/a"), NULL, VMG_CLAIM_MISSING, "*findmnt --target /srv/images/a*",
         NULL},
        {CD("/srv/images/a"), NULL, VMG_CLAIM_MISSING,
         "copy /srv/images/a from the source host to host-b, or eject it", NULL},
        {CD("/srv/images/a"), NULL, VMG_CLAIM_RESIZED,
         "copy /srv/images/a from the source host to host-b, or eject it", NULL},
        {BLOCK("/dev/sdx"), "block naa.1 512", VMG_CLAIM_MISSING, "*ls -l /dev/sdx*", NULL},
        {BLOCK("/dev/sdx"), "block naa.1 512", VMG_CLAIM_RESIZED, "on host-b, *(rescan)*", NULL},
        {BLOCK("/srv/images/lun"), NULL, VMG_CLAIM_READ_ONLY, "*blockdev --setrw /srv/images/lun*",
         NULL},
        {FILE_DISK("/srv/images/a"), NULL, VMG_CLAIM_READ_ONLY, "*mount it read-write", NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgVerdict) verdict = judge(&rows[i]);
        const VmgFinding *last = g_ptr_array_index(verdict->findings, verdict->findings->len - 1);

        vmg_verdict_render(verdict);
        test_like(rows[i].devices, last->fix, rows[i].findings);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_seen_of_images),
        cmocka_unit_test(what_was_seen_of_devices),
        cmocka_unit_test(links),
        cmocka_unit_test(fixes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
