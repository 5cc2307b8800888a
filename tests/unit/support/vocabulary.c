/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/support/vocabulary.h"

#include "tests/unit/support/helper.h"

#include <libxml/relaxng.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlRelaxNG, xmlRelaxNGFree)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlRelaxNGParserCtxt, xmlRelaxNGFreeParserCtxt)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlRelaxNGValidCtxt, xmlRelaxNGFreeValidCtxt)

gboolean
test_is_valid(const char *text)
{
    g_autoptr(xmlDoc) doc = test_doc(text);
    g_autoptr(xmlRelaxNGParserCtxt) parser =
        xmlRelaxNGNewParserCtxt(SRCDIR "/lib/host/virt-migration-guard.rng");
    g_autoptr(xmlRelaxNG) schema = xmlRelaxNGParse(parser);
    g_autoptr(xmlRelaxNGValidCtxt) context = xmlRelaxNGNewValidCtxt(schema);

    assert_non_null(schema);
    return xmlRelaxNGValidateDoc(context, doc) == 0;
}

void
test_valid(const char *label, const char *text)
{
    if (!test_is_valid(text))
        fail_msg("%s: not valid:\n%s", label, text);
}
