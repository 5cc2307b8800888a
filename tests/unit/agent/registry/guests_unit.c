/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guests of a host in the registry. Their XML comes back unchanged, except for secrets, and is
 * believed only if it is signed with the cluster's key. */
#include "agent/registry/guests.h"

#include "tests/unit/support/helper.h"

#include <string.h>

static char *
publish(const char *xml, GBytes *key)
{
    g_autoptr(GPtrArray) domains = g_ptr_array_new();

    g_ptr_array_add(domains, (gpointer)xml);
    return vmg_registry_guests_publish(TEST_SOURCE_UUID, domains, key);
}

static GPtrArray *
read_as(const char *text, const char *uuid, GBytes *key, GError **error)
{
    return vmg_registry_guests_read(uuid, text, strlen(text), key, error);
}

static void
a_guest_comes_back(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_stamped("<nova>&amp;</nova>", "<disk/>"),
                    *text = publish(xml, NULL);
    g_autoptr(GPtrArray) domains = read_as(text, TEST_SOURCE_UUID, NULL, NULL);
    g_autoptr(VmgGuest) guest = NULL;

    assert_non_null(domains);
    assert_int_equal(domains->len, 1);
    guest = test_guest(domains->pdata[0]);
    assert_string_equal(guest->view.uuid, TEST_GUEST_UUID);
    assert_non_null(strstr(domains->pdata[0], "<nova>&amp;</nova>"));
    assert_non_null(strstr(domains->pdata[0], "urn:virt-migration-guard:1"));
}

/* Data that the XML passes to the guest, for example for cloud-init, is not published. Names of
 * files are published, because a check needs them. */
static void
secrets_of_the_guest_stay_at_home(void **state G_GNUC_UNUSED)
{
    g_autofree char *text = publish(
        "<domain><sysinfo type='fwcfg'><entry name='opt/a'>hush1</entry><entry name='opt/b' "
        "file='/srv/b'/></sysinfo><sysinfo type='smbios'><oemStrings><entry>hush2</entry>"
        "</oemStrings></sysinfo></domain>",
        NULL);

    assert_null(strstr(text, "hush"));
    assert_non_null(strstr(text, "/srv/b"));
}

static void
what_is_no_xml_is_left_out(void **state G_GNUC_UNUSED)
{
    g_autofree char *text = publish("<domain", NULL);
    g_autoptr(GPtrArray) domains = read_as(text, TEST_SOURCE_UUID, NULL, NULL);

    assert_int_equal(domains->len, 0);
}

static void
only_what_is_signed_is_believed(void **state G_GNUC_UNUSED)
{
    g_autoptr(GBytes) key = g_bytes_new_static("0123456789abcdef", 16);
    g_autofree char *good = publish("<domain/>", key), *bad = publish("<domain/>", NULL);
    g_autoptr(GPtrArray) domains = read_as(good, TEST_SOURCE_UUID, key, NULL);
    g_autoptr(GError) error = NULL;
    char *changed = strstr(good, "domain");

    assert_int_equal(domains->len, 1);
    assert_null(read_as(bad, TEST_SOURCE_UUID, key, &error));
    test_like("unsigned", error->message, "*not signed with the cluster's key*");
    *changed = 'D';
    assert_null(read_as(good, TEST_SOURCE_UUID, key, NULL));
}

static void
what_another_published_is_not(void **state G_GNUC_UNUSED)
{
    static const char *const texts[] = {"<peer/>", "<guests host='x'/>", "", "<guests"};
    g_autofree char *text = publish("<domain/>", NULL);

    assert_null(read_as(text, TEST_DEST_UUID, NULL, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        assert_null(read_as(texts[i], TEST_SOURCE_UUID, NULL, NULL));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_guest_comes_back),
        cmocka_unit_test(secrets_of_the_guest_stay_at_home),
        cmocka_unit_test(what_is_no_xml_is_left_out),
        cmocka_unit_test(only_what_is_signed_is_believed),
        cmocka_unit_test(what_another_published_is_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
