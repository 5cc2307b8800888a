/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* If the content of a guest's stamp changes, the serial in the new stamp is greater. */
#include "tests/unit/support/helper.h"

#include "agent/guests/serial.h"
#include "base/xml.h"
#include "stamp/stamp.h"

#include <string.h>

#define PLAIN "<disk><driver cache='none'/><source file='/srv/a'/><target dev='vda'/></disk>"

/* The domain XML with a stamp, as libvirt returns it. */
static xmlDoc *
stamped(guint64 serial)
{
    g_autofree char *plain = test_domain("", PLAIN), *source = test_source_xml(), *text = NULL;
    g_autofree char *stamp = NULL, *xml = NULL;
    g_autoptr(VmgGuest) guest = test_guest(plain);
    g_autoptr(VmgHost) host = test_host(source);

    text = vmg_stamp_to_string(host, &guest->view, NULL, serial, NULL);
    stamp = g_strconcat("<stamp xmlns='" VMG_XMLNS "'>", text + strlen("<stamp>"), NULL);
    xml = test_domain(stamp, PLAIN);
    return vmg_xml_parse(xml, strlen(xml), "domain", NULL);
}

static char *
said_in(const xmlDoc *domain)
{
    return vmg_serial_said(vmg_stamp_find(domain));
}

static void
it_rises_with_what_is_said(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *said;
        gint64 now;
        guint64 serial;
    } rows[] = {
        {"a", 100, 100}, {"a", 500, 100}, {"b", 500, 500}, {"a", 500, 501},
        {"b", 100, 502}, {"b", 900, 502}, {"c", -5, 503},
    };
    g_autoptr(xmlDoc) bare = xmlNewDoc(NULL);
    VmgSerial serial = {0};

    xmlDocSetRootElement(bare, xmlNewNode(NULL, (const xmlChar *)"domain"));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(vmg_serial_of(&serial, rows[i].said, bare, TEST_SOURCE_UUID, rows[i].now),
                         rows[i].serial);
    vmg_serial_clear(&serial);
}

/* After a restart of the agent, the serial in the guest's stamp is used again if this host wrote
 * the stamp, the content is the same, and no greater serial is known. */
static void
what_is_there_keeps_its_serial(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *name, *uuid;
        guint64 there, floor, expected;
        gboolean other;
    } rows[] = {
        {"the same", TEST_SOURCE_UUID, 7, 0, 7, FALSE},
        {"the same, and known", TEST_SOURCE_UUID, 7, 7, 7, FALSE},
        {"something else", TEST_SOURCE_UUID, 7, 0, 1000, TRUE},
        {"another host's", TEST_DEST_UUID, 7, 0, 1000, FALSE},
        {"an older one", TEST_SOURCE_UUID, 7, 8, 1000, FALSE},
        {"a later one is known than the clock says", TEST_SOURCE_UUID, 7, 5000, 5001, FALSE},
        {"without", TEST_SOURCE_UUID, 0, 0, 1000, FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(xmlDoc) domain = stamped(rows[i].there);
        g_autofree char *said = rows[i].other ? g_strdup("else") : said_in(domain);
        VmgSerial serial = {.value = rows[i].floor};

        if (vmg_serial_of(&serial, said, domain, rows[i].uuid, 1000) != rows[i].expected)
            fail_msg("%s: %" G_GUINT64_FORMAT, rows[i].name, serial.value);
        vmg_serial_clear(&serial);
    }
}

static void
the_serial_is_not_among_what_is_said(void **state G_GNUC_UNUSED)
{
    g_autoptr(xmlDoc) one = stamped(1), two = stamped(2), none = stamped(0);
    g_autofree char *first = said_in(one), *second = said_in(two), *third = said_in(none);

    assert_non_null(strstr(first, "cache"));
    assert_string_equal(first, second);
    assert_string_equal(first, third);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_rises_with_what_is_said),
        cmocka_unit_test(what_is_there_keeps_its_serial),
        cmocka_unit_test(the_serial_is_not_among_what_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
