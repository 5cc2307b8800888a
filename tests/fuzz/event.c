/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "event.h"

#include "base/text.h"
#include "in-memory.h"
#include "plugin/event.h"

#include <string.h>

#define CPU                                                                                        \
    "<cpu arch='x86_64' threads='8'><mode virt='kvm' model='EPYC'><features>avx sse2</features>"   \
    "<models>EPYC kvm64</models></mode></cpu>"
#define MEMORY "<memory unit='KiB' total='33554432' available='16777216'/>"
#define STORAGE                                                                                    \
    "<storage><domain name='images' kind='nfs' source='nas:/images' path='/srv/images' "           \
    "state='up'/></storage>"

static const char source_xml[] =
    "<host xmlns='urn:virt-migration-guard:1'><uuid>b0000000-0000-4000-8000-00000000000a</uuid>"
    "<name>host-a</name><cluster>east</cluster><status>up</status>" CPU MEMORY "<networks>"
    "<network name='office' device='br0' state='up' mtu='1500'>"
    "<address family='ipv4' prefix='24'>192.0.2.1</address>"
    "<address family='ipv6' prefix='64'>2001:db8:1::1</address></network>"
    "<network name='screens' device='br-screens' state='up' mtu='1500'>"
    "<address family='ipv4' prefix='24'>198.51.100.1</address></network>"
    "<network name='backup' device='br-backup' state='up' mtu='1500'/></networks>" STORAGE
    "</host>";
static const char destination_xml[] =
    "<host xmlns='urn:virt-migration-guard:1' generation='1' boottime='1000'>"
    "<uuid>b0000000-0000-4000-8000-00000000000b</uuid>"
    "<name>host-b</name><cluster>east</cluster><status>up</status>" CPU MEMORY "<networks>"
    "<network name='office' device='br-office' state='up' mtu='1500'>"
    "<address family='ipv4' prefix='24'>192.0.2.2</address>"
    "<address family='ipv6' prefix='64'>2001:db8:1::2</address></network>"
    "<network name='screens' device='br1' state='up' mtu='1500'>"
    "<address family='ipv4' prefix='24'>198.51.100.2</address></network></networks>" STORAGE
    "</host>";

#define PROPERTIES "[custom-properties]\nsap_agent=^(true|false)$\n"
static const char *const files[] = {
    "strict.conf",
    PROPERTIES,
    "lenient.conf",
    PROPERTIES "[cluster]\nunstamped=admit\n[checks]\ncluster=warn\nstatus=warn\ncpu=warn\n"
               "networks=warn\nstorage=warn\nmemory=warn\nvcpus=warn\ncache=warn\n"
               "custom-properties=warn\ndevices=warn\nmigration-network=warn\nconcurrency=warn\n",
    "host.xml",
    destination_xml,
    "status",
    "up\n",
    NULL,
};

static const VmgHost *
parse_once(const VmgHost **host, const char *xml)
{
    if (!*host)
        *host = vmg_host_parse(xml, strlen(xml), "host", NULL);
    return *host;
}

const VmgHost *
fuzz_source(void)
{
    static const VmgHost *host;

    return parse_once(&host, source_xml);
}

const VmgHost *
fuzz_destination(void)
{
    static const VmgHost *host;

    return parse_once(&host, destination_xml);
}

static void
no_deadline(unsigned ms G_GNUC_UNUSED, int status G_GNUC_UNUSED)
{
}

/* Fails unless the reason consists of printable lines, because the reason goes into libvirt's
 * message and VDSM's log. */
static void
check_reason(const char *reason)
{
    g_assert_true(g_str_has_prefix(reason, "migration refused: ") ||
                  g_str_has_prefix(reason, "start refused: "));
    g_assert_nonnull(strstr(reason, "fix: "));
    g_assert_true(g_utf8_validate(reason, -1, NULL));
    for (const char *c = reason; *c; c++)
        g_assert_true((guchar)*c >= ' ' || *c == '\n');
}

void
fuzz_event(const FuzzEvent *event, FuzzAnswer *answer)
{
    /* The ledger is a directory that always exists, so that the hook does not make it. */
    const VmgPaths paths = {.config_file = event->lenient ? "lenient.conf" : "strict.conf",
                            .config_directory = "conf.d",
                            .facts_file = "host.xml",
                            .status_file = "status",
                            .ledger = "/",
                            .probe = "/nobody-listens"};
    const struct vmg_request request = {
        .version = VMG_POLICY_VERSION,
        .event = event->event,
        .guest = event->guest,
        .xml = event->xml,
        .len = event->len,
        .use_language = vmg_text_use,
        .set_deadline = no_deadline,
        .property = event->property,
    };
    struct vmg_answer said;

    fuzz_set_named(files);
    g_assert_cmpint(vmg_event_run(&paths, &request, &said), ==, 0);
    answer->refused = said.status != 0;
    answer->output = g_strndup(said.output, said.output_len);
    answer->reason = g_strdup(said.reason);
    said.finish(&said);
    said.release(&said);
    g_assert_true(answer->refused == (answer->reason != NULL));
    g_assert_true(!answer->refused || !answer->output);
    if (answer->reason)
        check_reason(answer->reason);
}

void
fuzz_answer_clear(FuzzAnswer *answer)
{
    g_free(answer->output);
    g_free(answer->reason);
}
