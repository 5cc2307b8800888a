/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/xml-text.h"

#include "base/xml.h"
#include "tests/unit/support/helper.h"

#include <string.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

static char *
text_of(const char *xml, gboolean indented)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(xml, strlen(xml), "w", NULL);
    gsize len = 0;
    char *text;

    assert_non_null(doc);
    text = vmg_xml_text_of(doc, indented, &len);
    assert_int_equal(len, strlen(text));
    return text;
}

/* Fails unless the document XML is written as the text WRITTEN, after the line <?xml ...?>. */
static void
check(const char *xml, const char *written)
{
    g_autofree char *text = text_of(xml, FALSE);

    assert_true(g_str_has_prefix(text, HEAD));
    assert_string_equal(text + strlen(HEAD), written);
}

static void
a_document_is_written_as_it_was(void **state G_GNUC_UNUSED)
{
    check("<a/>", "<a/>\n");
    check("<a></a>", "<a/>\n");
    check("<a> x\n <b c='d'/>\ty </a>", "<a> x\n <b c=\"d\"/>\ty </a>\n");
    check("<!-- before --><a><!-- in --><?p q?><?r?></a><!-- after -->",
          "<!-- before -->\n<a><!-- in --><?p q?><?r?></a>\n<!-- after -->\n");
    check("<a xmlns='u:1' xmlns:p='u:2' p:x='1' y='2'><p:b/></a>",
          "<a xmlns=\"u:1\" xmlns:p=\"u:2\" p:x=\"1\" y=\"2\"><p:b/></a>\n");
    check("<a xmlns='u:&quot;&amp;&lt;'/>", "<a xmlns=\"u:&quot;&amp;&lt;\"/>\n");
    check("<a xml:lang='ru'>\xd0\xb4\xd0\xb0</a>", "<a xml:lang=\"ru\">\xd0\xb4\xd0\xb0</a>\n");
    check("<a q='&quot;&lt;&apos;&gt;&amp;\xc3\xa4 &#10;&#9;&#13;'>&lt;&gt;&amp;\"'&#13;</a>",
          "<a q=\"&quot;&lt;'&gt;&amp;\xc3\xa4 &#10;&#9;&#13;\">&lt;&gt;&amp;\"'&#13;</a>\n");
    check("<a><![CDATA[<raw> & ]]></a>", "<a><![CDATA[<raw> & ]]></a>\n");
}

static void
an_indented_document_has_the_same_text(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *xml, *written;
    } rows[] = {
        {"<a/>", HEAD "<a/>\n"},
        {"<a><b/><c><d e=\"f\"/></c></a>",
         HEAD "<a>\n  <b/>\n  <c>\n    <d e=\"f\"/>\n  </c>\n</a>\n"},
        {"<a><b>x</b></a>", HEAD "<a>\n  <b>x</b>\n</a>\n"},
        {"<a>x<b><c/></b></a>", HEAD "<a>x<b><c/></b></a>\n"},
        {"<a><b/><![CDATA[x]]></a>", HEAD "<a><b/><![CDATA[x]]></a>\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = text_of(rows[i].xml, TRUE);

        assert_string_equal(text, rows[i].written);
    }
}

/* The tree has nodes without content, which no parsed document has. */
static void
a_tree_that_was_made_is_written(void **state G_GNUC_UNUSED)
{
    g_autoptr(xmlDoc) doc = xmlNewDoc((const xmlChar *)"1.0");
    xmlNode *root = xmlNewNode(NULL, (const xmlChar *)"a");
    g_autofree char *text = NULL;

    xmlDocSetRootElement(doc, root);
    xmlNewProp(root, (const xmlChar *)"empty", NULL);
    xmlAddChild(root, xmlNewText(NULL));
    xmlAddChild(root, xmlNewComment(NULL));
    text = vmg_xml_text_of(doc, FALSE, NULL);
    assert_string_equal(text, HEAD "<a empty=\"\"><!----></a>\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_written_as_it_was),
        cmocka_unit_test(an_indented_document_has_the_same_text),
        cmocka_unit_test(a_tree_that_was_made_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
