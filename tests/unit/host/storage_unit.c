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

#define DOMAIN(kind, source, path, rest)                                                           \
    "<domain name='n' kind='" kind "' source='" source "' path='" path "' " rest "/>"
#define UP(kind, source, path) DOMAIN(kind, source, path, "state='up'")

/* Two hosts with different names for one storage domain are matched, even if their agents are of
 * different releases. */
static void
names_of_one_filesystem_are_the_same(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *domains, *expected;
    } rows[] = {
        {UP("ceph", "b:6789,a:6789:/vm", "/c"), "a:6789,b:6789:/vm "},
        {UP("ceph", "[::2]:1,[::1]:1:/", "/c"), "[::1]:1,[::2]:1:/ "},
        {UP("ceph", "a:/", "/c"), "a:/ "},
        {UP("ceph", "admin@fs.x=/", "/c"), "admin@fs.x=/ "},
        {UP("nfs", "b,a:/", "/c"), "b,a:/ "},
        {"<domain name='n' source='b,a:/' state='up'/>", "b,a:/ "},
        {UP("nfs4", "s:/a", "/a") UP("nfs4", "s:/a/b", "/a/b"), "s:/a "},
        {UP("nfs", "s:/", "/a") UP("nfs", "s:/b", "/a/b") UP("nfs", "s:/b/c", "/a/b/c"), "s:/ "},
        {UP("nfs", "s:/a", "/a") UP("nfs", "s:/b", "/a/b"), "s:/a s:/b "},
        {UP("nfs", "s:/a", "/a") UP("nfs", "t:/a/b", "/a/b"), "s:/a t:/a/b "},
        {UP("nfs", "s:/a", "/a") UP("nfs", "s:/a/b", "/ab"), "s:/a s:/a/b "},
        {UP("nfs", "s:/a", "/a") UP("nfs", "s:/a/b/c", "/a/c"), "s:/a s:/a/b/c "},
        {UP("nfs", "s:/a", "/a") DOMAIN("nfs", "s:/a/b", "/a/b", "state='down'"), "s:/a s:/a/b "},
        {UP("nfs", "s:/a", "/a") DOMAIN("nfs", "s:/a/b", "/a/b", "state='up' pool='p'"),
         "s:/a s:/a/b "},
        {UP("nfs", "s:/a", "/a") UP("local", "/a/b", "/a/b") UP("nfs", "s:/a/b/c", "/a/b/c"),
         "/a/b s:/a s:/a/b/c "},
        {UP("cifs", "//s/a", "/a") UP("cifs", "//s/a/b", "/a/b"), "//s/a //s/a/b "},
        {UP("declared", "", "/a") UP("nfs", "/b", "/a/b"), " /b "},
        {UP("nfs", "s:/a", "/a") "<domain name='n' kind='nfs' source='s:/a/b' state='up'/>",
         "s:/a s:/a/b "},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml = g_strdup_printf(HOST("<storage>%s</storage>"), rows[i].domains);
        g_autoptr(VmgHost) host = test_host(xml);
        g_autoptr(GString) sources = g_string_new(NULL);

        for (gsize j = 0; j < host->view.domain_count; j++)
            g_string_append_printf(sources, "%s ", host->view.domains[j]->source);
        test_same(rows[i].domains, sources->str, rows[i].expected);
    }
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
        cmocka_unit_test(names_of_one_filesystem_are_the_same),
        cmocka_unit_test(a_domain_needs_name_source_and_state),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
