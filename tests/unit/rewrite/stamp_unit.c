/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stamp in the XML that the hook returns. */
#include "rewrite/rewrite.h"

#include "stamp/stamp.h"
#include "tests/unit/support/helper.h"

#include <string.h>

#define NONCE "0c1d2e3f-0000-4000-8000-000000000001"

/* Runs the rewrite on a guest with METADATA. Returns what the stamp in the result has, "HOST
 * NONCE" (the name of its host and the nonce of the admission); "none" if there is no stamp. */
static char *
rewrite(const char *metadata, const VmgHost *destination, gboolean no_stamp, const char *nonce)
{
    g_autofree char *xml = test_domain(metadata, "");
    g_autoptr(VmgGuest) guest = test_guest(xml);
    g_autoptr(xmlDoc) doc = test_doc(xml);
    const VmgMove move = {.guest = &guest->view,
                          .destination = destination,
                          .no_stamp = no_stamp,
                          .admission = nonce};
    g_autoptr(VmgStamp) stamp = NULL;
    g_autofree char *admission = NULL;

    vmg_rewrite_stamp(doc, &move);
    if (!vmg_stamp_find(doc))
        return g_strdup("none");
    stamp = vmg_stamp_new(doc, &guest->view, NULL);
    admission = vmg_stamp_admission(doc);
    return g_strdup_printf("%s %s", stamp ? stamp->host->view.name : "no host",
                           admission ? admission : "no nonce");
}

static void
it_is_the_destinations(void **state G_GNUC_UNUSED)
{
    g_autofree char *source = test_source_xml(), *dest = test_dest_xml();
    g_autofree char *plain = test_domain("", ""), *old = test_stamp(source, plain);
    g_autoptr(VmgHost) destination = test_host(dest);
    g_autofree char *fresh = rewrite("", destination, FALSE, NULL);
    g_autofree char *renewed = rewrite(old, destination, FALSE, NONCE);
    g_autofree char *unsigned_one = rewrite(old, destination, TRUE, NONCE);
    g_autofree char *unknown = rewrite(old, NULL, FALSE, NONCE);
    g_autofree char *gone = rewrite(old, NULL, FALSE, NULL);

    assert_string_equal(fresh, "host-b no nonce");
    assert_string_equal(renewed, "host-b " NONCE);
    assert_string_equal(unsigned_one, "no host " NONCE);
    assert_string_equal(unknown, "no host " NONCE);
    assert_string_equal(gone, "none");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_destinations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
