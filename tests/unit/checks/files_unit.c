/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths that a guest names, if the destination's agent has looked at them, and if it has not. */
#include "checks/checks.h"
#include "decide/decide.h"
#include "tests/unit/support/ask.h"

#include <string.h>

#define LOG "<serial type='pty'><log file='/srv/log/g.log'/></serial>"
#define ROM "<interface type='user'><rom file='/rom'/></interface>"
#define CHAIN                                                                                      \
    "<disk><source file='/srv/images/b'/><target dev='vda'/><backingStore type='file'>"            \
    "<source file='/srv/images/c'/></backingStore></disk>"
#define CD(path, rest)                                                                             \
    "<disk type='file' device='cdrom'><source file='" path "' " rest "/><target dev='sda'/>"       \
    "<readonly/></disk>"

typedef struct {
    const char *devices;
    guint flags;
    const char *findings;
} Row;

static void
ask_rows(const struct vmg_check *check, const Row *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *findings = test_seen(check, NULL, rows[i].devices, rows[i].flags);

        test_like(rows[i].devices, findings, rows[i].findings);
    }
}

static void
what_was_seen(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"", 0, "resources PASS nothing\n"},
        {LOG, VMG_CLAIM_THERE, "resources PASS nothing\n"},
        {LOG ROM, 0,
         "resources PASS looked at when the guest arrives: /srv/log/g.log, /rom\n"
         "resources PASS nothing\n"},
        {LOG CD("/iso/a", "") CHAIN, 0,
         "resources PASS looked at when the guest arrives: /srv/log/g.log, /iso/a, /srv/images/b, "
         "/srv/images/c\nresources PASS nothing\n"},
        {CHAIN, VMG_CLAIM_UNANSWERED,
         "resources WARN no answer in time: /srv/images/b, /srv/images/c\n"},
        {LOG, VMG_CLAIM_MISSING, "resources FAIL serial: it is not there\n"},
        {ROM, VMG_CLAIM_MISSING, "resources FAIL interface: it is not there\n"},
        {ROM, VMG_CLAIM_THERE | VMG_CLAIM_RESIZED,
         "resources FAIL interface: it has another size there\n"},
        {"<rng><backend model='random'>/dev/hwrng</backend></rng>", VMG_CLAIM_MISSING,
         "resources FAIL rng: it is not there\n"},
        {LOG, VMG_CLAIM_THERE | VMG_CLAIM_RESIZED, "resources PASS nothing\n"},
        {"<emulator>/opt/q</emulator>", VMG_CLAIM_MISSING,
         "resources FAIL emulator: it is not there\n"},
        {LOG ROM, VMG_CLAIM_UNANSWERED, "resources WARN no answer in time: /srv/log/g.log, /rom\n"},
        /* The agent is not asked about files that libvirt makes itself. */
        {"<serial type='file'><source path='/var/lib/libvirt/qemu/a'/></serial>", 0,
         "resources PASS nothing\n"},
        /* The destination's facts say whether the destination can emulate a TPM, so the agent is
         * not asked about the TPM. */
        {"<tpm><backend type='emulator'/></tpm>", VMG_CLAIM_MISSING, "resources PASS nothing\n"},
    };

    ask_rows(&vmg_check_resources, rows, G_N_ELEMENTS(rows));
}

static void
media(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {CD("/iso/a", ""), VMG_CLAIM_THERE,
         "storage WARN cdrom sda: /iso/a, which each host has for itself; a file of that name is "
         "on host-b\n*"},
        {CD("/iso/a", ""), 0,
         "storage WARN cdrom sda: /iso/a, which each host has for itself; whether it is on host-b "
         "is looked at when the guest arrives\n*"},
        {LOG CD("/iso/a", ""), VMG_CLAIM_THERE, "storage WARN cdrom sda: /iso/a, *"},
        {CD("/iso/a", ""), VMG_CLAIM_UNANSWERED, "storage WARN cdrom sda: */iso/a*"},
        {CD("/iso/a", ""), VMG_CLAIM_MISSING,
         "storage WARN cdrom sda: /iso/a, which each host has for itself\n"
         "storage FAIL cdrom sda: it is not there\n"},
        {CD("/iso/a", "startupPolicy='optional'"), VMG_CLAIM_MISSING, "storage PASS *"},
        {CD("/iso/a", "startupPolicy='requisite'"), VMG_CLAIM_MISSING, "storage PASS *"},
        {CD("/iso/a", "startupPolicy='mandatory'"), VMG_CLAIM_THERE, "storage WARN *"},
        {CD("/srv/images/a", ""), VMG_CLAIM_MISSING, "storage FAIL cdrom sda: it is not there\n"},
        /* A directory that is used as a CD-ROM is not a file, so the agent is not asked about
         * it. */
        {"<disk type='dir' device='cdrom'><source dir='/iso'/><target dev='sda'/></disk>",
         VMG_CLAIM_THERE, "storage FAIL cdrom sda: /iso, *"},
        {CD("/iso/a", "") "<disk type='dir' device='cdrom'><source dir='/iso'/>"
                          "<target dev='sdb'/></disk>",
         VMG_CLAIM_THERE, "storage WARN cdrom sda: *storage FAIL cdrom sdb: /iso, *"},
    };

    ask_rows(&vmg_check_storage, rows, G_N_ELEMENTS(rows));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_seen),
        cmocka_unit_test(media),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
