/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/xml-plain.h"

#include "base/xml.h"
#include "tests/unit/support/helper.h"

#include <string.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define LONG "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static gboolean
is_blank(const xmlNode *node)
{
    return node->type == XML_TEXT_NODE &&
           node->content[strspn((const char *)node->content, " \n")] == '\0';
}

/* Appends a description of NODE, of its later siblings, and of all nodes below them; white space
 * between elements is left out. Fails unless each node has the right parent and the right
 * previous node. */
static void
describe(GString *text, const xmlNode *node, const xmlNode *parent)
{
    for (const xmlNode *before = NULL; node; before = node, node = node->next) {
        assert_ptr_equal(node->prev, before);
        assert_ptr_equal(node->parent, parent);
        assert_true(node->next || node == parent->last);
        if (node->type == XML_TEXT_NODE && !is_blank(node))
            g_string_append_printf(text, "[%s]", (const char *)node->content);
        if (node->type != XML_ELEMENT_NODE)
            continue;
        g_string_append_printf(text, "<%s %s", (const char *)node->name,
                               node->ns ? (const char *)node->ns->href : "");
        for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
            g_string_append_printf(text, " %s=", (const char *)attr->name);
            describe(text, attr->children, (const xmlNode *)attr);
        }
        describe(text, node->children, node);
        g_string_append_c(text, '>');
    }
}

static char *
describe_root(xmlNode *root)
{
    const xmlNode above = {.last = root};
    GString *text = g_string_new(NULL);

    root->parent = (xmlNode *)&above;
    describe(text, root, &above);
    return g_string_free(text, FALSE);
}

static void
check_same(const char *xml)
{
    g_autoptr(VmgArena) arena = vmg_arena_new();
    g_autoptr(xmlDoc) doc = test_doc(xml);
    xmlNode *root = vmg_xml_plain_read(arena, xml, strlen(xml)), *full = xmlDocGetRootElement(doc);
    g_autofree char *got = NULL, *wanted = NULL;

    if (!root)
        fail_msg("not plain: %s", xml);
    got = describe_root(root);
    wanted = describe_root(full);
    full->parent = (xmlNode *)doc;
    assert_string_equal(got, wanted);
}

static void
what_is_plain_is_read_as_libxml2_reads_it(void **state G_GNUC_UNUSED)
{
    static const char *const rows[] = {
        HEAD "<a/>",
        HEAD "<a/>\n",
        HEAD "<a></a>\n",
        HEAD "<a b=\"c\" d=\"\" e-1=\"&amp;&lt;&gt;&quot;'&amp;amp;\"/>\n",
        HEAD "<host xmlns=\"" VMG_XMLNS "\" b=\"c\">\n  <d/>\n</host>\n",
        HEAD "<host b=\"c\" xmlns=\"" VMG_XMLNS "\"><d e=\"f\"/><d/><g>h i</g></host>\n",
        HEAD "<a>\n<b> x &lt;\"y\"&gt; &amp;\n z </b>\n<b>-</b><c>\n</c>\n</a>\n",
        HEAD "<a><b><c><d>e</d></c></b><b/></a>\n",
        HEAD "<a ab=\"1\" a=\"2\" abc=\"3\"/>\n",
        HEAD "<" LONG LONG "/>\n",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        check_same(rows[i]);
}

static void
anything_else_is_left_to_libxml2(void **state G_GNUC_UNUSED)
{
    static const char *const rows[] = {
        "",
        "<a/>",
        HEAD,
        HEAD "text",
        HEAD "<",
        HEAD "<a",
        HEAD "<a ",
        HEAD "<a/",
        HEAD "<a>",
        HEAD "<a><",
        HEAD "<a></",
        HEAD "<a></a",
        HEAD "<a></b>",
        HEAD "<a></ab>",
        HEAD "<ab></a>",
        HEAD "<a></a >",
        HEAD "<a/><b/>",
        HEAD "<a/>\n\n",
        HEAD "<a/>b",
        HEAD "<a /b>",
        HEAD "<a  b=\"c\"/>",
        HEAD "<a\nb=\"c\"/>",
        HEAD "<a b=\"c\"d=\"e\"/>",
        HEAD "<a b='c'/>",
        HEAD "<a b = \"c\"/>",
        HEAD "<a b/>",
        HEAD "<a b=\"c/>",
        HEAD "<a b=\"c\" d=\"\" b=\"e\"/>",
        HEAD "<a b=\"<\"/>",
        HEAD "<a b=\">\"/>",
        HEAD "<a b=\"\n\"/>",
        HEAD "<a b=\"\t\"/>",
        HEAD "<a b=\"&#10;\"/>",
        HEAD "<a b=\"&\"/>",
        HEAD "<a b=\"&amp\"/>",
        HEAD "<a b=\"&b;\"/>",
        HEAD "<a b=\"\xc3\xa4\"/>",
        HEAD "<a b=\"\x7f\"/>",
        HEAD "<a x:b=\"c\"/>",
        HEAD "<x:a/>",
        HEAD "<1/>",
        HEAD "<a_b/>",
        HEAD "<a xmlns=\"\"/>",
        HEAD "<a xmlns=\"urn:other\"/>",
        HEAD "<a xmlns=\"" VMG_XMLNS "\" xmlns=\"" VMG_XMLNS "\"/>",
        HEAD "<a><b xmlns=\"" VMG_XMLNS "\"/></a>",
        HEAD "<a>b<c/></a>",
        HEAD "<a><c/>b</a>",
        HEAD "<a>]]></a>",
        HEAD "<a>\r</a>",
        HEAD "<a>\xc3\xa4</a>",
        HEAD "<a><!-- b --></a>",
        HEAD "<a><![CDATA[b]]></a>",
        HEAD "<a><?b c?></a>",
        HEAD "<!DOCTYPE a><a/>",
        HEAD "<a>&b;</a>",
        HEAD "<" LONG LONG "a/>",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgArena) arena = vmg_arena_new();

        if (vmg_xml_plain_read(arena, rows[i], strlen(rows[i])))
            fail_msg("plain: %s", rows[i]);
    }
}

