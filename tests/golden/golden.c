/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Compares the result of the rewrites with a file, byte for byte. NAME.in.xml migrates from
 * NAME.source.xml (or source.xml) to NAME.destination.xml (or destination.xml); the result must be
 * NAME.out.xml. With VMG_GOLDEN_WRITE=1 the .out.xml files are written instead of compared. */
#include "guest/digest.h"
#include "rewrite/rewrite.h"
#include "stamp/stamp.h"
#include "tests/golden/rest.h"
#include "tests/unit/support/helper.h"
#include "tests/unit/support/vocabulary.h"

#include <string.h>

#define GOLDEN "tests/golden/pairs/"

static char *
read_for(const char *name, const char *suffix)
{
    g_autofree char *own = g_strdup_printf(GOLDEN "%s.%s", name, suffix);
    g_autofree char *path = g_build_filename(SRCDIR, own, NULL);
    g_autofree char *common = g_strconcat(GOLDEN, suffix, NULL);

    return test_fixture(g_file_test(path, G_FILE_TEST_EXISTS) ? own : common);
}

/* Reads the destination's key from the file NAME.key; NULL if there is no such file. */
static GBytes *
read_key(const char *name)
{
    g_autofree char *path = g_strdup_printf(SRCDIR "/" GOLDEN "%s.key", name);
    char *text = test_read(path);

    return text ? g_bytes_new_take(text, strlen(text)) : NULL;
}

/* The digest of the rewritten guest in the ledger must be the same as the digest that the hook
 * computes when the guest is about to start. */
static void
check_digest(const VmgGuest *guest, const xmlDoc *doc)
{
    g_autoptr(VmgGuest) moved = vmg_guest_moved(guest, doc), again = vmg_guest_new(doc, NULL);
    g_autofree char *one = vmg_guest_digest(&moved->view, FALSE);
    g_autofree char *two = vmg_guest_digest(&again->view, FALSE);

    assert_string_equal(one, two);
    assert_true(moved->view.commit_kib == again->view.commit_kib);
    assert_int_equal(moved->view.vcpus_plugged, again->view.vcpus_plugged);
}

/* Rewrites in the same way as vmg_event_run(). */
static char *
rewrite(const char *name, const char *xml)
{
    g_autofree char *from = read_for(name, "source.xml"), *to = read_for(name, "destination.xml");
    g_autoptr(VmgHost) source = test_host(from), destination = test_host(to);
    g_autoptr(VmgGuest) guest = test_guest(xml);
    g_autoptr(xmlDoc) doc = test_doc(xml);
    g_autoptr(GBytes) key = read_key(name);
    const VmgMove move = {
        .guest = &guest->view, .source = &source->view, .destination = destination, .key = key};
    xmlChar *text = NULL;
    char *copy;

    assert_true(vmg_rewrite_all(doc, &move, NULL) > 0);
    check_digest(guest, doc);
    xmlDocDumpMemory(doc, &text, NULL);
    copy = g_strdup((const char *)text);
    xmlFree(text);
    return copy;
}

static char *
rest_of_text(const char *xml)
{
    g_autoptr(xmlDoc) doc = test_doc(xml);
    char *rest = golden_rest(doc);

    assert_non_null(rest);
    return rest;
}

/* Checks that the stamp in the guest XML is valid by the guard's schema. Fails also if the guard
 * can't read the stamp. */
static void
check_stamp(const char *name, const char *xml)
{
    g_autoptr(xmlDoc) doc = test_doc(xml), own = xmlNewDoc((const xmlChar *)"1.0");
    g_autoptr(VmgGuest) guest = test_guest(xml);
    g_autoptr(GError) error = NULL;
    g_autoptr(VmgStamp) stamp = vmg_stamp_new(doc, &guest->view, &error);
    xmlChar *text = NULL;

    if (!stamp)
        fail_msg("%s: %s", name, error->message);
    xmlDocSetRootElement(own, xmlDocCopyNode(vmg_stamp_find(doc), own, 1));
    xmlDocDumpMemory(own, &text, NULL);
    test_valid(name, (const char *)text);
    xmlFree(text);
}

