/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two stamps with the same content have the same signature, even if libvirt has rewritten the XML.
 * Two stamps with different content have different signatures. */
#include "stamp/signature.h"

#include "base/error.h"
#include "tests/unit/support/helper.h"

#include <string.h>

#define NS "urn:virt-migration-guard:1"
#define INSIDE                                                                                     \
    "<host generation='7'><uuid>u</uuid><name>h</name></host>"                                     \
    "<guest uuid='g'><disk target='vda' cache='none'/></guest><later a='1' b='2'>t</later>"
#define STAMP "<stamp xmlns='" NS "'>" INSIDE "</stamp>"

typedef struct {
    const char *name;
    const char *xml;
} Row;

static char *
sign(const char *xml, const char *key)
{
    g_autoptr(xmlDoc) doc = test_doc(xml);
    g_autoptr(GBytes) bytes = g_bytes_new_static(key, strlen(key));

    return vmg_signature_of(xmlDocGetRootElement(doc), bytes);
}

static void
what_says_the_same_has_the_same(void **state G_GNUC_UNUSED)
{
    static const Row rows[] = {
        {"no namespace, as the agent writes it", "<stamp>" INSIDE "</stamp>"},
        {"a prefix", "<v:stamp xmlns:v='" NS "'><v:host generation='7'><v:uuid>u</v:uuid>"
                     "<v:name>h</v:name></v:host><v:guest uuid='g'><v:disk target='vda' "
                     "cache='none'/></v:guest><v:later a='1' b='2'>t</v:later></v:stamp>"},
        {"two prefixes", "<v:stamp xmlns:v='" NS "' xmlns:w='" NS "'><w:host generation='7'>"
                         "<v:uuid>u</v:uuid><w:name>h</w:name></w:host><v:guest uuid='g'><v:disk "
                         "target='vda' cache='none'/></v:guest><v:later a='1' b='2'>t</v:later>"
                         "</v:stamp>"},
        {"quotes, order of attributes, empty elements",
         "<stamp xmlns=\"" NS "\"><host generation=\"7\"><uuid>u</uuid><name>h</name></host>"
         "<guest uuid=\"g\"><disk cache=\"none\" target=\"vda\"></disk></guest>"
         "<later b=\"2\" a=\"1\">t</later></stamp>"},
        {"white space", "<stamp xmlns='" NS "'>\n  <host  generation='7' >\n<uuid>\n u </uuid>"
                        "<name>h\t</name></host>\n\n<guest uuid='g'>\n<disk target='vda' "
                        "cache='none'/>\n</guest><later a='1' b='2'>\nt\n</later>\n</stamp>"},
        {"comments, instructions, CDATA, character references",
         "<stamp xmlns='" NS "'><!-- c --><host generation='&#55;'><uuid><![CDATA[u]]></uuid>"
         "<?p i?><name><!-- c -->&#104;</name></host><guest uuid='g'><disk target='vda' "
         "cache='none'/></guest><later a='1' b='2'>t<!-- c --></later></stamp>"},
        {"its signature left out",
         "<stamp xmlns='" NS "'>" INSIDE "<signature>any</signature></stamp>"},
        {"wherever that is", "<stamp xmlns='" NS "'><signature>any</signature>" INSIDE "</stamp>"},
    };
    g_autofree char *expected = sign(STAMP, "key");

    assert_int_equal(strlen(expected), 64);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = sign(rows[i].xml, "key");

        test_same(rows[i].name, got, expected);
    }
}

/* Each row replaces FROM by TO in the stamp. */
static void
every_change_is_seen(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *name, *from, *to;
    } rows[] = {
        {"an attribute", "cache='none'", "cache='unsafe'"},
        {"an attribute added", "target='vda'", "target='vda' more=''"},
        {"an attribute removed", " cache='none'", ""},
        {"an attribute renamed", "cache=", "cash="},
        {"attributes swapped", "a='1' b='2'", "a='2' b='1'"},
        {"an attribute in another namespace", "cache=", "xmlns:x='urn:x' x:cache="},
        {"an element's text", "<name>h<", "<name>i<"},
        {"a text moved", "<uuid>u</uuid><name>h</name>", "<uuid>h</uuid><name>u</name>"},
        {"a text cut in two", "<uuid>u</uuid><name>h</name>", "<uuid>uh</uuid><name></name>"},
        {"a text inside", "<name>h<", "<name>h h<"},
        {"an element removed", "<disk target='vda' cache='none'/>", ""},
        {"an element twice", "<disk target='vda' cache='none'/>",
         "<disk target='vda' cache='none'/><disk target='vda' cache='none'/>"},
        {"an element renamed", "<disk ", "<disc "},
        {"an unknown element's text", ">t</later>", ">u</later>"},
        {"an element after it", "</later>", "</later><latest/>"},
        {"an element inside", "</name>", "<x/></name>"},
        {"order", "<uuid>u</uuid><name>h</name>", "<name>h</name><uuid>u</uuid>"},
        {"nesting", "</guest><later a='1' b='2'>t</later>", "<later a='1' b='2'>t</later></guest>"},
        {"out of the namespace", "<disk ", "<disk xmlns='' "},
        {"into another namespace", "<disk ", "<disk xmlns='urn:x' "},
        {"another signature, deeper", "</guest>", "<signature/></guest>"},
        {"another signature, not ours", "</stamp>", "<signature xmlns='urn:x'/></stamp>"},
        {"an attribute of the stamp", "<stamp ", "<stamp a='1' "},
        {"a text of the stamp", "</stamp>", "text</stamp>"},
        {"the host", "<uuid>u<", "<uuid>v<"},
        {"the guest", "uuid='g'", "uuid='h'"},
    };
    g_autofree char *before = sign(STAMP, "key");

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(GStrv) parts = g_strsplit(STAMP, rows[i].from, 2);
        g_autofree char *xml = g_strjoinv(rows[i].to, parts), *after = NULL;

        assert_int_equal(g_strv_length(parts), 2);
        after = sign(xml, "key");
        if (strcmp(before, after) == 0)
            fail_msg("not seen: %s", rows[i].name);
    }
}

