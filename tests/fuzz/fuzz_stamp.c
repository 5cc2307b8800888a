/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Target stamp: the input is any XML in the place of the stamp in the guest's metadata. */
#include "base/error.h"
#include "base/xml.h"
#include "fuzz.h"
#include "stamp/signature.h"
#include "stamp/stamp.h"

static const char before[] = "<domain><name>g1</name>"
                             "<uuid>a0000000-0000-4000-8000-000000000001</uuid><metadata>";
static const char after[] =
    "</metadata><devices><disk><source file='/a'/><target dev='vda'/></disk>"
    "</devices></domain>";

/* The fuzzer does not know the key, so no input may be accepted as validly signed. A signature
 * that is made with the key must be accepted. */
static void
check_signature(xmlNode *node)
{
    g_autoptr(GBytes) key = g_bytes_new_static("0123456789abcdef", 16);
    g_autoptr(GError) error = NULL;

    if (!node)
        return;
    g_assert_false(vmg_signature_check(node, key, &error));
    if (!g_error_matches(error, VMG_ERROR, VMG_ERROR_MISSING))
        return;
    vmg_signature_add(node, node->ns, key);
    g_assert_true(vmg_signature_check(node, key, NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GString) xml = g_string_new(before);
    g_autoptr(xmlDoc) doc = NULL;
    g_autoptr(VmgGuest) guest = NULL;
    g_autoptr(VmgStamp) stamp = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    g_string_append_len(xml, (const char *)data, (gssize)size);
    g_string_append(xml, after);
    doc = vmg_xml_parse(xml->str, xml->len, "domain", NULL);
    guest = doc ? vmg_guest_new(doc, NULL) : NULL;
    if (!guest)
        return 0;
    check_signature(vmg_stamp_find(doc));
    stamp = vmg_stamp_new(doc, &guest->view, &error);
    g_assert_true((stamp == NULL) == (error != NULL));
    if (!stamp)
        return 0;
    vmg_stamp_apply(stamp, guest);
    text = vmg_stamp_to_string(stamp->host, &guest->view, NULL, 0, NULL);
    g_assert_true(g_str_has_prefix(text, "<stamp>"));
    return 0;
}
