/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The storage domains of a host. */
#include "host/host.h"

#include "tests/unit/support/helper.h"

#include <string.h>

#define HOST(inside)                                                                               \
    "<host xmlns='urn:virt-migration-guard:1'><uuid>" TEST_SOURCE_UUID "</uuid><name>h</name>"     \
    "<cluster>c</cluster><status>up</status>" inside "</host>"

static void
domains_are_read_sorted_by_their_source(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgHost) host = test_host(
        HOST("<storage><domain name='b' kind='nfs' source='nas:/b' path='/b' state='up'/>"
             "<domain name='a' source='nas:/a' pool='p' state='missing' required='no'/><future/>"
             "</storage>"));
    const struct vmg_domain *const *domains = host->view.domains;

    assert_true(host->view.flags & VMG_HOST_KNOWS_STORAGE);
    assert_int_equal(host->view.domain_count, 2);
    assert_string_equal(domains[0]->name, "a");
    assert_string_equal(domains[0]->kind, "");
    assert_string_equal(domains[0]->pool, "p");
    assert_int_equal(domains[0]->flags, VMG_DOMAIN_OPTIONAL);
    assert_string_equal(domains[1]->path, "/b");
    assert_null(domains[1]->pool);
}

static void
a_domain_needs_name_source_and_state(void **state G_GNUC_UNUSED)
{
    static const char *const rows[] = {
        HOST("<storage><domain source='s' state='up'/></storage>"),
        HOST("<storage><domain name='n' state='up'/></storage>"),
        HOST("<storage><domain name='n' source='s'/></storage>"),
    };
    g_autoptr(VmgHost) unknown = test_host(HOST(""));

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;

        assert_null(vmg_host_parse(rows[i], strlen(rows[i]), "h.xml", &error));
        test_like(rows[i], error->message, "*a storage <domain> has no name, no source or *");
    }
    assert_false(unknown->view.flags & VMG_HOST_KNOWS_STORAGE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(domains_are_read_sorted_by_their_source),
        cmocka_unit_test(a_domain_needs_name_source_and_state),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
