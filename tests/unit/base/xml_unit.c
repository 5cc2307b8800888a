/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/xml.h"
#include "tests/unit/support/helper.h"

#include <string.h>

static void
what_is_no_xml_is_refused_in_one_line(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *error;
    } rows[] = {
        {"", "w: empty"},
        {"x", "w:1: *"},
        {"<a>", "w:1: *"},
        {"<a>\n\n</b>", "w:3: *"},
        {"<a></a><b/>", "w:1: *"},
        {"<a x='1' x='2'/>", "w:1: *"},
        {"<a>&undefined;</a>", "w:1: *"},
        {"<a>\xff</a>", "w:1: *"},
        {"<a>\x01</a>", "w:1: *"},
        {"<?xml version='1.0' encoding='no-such'?><a/>", "w:1: *"},
        {"<!DOCTYPE a><a/>", "w: a DOCTYPE is not allowed"},
        {"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "w: a DOCTYPE is not allowed"},
        {"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "w: a DOCTYPE is not allowed"},
        {"<?xml version='1.0'?>\n<!-- c --><!DOCTYPE a [<!ENTITY e SYSTEM "
         "'/etc/passwd'>]><a>&e;</a>",
         "w: a DOCTYPE is not allowed"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;

        assert_null(vmg_xml_parse(rows[i].xml, strlen(rows[i].xml), "w", &error));
        assert_non_null(error);
        test_like(rows[i].xml, error->message, rows[i].error);
        assert_null(strchr(error->message, '\n'));
    }
}

static void
too_deep_and_too_large_are_refused(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) deep = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    gsize size = (gsize)VMG_XML_MAX + 1;
    g_autofree char *large = g_malloc(size);

    for (int i = 0; i < 100000; i++)
        g_string_append(deep, "<a>");
    assert_null(vmg_xml_parse(deep->str, deep->len, "w", &error));
    g_clear_error(&error);
    memset(large, ' ', size);
    assert_null(vmg_xml_parse(large, size, "w", &error));
    test_same("large", error->message, "w: larger than 16 MiB");
}

static void
names_are_matched_by_namespace(void **state G_GNUC_UNUSED)
{
    g_autoptr(xmlDoc) doc = test_doc("<r xmlns:p='urn:virt-migration-guard:1'"
                                     " xmlns:o='http://ovirt.org/vm/1.0' xmlns:x='urn:x'>"
                                     "<vm/><p:vm/><o:vm/><x:vm/><!-- c -->text</r>");
    const xmlNode *node = xmlDocGetRootElement(doc)->children;
    static const struct {
        gboolean plain, ours, ovirt;
    } rows[] = {{TRUE, FALSE, TRUE},   {FALSE, TRUE, FALSE},  {FALSE, FALSE, TRUE},
                {FALSE, FALSE, FALSE}, {FALSE, FALSE, FALSE}, {FALSE, FALSE, FALSE}};

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++, node = node->next) {
        assert_int_equal(vmg_xml_is(node, "vm"), rows[i].plain);
        assert_int_equal(vmg_xml_is_ours(node, "vm"), rows[i].ours);
        assert_int_equal(vmg_xml_is_ovirt(node, "vm"), rows[i].ovirt);
        assert_false(vmg_xml_is(node, "v"));
    }
    assert_false(vmg_xml_is(NULL, "vm"));
    assert_false(vmg_xml_is_ours(NULL, "vm"));
}

/* libxml2 takes an undeclared prefix as a part of the element's name. */
static void
an_undeclared_prefix_is_no_match(void **state G_GNUC_UNUSED)
{
    g_autoptr(xmlDoc) doc = test_doc("<vmg:stamp/>");

    assert_false(vmg_xml_is(xmlDocGetRootElement(doc), "stamp"));
    assert_false(vmg_xml_is_ours(xmlDocGetRootElement(doc), "stamp"));
}

static void
values_are_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(xmlDoc) doc = test_doc("<r a='1' p:b='2' xmlns:p='urn:x'> <p:c/><c> x &amp; y\n</c>"
                                     "<d><![CDATA[<raw>]]> z</d><e/></r>");
    g_autoptr(VmgArena) arena = vmg_arena_new();
    xmlNode *root = xmlDocGetRootElement(doc), *text = root->children;

    assert_int_equal(text->type, XML_TEXT_NODE);
    assert_string_equal(vmg_xml_attr(arena, root, "a"), "1");
    assert_null(vmg_xml_attr(arena, root, "b"));
    assert_null(vmg_xml_attr(arena, NULL, "a"));
    assert_null(vmg_xml_attr(arena, text, "a"));
    assert_false(vmg_xml_attr_is(text, "a", "1"));
    assert_false(vmg_xml_has_attr(text, "a"));
    assert_true(vmg_xml_attr_is(root, "a", "1"));
    assert_false(vmg_xml_attr_is(root, "a", "2"));
    assert_false(vmg_xml_attr_is(root, "none", "2"));
    assert_false(vmg_xml_attr_is(NULL, "a", "1"));
    assert_string_equal(vmg_xml_text(arena, vmg_xml_child(root, "c")), "x & y");
    assert_string_equal(vmg_xml_text(arena, vmg_xml_child(root, "d")), "<raw> z");
    assert_string_equal(vmg_xml_text(arena, vmg_xml_child(root, "e")), "");
    assert_null(vmg_xml_text(arena, vmg_xml_child(root, "f")));
    assert_null(vmg_xml_child(NULL, "c"));
}

static void
what_is_written_is_escaped(void **state G_GNUC_UNUSED)
{
    xmlNode *node = vmg_xml_add(NULL, NULL, "a", "x < y & z");
    g_autofree char *text = NULL;

    vmg_xml_set(node, "q", "\"<'&");
    vmg_xml_set(node, "none", NULL);
    vmg_xml_set_uint(node, "n", G_MAXUINT64);
    vmg_xml_add(node, NULL, "b", NULL);
    text = vmg_xml_node_to_string(node);
    xmlFreeNode(node);
    assert_string_equal(text, "<a q=\"&quot;&lt;'&amp;\" n=\"18446744073709551615\">"
                              "x &lt; y &amp; z<b/></a>");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_xml_is_refused_in_one_line),
        cmocka_unit_test(too_deep_and_too_large_are_refused),
        cmocka_unit_test(names_are_matched_by_namespace),
        cmocka_unit_test(an_undeclared_prefix_is_no_match),
        cmocka_unit_test(values_are_read),
        cmocka_unit_test(what_is_written_is_escaped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