static void
check_pair(const char *name)
{
    g_autofree char *in = read_for(name, "in.xml"), *got = rewrite(name, in);
    g_autofree char *path = g_strdup_printf(SRCDIR "/" GOLDEN "%s.out.xml", name);
    g_autofree char *out = NULL, *again = NULL, *before = NULL, *after = NULL;

    if (g_getenv("VMG_GOLDEN_WRITE"))
        assert_true(g_file_set_contents(path, got, -1, NULL));
    out = read_for(name, "out.xml");
    test_same(name, got, out);
    again = rewrite(name, out);
    test_same("rewritten twice", again, out);
    before = rest_of_text(in);
    after = rest_of_text(out);
    test_same("outside the fixed list", after, before);
    check_stamp(name, out);
}

static void
every_pair(void **state G_GNUC_UNUSED)
{
    g_autoptr(GDir) dir = g_dir_open(SRCDIR "/" GOLDEN, 0, NULL);
    const char *file;
    guint count = 0;

    assert_non_null(dir);
    while ((file = g_dir_read_name(dir))) {
        g_autofree char *name = NULL;

        if (!g_str_has_suffix(file, ".in.xml"))
            continue;
        name = g_strndup(file, strlen(file) - strlen(".in.xml"));
        print_message("%s\n", name);
        check_pair(name);
        count++;
    }
    assert_true(count >= 15);
}

static void
move_nics(const VmgMove *move, const char *bridges, xmlDoc *doc)
{
    g_autoptr(GString) found = g_string_new(NULL);
    const xmlNode *devices;

    vmg_rewrite_nic(doc, move);
    devices = vmg_xml_child(xmlDocGetRootElement(doc), "devices");
    for (xmlNode *node = devices->children; node; node = node->next) {
        xmlChar *bridge = xmlGetProp(vmg_xml_child(node, "source"), (const xmlChar *)"bridge");

        if (vmg_xml_is(node, "interface"))
            g_string_append_printf(found, "%s ", (const char *)bridge);
        xmlFree(bridge);
    }
    assert_string_equal(found->str, bridges);
}

/* Both hosts have the bridges br0 and br1, but each bridge belongs to another network on the
 * other host. */
static void
names_that_are_swapped(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml =
        test_domain("", "<interface type='bridge'><source bridge='br0'/></interface>"
                        "<interface type='bridge'><source bridge='br1'/></interface>");
    g_autofree char *from = test_host_xml("host-a", TEST_SOURCE_UUID, "east", "up",
                                          "<network name='x' device='br0' state='up'/>"
                                          "<network name='y' device='br1' state='up'/>");
    g_autofree char *to = test_host_xml("host-b", TEST_DEST_UUID, "east", "up",
                                        "<network name='x' device='br1' state='up'/>"
                                        "<network name='y' device='br0' state='up'/>");
    g_autoptr(VmgHost) source = test_host(from), destination = test_host(to);
    g_autoptr(VmgGuest) guest = test_guest(xml);
    g_autoptr(xmlDoc) doc = test_doc(xml);
    const VmgMove move = {
        .guest = &guest->view, .source = &source->view, .destination = destination};

    move_nics(&move, "br1 br0 ", doc);
}

/* With on-error=admit, a guest is admitted even if its source is unknown. */
static void
without_a_source_only_the_stamp_is_new(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_domain("", "<graphics type='vnc' listen='192.0.2.1'/>");
    g_autofree char *to = test_dest_xml();
    g_autoptr(VmgHost) destination = test_host(to);
    g_autoptr(VmgGuest) guest = test_guest(xml);
    g_autoptr(xmlDoc) doc = test_doc(xml);
    const VmgMove move = {.guest = &guest->view, .destination = destination};

    assert_int_equal(vmg_rewrite_all(doc, &move, NULL), 1);
    assert_non_null(vmg_stamp_find(doc));
}

static void
without_the_key_there_is_no_stamp(void **state G_GNUC_UNUSED)
{
    g_autofree char *xml = test_stamped("<other xmlns='urn:x'/>", ""), *to = test_dest_xml();
    g_autoptr(VmgHost) destination = test_host(to);
    g_autoptr(VmgGuest) guest = test_guest(xml);
    g_autoptr(xmlDoc) doc = test_doc(xml);
    const VmgMove move = {.guest = &guest->view, .destination = destination, .no_stamp = TRUE};

    assert_int_equal(vmg_rewrite_all(doc, &move, NULL), 1);
    assert_null(vmg_stamp_find(doc));
    assert_int_equal(vmg_rewrite_all(doc, &move, NULL), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair),
        cmocka_unit_test(names_that_are_swapped),
        cmocka_unit_test(without_a_source_only_the_stamp_is_new),
        cmocka_unit_test(without_the_key_there_is_no_stamp),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
