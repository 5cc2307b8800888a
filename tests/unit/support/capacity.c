/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/support/capacity.h"

#include "tests/unit/support/ask.h"

/* A guest with 1 GiB, which is 1098 MiB with its overhead. */
static char *
domain(const char *rest)
{
    return g_strdup_printf("<domain type='kvm'><name>g1</name><uuid>" TEST_GUEST_UUID
                           "</uuid><memory>1048576</memory>%s</domain>",
                           rest);
}

/* The XML of a host with 8 CPU threads. TOTAL and AVAILABLE are in MiB. */
static char *
host(guint64 total, guint64 available, const char *pages, const char *guests)
{
    return g_strdup_printf(
        "<host xmlns='urn:virt-migration-guard:1' generation='1' boottime='0'><uuid>" TEST_DEST_UUID
        "</uuid><name>host-b</name><cluster>c</cluster><status>up</status>"
        "<cpu arch='x86_64' threads='8' online='0-7'/>"
        "<memory unit='KiB' total='%" G_GUINT64_FORMAT "' available='%" G_GUINT64_FORMAT
        "'>%s</memory><networks/>%s</host>",
        total * 1024, available * 1024, pages, guests);
}

void
test_capacity(const struct vmg_check *check, const TestCapacity *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *guest = domain(rows[i].rest);
        g_autofree char *there =
            host(rows[i].total, rows[i].available, rows[i].pages, rows[i].guests);
        g_autofree char *findings = test_ask(check, rows[i].config, guest, NULL, there);

        test_like(rows[i].label, findings, rows[i].findings);
    }
}