/* A NUL is the end of a text for C, but not for XML. */
static void
a_nul_is_not_plain(void **state G_GNUC_UNUSED)
{
    static const char *const rows[] = {HEAD "<a/>\n#", HEAD "<a>#</a>", HEAD "<a b=\"#\"/>",
                                       HEAD "<a#/>", HEAD "<a #/>"};

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgArena) arena = vmg_arena_new();
        g_autofree char *text = g_strdup(rows[i]);
        gsize len = strlen(text);

        *strchr(text, '#') = '\0';
        assert_null(vmg_xml_plain_read(arena, text, len));
    }
}

static char *
nested(guint depth)
{
    GString *text = g_string_new(HEAD);

    for (guint i = 0; i < depth; i++)
        g_string_append(text, "<a>");
    for (guint i = 0; i < depth; i++)
        g_string_append(text, "</a>");
    return g_string_free(text, FALSE);
}

static void
depth_and_length_have_limits(void **state G_GNUC_UNUSED)
{
    enum { TOO_LONG = 8 * 1024 * 1024 + 1 };
    g_autoptr(VmgArena) arena = vmg_arena_new();
    g_autofree char *deep = nested(32), *deeper = nested(33), *text = g_malloc(TOO_LONG);

    check_same(deep);
    assert_null(vmg_xml_plain_read(arena, deeper, strlen(deeper)));
    memset(text, '\n', TOO_LONG);
    memcpy(text, HEAD "<a>", strlen(HEAD "<a>"));
    memcpy(text + TOO_LONG - 4, "</a>", 4);
    assert_null(vmg_xml_plain_read(arena, text, TOO_LONG));
    memcpy(text + TOO_LONG - 5, "</a>", 4);
    assert_non_null(vmg_xml_plain_read(arena, text, TOO_LONG - 1));
}

/* The fast parser must be able to read what the agent writes. If it could not, libxml2 would
 * read it, so each decision would take longer, and nobody would notice. */
static void
what_the_agent_writes_is_plain(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_dest_xml();
    g_autoptr(VmgHost) host = test_host(xml);
    g_autofree char *text = NULL;

    host->view.name = vmg_arena_strdup(host->arena, "a & b < \"c\" > d");
    text = vmg_host_to_string(host, VMG_HOST_WHOLE);
    check_same(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_plain_is_read_as_libxml2_reads_it),
        cmocka_unit_test(anything_else_is_left_to_libxml2),
        cmocka_unit_test(a_nul_is_not_plain),
        cmocka_unit_test(depth_and_length_have_limits),
        cmocka_unit_test(what_the_agent_writes_is_plain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
