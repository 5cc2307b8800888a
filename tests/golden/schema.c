/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* If a guest is valid by libvirt's own schema, it is still valid after all rewrites. */
#include "guest/guest.h"
#include "rewrite/rewrite.h"
#include "tests/unit/support/helper.h"

#include <libxml/relaxng.h>

#include <stdio.h>
#include <string.h>

#define SCHEMA "/usr/share/libvirt/schemas/domain.rng"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlRelaxNG, xmlRelaxNGFree)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlRelaxNGParserCtxt, xmlRelaxNGFreeParserCtxt)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlRelaxNGValidCtxt, xmlRelaxNGFreeValidCtxt)

static void
be_silent(void *data G_GNUC_UNUSED, const char *format G_GNUC_UNUSED, ...)
{
}

static gboolean
is_valid(xmlRelaxNG *schema, xmlDoc *doc)
{
    g_autoptr(xmlRelaxNGValidCtxt) context = xmlRelaxNGNewValidCtxt(schema);

    xmlRelaxNGSetValidErrors(context, be_silent, be_silent, NULL);
    return xmlRelaxNGValidateDoc(context, doc) == 0;
}

static void
rewrite(xmlDoc *doc, const VmgGuest *guest)
{
    g_autofree char *from = test_fixture("tests/golden/pairs/source.xml");
    g_autofree char *to = test_fixture("tests/golden/pairs/destination.xml");
    g_autoptr(VmgHost) source = test_host(from), destination = test_host(to);
    const VmgMove move = {
        .guest = &guest->view, .source = &source->view, .destination = destination};

    vmg_rewrite_all(doc, &move, NULL);
}

/* Checks that the guest in the file is still valid by libvirt's schema after the rewrites. Returns
 * FALSE, and checks nothing, if the guest was not valid before. */
static gboolean
check_file(xmlRelaxNG *schema, const char *path)
{
    g_autofree char *text = test_read(path), *after = NULL;
    g_autoptr(xmlDoc) doc = vmg_xml_parse(text, strlen(text), path, NULL), again = NULL;
    g_autoptr(VmgGuest) guest = doc ? vmg_guest_new(doc, NULL) : NULL;
    xmlChar *written = NULL;

    if (!guest || !is_valid(schema, doc))
        return FALSE;
    rewrite(doc, guest);
    xmlDocDumpMemory(doc, &written, NULL);
    after = g_strdup((const char *)written);
    xmlFree(written);
    again = test_doc(after);
    if (!is_valid(schema, again))
        fail_msg("%s: valid before, and not after:\n%s", path, after);
    return TRUE;
}

static guint
check_directory(xmlRelaxNG *schema, const char *directory)
{
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    const char *file;
    guint valid = 0;

    assert_non_null(dir);
    while ((file = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(directory, file, NULL);

        if (g_str_has_suffix(file, ".xml"))
            valid += check_file(schema, path) ? 1 : 0;
    }
    print_message("%s: %u valid\n", directory, valid);
    return valid;
}

static void
what_is_valid_stays_so(void **state G_GNUC_UNUSED)
{
    g_autoptr(xmlRelaxNGParserCtxt) parser = xmlRelaxNGNewParserCtxt(SCHEMA);
    g_autoptr(xmlRelaxNG) schema = xmlRelaxNGParse(parser);
    guint valid;

    assert_non_null(schema);
    valid = check_directory(schema, SRCDIR "/tests/golden/pairs") +
            check_directory(schema, SRCDIR "/tests/fuzz/corpus/domain") +
            check_directory(schema, SRCDIR "/tests/fuzz/corpus/rewrite");
    assert_true(valid >= 50);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_valid_stays_so)};

    if (!g_file_test(SCHEMA, G_FILE_TEST_EXISTS)) {
        printf("skip: libvirt's schema is not installed: %s\n", SCHEMA);
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
