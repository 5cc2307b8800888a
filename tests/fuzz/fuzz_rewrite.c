/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Target rewrite: the hook gets a domain XML from libvirt. If the hook refuses the guest, it
 * returns no XML. Otherwise it returns the guest's XML, in which only the parts may differ that
 * a rewrite may change. A second rewrite changes nothing more. */
#include "base/xml.h"
#include "document.h"
#include "event.h"
#include "fuzz.h"
#include "guest/guest.h"
#include "in-memory.h"
#include "rewrite/rewrite.h"
#include "tests/golden/rest.h"

#include <string.h>

static xmlDoc *
parse(const char *text)
{
    return vmg_xml_parse(text, strlen(text), "rewritten", NULL);
}

/* Fails unless BEFORE and AFTER are the same guest, except for the parts that may be rewritten. */
static void
check_rest(const char *before, const char *after)
{
    g_autoptr(xmlDoc) in = parse(before), out = parse(after);
    g_autoptr(VmgGuest) guest = NULL;
    g_autofree char *first = NULL, *second = NULL;

    g_assert_nonnull(out);
    guest = vmg_guest_new(out, NULL);
    g_assert_nonnull(guest);
    first = golden_rest(in);
    second = golden_rest(out);
    g_assert_cmpstr(first, ==, second);
}

static char *
move(xmlDoc *doc, const VmgHost *from, GBytes *key)
{
    g_autoptr(VmgGuest) guest = vmg_guest_new(doc, NULL);
    const VmgMove move = {
        .guest = &guest->view,
        .source = &from->view,
        .destination = fuzz_destination(),
        .key = key,
    };

    vmg_rewrite_all(doc, &move, NULL);
    return fuzz_dump(doc);
}

/* Rewrites the XML again: once with the same source, and once with the destination as the
 * source. Neither may change anything. */
static void
check_twice(const char *text)
{
    g_autoptr(GBytes) key = g_bytes_new_static("0123456789abcdef", 16);
    g_autoptr(xmlDoc) doc = parse(text), again = NULL;
    g_autofree char *once = move(doc, fuzz_source(), key), *twice = NULL, *home = NULL;

    check_rest(text, once);
    again = parse(once);
    twice = move(again, fuzz_source(), key);
    g_assert_cmpstr(once, ==, twice);
    home = move(again, fuzz_destination(), key);
    g_assert_cmpstr(once, ==, home);
}

/* Runs the hook for the guest. Returns whether the guest was admitted. */
static gboolean
run_hook(const char *text, gboolean lenient)
{
    const FuzzEvent event = {.event = VMG_EVENT_MIGRATE,
                             .lenient = lenient,
                             .guest = "fuzz",
                             .xml = text,
                             .len = strlen(text)};
    guint before = fuzz_written();
    g_auto(FuzzAnswer) answer = {0};

    fuzz_event(&event, &answer);
    if (answer.refused) {
        g_assert_cmpuint(fuzz_written(), ==, before); /* a refused guest does not reserve memory */
        return FALSE;
    }
    g_assert_nonnull(answer.output);
    g_assert_cmpuint(fuzz_written(), >, before);
    check_rest(text, answer.output);
    return TRUE;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse((const char *)data, size, "domain XML", NULL);
    g_autoptr(VmgGuest) guest = doc ? vmg_guest_new(doc, NULL) : NULL;
    g_autofree char *text = NULL;

    if (!guest)
        return 0;
    text = fuzz_dump(doc);
    check_twice(text);
    if (!run_hook(text, FALSE))
        run_hook(text, TRUE);
    return 0;
}
