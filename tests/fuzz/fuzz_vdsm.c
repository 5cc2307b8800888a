/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Target vdsm: the input that VDSM gives to its hooks. The first character is the number of the
 * hook point; then come lines NAME=VALUE, an empty line, and the file that _hook_domxml names. */
#include "base/xml.h"
#include "event.h"
#include "fuzz.h"
#include "in-memory.h"

#include <string.h>

static const enum vmg_event points[] = {
    VMG_EVENT_VDSM_START,
    VMG_EVENT_VDSM_SOURCE,
    VMG_EVENT_VDSM_DESTINATION,
    VMG_EVENT_VDSM_DEVICE_SOURCE,
    VMG_EVENT_VDSM_DEVICE_DESTINATION,
};

static char **environment;

static const char *
property(const char *name)
{
    return g_environ_getenv(environment, name);
}

/* Reads the environment at the beginning of DATA. Returns where the file begins: after the empty
 * line, or at the end of DATA. */
static size_t
read_environment(const char *data, size_t size)
{
    const char *end = g_strstr_len(data, (gssize)size, "\n\n");
    size_t len = end ? (size_t)(end - data) : size;
    g_autofree char *text = g_strndup(data, len);

    g_strfreev(environment);
    environment = g_strsplit(text, "\n", 64);
    return end ? len + 2 : size;
}

/* Whether the guest must be refused, by rules that are simpler than those of the guard. */
static gboolean
must_be_refused(const FuzzEvent *event)
{
    g_autoptr(xmlDoc) doc = vmg_xml_parse(event->xml, event->len, "domain XML", NULL);
    g_autofree char *agent = g_strdup(property("sap_agent"));

    if (!doc)
        return TRUE;
    /* What fails on the source is only a warning there: the destination decides. */
    if (event->event == VMG_EVENT_VDSM_SOURCE || event->event == VMG_EVENT_VDSM_DEVICE_SOURCE)
        return FALSE;
    return agent && strcmp(g_strstrip(agent), "true") != 0 && strcmp(agent, "false") != 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *rest = (const char *)data + (size > 0);
    size_t len = size - (size > 0), used = read_environment(rest, len);
    const char *id = property("vmId");
    const FuzzEvent event = {
        .event = points[size > 0 ? (guint8)(data[0] - '0') % G_N_ELEMENTS(points) : 0],
        .guest = id ? id : "",
        .xml = rest + used,
        .len = len - used,
        .property = property,
    };
    guint before = fuzz_written();
    g_auto(FuzzAnswer) first = {0}, second = {0};

    fuzz_event(&event, &first);
    fuzz_event(&event, &second);
    g_assert_cmpstr(first.reason, ==, second.reason);
    g_assert_null(first.output);
    g_assert_cmpuint(fuzz_written(), ==, before);
    g_assert_true(first.refused || !must_be_refused(&event));
    return 0;
}
