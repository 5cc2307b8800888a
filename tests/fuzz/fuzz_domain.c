/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Target domain: the guard must judge any XML. If a guest is admitted and rewritten, the result
 * is a valid guest, and a second rewrite changes nothing. */
#include "base/xml.h"
#include "decide/judge.h"
#include "document.h"
#include "fuzz.h"
#include "guest/digest.h"
#include "rewrite/rewrite.h"

#include <string.h>

static const char destination_xml[] =
    "<host xmlns='urn:virt-migration-guard:1'><uuid>b0000000-0000-4000-8000-00000000000b</uuid>"
    "<name>host-b</name><cluster>east</cluster><status>up</status><networks>"
    "<network name='office' device='br0' state='up'>"
    "<address family='ipv4' prefix='24'>192.0.2.2</address>"
    "<address family='ipv6' prefix='64'>2001:db8::2</address></network></networks></host>";

static void
check_lines(const VmgVerdict *verdict)
{
    g_autofree char *text = vmg_verdict_refusal(verdict, FALSE);

    g_assert_true(g_str_has_prefix(text, "migration refused: "));
    g_assert_true(g_utf8_validate(text, -1, NULL));
    for (const char *c = text; *c; c++)
        g_assert_true((guchar)*c >= ' ' || *c == '\n');
    g_assert_cmpuint(verdict->findings->len, >=, verdict->checks);
}

static char *
rewrite(xmlDoc *doc, const VmgJudgement *judgement)
{
    g_autoptr(VmgGuest) guest = vmg_guest_new(doc, NULL);
    const VmgMove move = {
        .guest = &guest->view,
        .source = judgement->the_case.source ? &judgement->the_case.source->view : NULL,
        .destination = judgement->the_case.destination,
    };

    vmg_rewrite_all(doc, &move, NULL);
    return fuzz_dump(doc);
}

/* Whether the guest has a UUID. If it has none, the guard makes another random UUID each time it
 * reads the guest. */
static gboolean
has_uuid(xmlDoc *doc)
{
    g_autoptr(VmgGuest) one = vmg_guest_new(doc, NULL), other = vmg_guest_new(doc, NULL);

    return strcmp(one->view.uuid, other->view.uuid) == 0;
}

static void
check_rewrite(const VmgJudgement *judgement)
{
    g_autofree char *once = rewrite(judgement->doc, judgement), *twice = NULL;
    g_autoptr(xmlDoc) again = vmg_xml_parse(once, strlen(once), "rewritten", NULL);
    g_autoptr(VmgGuest) before = vmg_guest_new(judgement->doc, NULL), after = NULL;
    g_autofree char *first = vmg_guest_digest(&before->view, FALSE), *second = NULL;

    g_assert_nonnull(again);
    after = vmg_guest_new(again, NULL);
    g_assert_nonnull(after);
    second = vmg_guest_digest(&after->view, FALSE);
    g_assert_cmpstr(first, ==, second);
    twice = rewrite(again, judgement);
    g_assert_cmpstr(once, ==, twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static VmgConfig *config;
    static VmgHost *destination;
    g_autoptr(VmgJudgement) judgement = NULL;
    VmgQuestion question = {.xml = (const char *)data, .len = size, .what = "domain XML"};

    if (!config) {
        config = vmg_config_defaults();
        destination = vmg_host_parse(destination_xml, strlen(destination_xml), "b", NULL);
    }
    question.config = config;
    question.destination = destination;
    judgement = vmg_judge(&question, NULL);
    if (!judgement)
        return 0;
    check_lines(judgement->verdict);
    if (has_uuid(judgement->doc))
        check_rewrite(judgement);
    return 0;
}
