/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two stamps with the same content must be equal. Otherwise the agent would write the stamp again
 * and again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agent/guests/normalise.h"
#include "base/xml.h"

#include <string.h>

#define OURS "urn:virt-migration-guard:1"

typedef struct {
    const char *name;
    const char *one;
    const char *two;
    gboolean same;
} Case;

static const Case cases[] = {
    {"prefix", "<stamp><a x='1'>t</a></stamp>",
     "<vmg:stamp xmlns:vmg='" OURS "'><vmg:a x='1'>t</vmg:a></vmg:stamp>", TRUE},
    {"another prefix", "<v:stamp xmlns:v='" OURS "'><v:a/></v:stamp>",
     "<stamp xmlns='" OURS "'><a/></stamp>", TRUE},
    {"white space and comments", "<stamp><a>t</a><b/></stamp>",
     "<stamp>\n  <a> t\n</a>\n  <!-- c --><b></b>\n</stamp>", TRUE},
    {"CDATA", "<stamp><a>t</a></stamp>", "<stamp><a><![CDATA[t]]></a></stamp>", TRUE},
    {"entities", "<stamp><a x='&lt;&amp;'>&lt;b/&gt;</a></stamp>",
     "<stamp><a x='&#60;&#38;'>&#60;b/></a></stamp>", TRUE},
    {"text", "<stamp><a>t</a></stamp>", "<stamp><a>u</a></stamp>", FALSE},
    {"attribute", "<stamp><a x='1'/></stamp>", "<stamp><a x='2'/></stamp>", FALSE},
    {"attribute missing", "<stamp><a x='1'/></stamp>", "<stamp><a/></stamp>", FALSE},
    {"element missing", "<stamp><a/><b/></stamp>", "<stamp><a/></stamp>", FALSE},
    {"nested elsewhere", "<stamp><a/><b/></stamp>", "<stamp><a><b/></a></stamp>", FALSE},
    {"text that looks like an element", "<stamp><a>&lt;b/></a></stamp>",
     "<stamp><a><b/></a></stamp>", FALSE},
};

static char *
normalise(const char *text)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(text, strlen(text), "case", NULL);

    assert_non_null(doc);
    return vmg_normalise(xmlDocGetRootElement(doc));
}

static void
test_same(void **state)
{
    const Case *the_case = *state;
    g_autofree char *one = normalise(the_case->one), *two = normalise(the_case->two);

    if (the_case->same)
        assert_string_equal(one, two);
    else
        assert_string_not_equal(one, two);
}

int
main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases)];

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){
            cases[i].name, test_same, NULL, NULL, (gpointer)&cases[i],
        };
    return cmocka_run_group_tests_name("agent: equal stamps", tests, NULL, NULL);
}