static void
the_key_counts(void **state G_GNUC_UNUSED)
{
    g_autofree char *one = sign(STAMP, "key"), *other = sign(STAMP, "kez");

    assert_string_not_equal(one, other);
}

/* Hosts with other versions must compute the same signature, so its form is fixed here. */
static void
the_form_is_fixed(void **state G_GNUC_UNUSED)
{
    static const char form[] = "f28:virt-migration-guard stamp 1"
                               "e5:stampe4:hosta1:bv1:2a1:cv3:x yt4:textz0:e3:newn5:urn:xz0:z0:";
    g_autofree char *got = sign("<stamp xmlns='" NS "'><host c='x y' b='2'> text </host>"
                                "<x:new xmlns:x='urn:x'/></stamp>",
                                "key");
    g_autofree char *expected =
        g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)"key", 3, form, -1);

    assert_string_equal(got, expected);
}

static char *
check(const char *xml)
{
    g_autoptr(xmlDoc) doc = test_doc(xml);
    g_autoptr(GBytes) key = g_bytes_new_static("key", 3);
    g_autoptr(GError) error = NULL;
    gboolean good = vmg_signature_check(xmlDocGetRootElement(doc), key, &error);

    assert_true(good == !error);
    return g_strdup(good ? "good" : error->message);
}

static void
a_signature_is_checked(void **state G_GNUC_UNUSED)
{
    static const char misfit[] = "a stamp whose signature does not fit: another key, or altered";
    g_autofree char *good = sign(STAMP, "key"), *other = sign(STAMP, "other");
    g_autofree char *upper = g_ascii_strup(good, -1), *cut = g_strndup(good, 63);
    g_autofree char *one = g_strdup_printf("<signature>%s</signature>", good);
    g_autofree char *spaced = g_strdup_printf("\n<signature>\n %s\n</signature>\n", good);
    g_autofree char *twice = g_strconcat(one, one, NULL);
    g_autofree char *others = g_strdup_printf("<signature>%s</signature>", other);
    g_autofree char *capital = g_strdup_printf("<signature>%s</signature>", upper);
    g_autofree char *shorter = g_strdup_printf("<signature>%s</signature>", cut);
    g_autofree char *foreign = g_strdup_printf("<signature xmlns=''>%s</signature>", good);
    const char *const rows[][2] = {
        {one, "good"},
        {spaced, "good"},
        {"", "a stamp without a signature"},
        {foreign, "a stamp without a signature"},
        {twice, misfit},
        {"<signature/>", misfit},
        {others, misfit},
        {capital, misfit},
        {shorter, misfit},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *xml =
            g_strconcat("<stamp xmlns='" NS "'>" INSIDE, rows[i][0], "</stamp>", NULL);
        g_autofree char *got = check(xml);

        test_same(rows[i][0], got, rows[i][1]);
    }
}

static void
what_is_added_fits(void **state G_GNUC_UNUSED)
{
    g_autoptr(xmlDoc) doc = test_doc(STAMP);
    g_autoptr(GBytes) key = g_bytes_new_static("key", 3);
    xmlNode *stamp = xmlDocGetRootElement(doc);

    vmg_signature_add(stamp, stamp->ns, key);
    assert_true(vmg_xml_is_ours(stamp->last, "signature"));
    assert_true(vmg_signature_check(stamp, key, NULL));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_says_the_same_has_the_same),
        cmocka_unit_test(every_change_is_seen),
        cmocka_unit_test(the_key_counts),
        cmocka_unit_test(the_form_is_fixed),
        cmocka_unit_test(a_signature_is_checked),
        cmocka_unit_test(what_is_added_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
