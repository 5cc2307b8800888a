/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/support/helper.h"

#include "base/render.h"
#include "base/text.h"
#include "host/peers.h"
#include "stamp/stamp.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestDir *
test_dir_new(void)
{
    TestDir *dir = g_new0(TestDir, 1);

    dir->path = g_dir_make_tmp("vmg-test-XXXXXX", NULL);
    assert_non_null(dir->path);
    dir->paths.config_file = test_path(dir, "etc/guard.conf");
    dir->paths.config_directory = test_path(dir, "etc/guard.conf.d");
    dir->paths.facts_file = test_path(dir, "run/host.xml");
    dir->paths.ledger = test_path(dir, "run/incoming");
    dir->paths.status_file = test_path(dir, "state/status");
    dir->paths.modules = test_path(dir, "checks.d");
    dir->paths.exemptions = test_path(dir, "state/exemptions");
    dir->paths.decisions = test_path(dir, "run/decisions");
    dir->paths.history = test_path(dir, "state/decisions");
    dir->paths.peers = test_path(dir, "run/peers");
    dir->paths.agent = test_path(dir, "run/agent");
    dir->paths.probe = test_path(dir, "run/probe");
    return dir;
}

static int
remove_one(const char *path, const struct stat *st G_GNUC_UNUSED, int type G_GNUC_UNUSED,
           struct FTW *walk G_GNUC_UNUSED)
{
    return remove(path);
}

void
test_dir_free(TestDir *dir)
{
    if (!dir)
        return;
    nftw(dir->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    g_free((char *)dir->paths.config_file);
    g_free((char *)dir->paths.config_directory);
    g_free((char *)dir->paths.facts_file);
    g_free((char *)dir->paths.ledger);
    g_free((char *)dir->paths.status_file);
    g_free((char *)dir->paths.modules);
    g_free((char *)dir->paths.exemptions);
    g_free((char *)dir->paths.decisions);
    g_free((char *)dir->paths.history);
    g_free((char *)dir->paths.peers);
    g_free((char *)dir->paths.agent);
    g_free((char *)dir->paths.probe);
    g_free(dir->path);
    g_free(dir);
}

char *
test_path(const TestDir *dir, const char *name)
{
    return g_build_filename(dir->path, name, NULL);
}

void
test_write(const TestDir *dir, const char *name, const char *text)
{
    g_autofree char *path = test_path(dir, name);
    g_autofree char *parent = g_path_get_dirname(path);

    assert_int_equal(g_mkdir_with_parents(parent, 0755), 0);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

char *
test_read(const char *path)
{
    char *text = NULL;

    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

VmgConfig *
test_config(const char *text)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(GError) error = NULL;
    VmgConfig *config;

    test_write(dir, "etc/guard.conf", text ? text : "");
    config = vmg_config_load(dir->paths.config_file, dir->paths.config_directory, &error);
    if (!config)
        fail_msg("%s", error->message);
    return config;
}

char *
test_fixture(const char *name)
{
    g_autofree char *path = g_build_filename(SRCDIR, name, NULL);
    char *text = test_read(path);

    if (!text)
        fail_msg("%s is missing", path);
    return text;
}

char *
test_domain(const char *metadata, const char *devices)
{
    return g_strdup_printf("<domain type='kvm'>\n"
                           "  <name>g1</name>\n"
                           "  <uuid>" TEST_GUEST_UUID "</uuid>\n"
                           "  <metadata>%s</metadata>\n"
                           "  <memory unit='KiB'>1048576</memory>\n"
                           "  <vcpu>2</vcpu>\n"
                           "  <os><type arch='x86_64' machine='pc'>hvm</type></os>\n"
                           "  <devices>%s</devices>\n"
                           "</domain>\n",
                           metadata, devices);
}

xmlDoc *
test_doc(const char *xml)
{
    g_autoptr(GError) error = NULL;
    xmlDoc *doc = vmg_xml_parse(xml, strlen(xml), "test", &error);

    if (!doc)
        fail_msg("%s", error->message);
    return doc;
}

VmgGuest *
test_guest(const char *xml)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(xmlDoc) doc = test_doc(xml);
    VmgGuest *guest = vmg_guest_new(doc, &error);

    if (!guest)
        fail_msg("%s", error->message);
    return guest;
}

VmgHost *
test_host(const char *xml)
{
    g_autoptr(GError) error = NULL;
    VmgHost *host = vmg_host_parse(xml, strlen(xml), "test", &error);

    if (!host)
        fail_msg("%s", error->message);
    return host;
}

char *
test_host_xml(const char *name, const char *uuid, const char *cluster, const char *status,
              const char *networks)
{
    return g_strdup_printf("<host xmlns='urn:virt-migration-guard:1' generation='7' boottime='0'>\n"
                           "  <uuid>%s</uuid>\n"
                           "  <name>%s</name>\n"
                           "  <cluster>%s</cluster>\n"
                           "  <status>%s</status>\n" TEST_CPU "\n"
                           "  <memory unit='KiB' total='16777216' available='8388608'/>\n"
                           "  <networks>%s</networks>\n"
                           "  <migration network='migr' configured='yes'"
                           " host='198.51.100.9' address='198.51.100.9'/>\n"
                           "  <storage>" TEST_STORAGE "</storage>\n"
                           "  <guests/>\n"
                           "  <inventory/>\n"
                           "</host>\n",
                           uuid, name, cluster, status, networks);
}

static char *
usual_host(const char *name, const char *uuid, const char *address)
{
    g_autofree char *networks =
        g_strdup_printf("<network name='office' device='br0' state='up' mtu='1500'>"
                        "<role>management</role><role>display</role>"
                        "<address family='ipv4' prefix='24'>%s</address></network>"
                        "<network name='migr' device='br1' state='up'><role>migration</role>"
                        "<address family='ipv4' prefix='24'>198.51.100.9</address></network>",
                        address);

    return test_host_xml(name, uuid, "east", "up", networks);
}

char *
test_source_xml(void)
{
    return usual_host("host-a", TEST_SOURCE_UUID, "192.0.2.1");
}

char *
test_dest_xml(void)
{
    return usual_host("host-b", TEST_DEST_UUID, "192.0.2.2");
}

char *
test_stamp_next(const char *source, const char *domain, const char *next)
{
    g_autoptr(VmgHost) host = test_host(source);
    g_autoptr(VmgGuest) guest = test_guest(domain), configured = next ? test_guest(next) : NULL;
    g_autofree char *text =
        vmg_stamp_to_string(host, &guest->view, configured ? &configured->view : NULL, 0, NULL);

    /* The namespace is not in the text: virDomainSetMetadata() gets it separately, and libvirt adds
     * it. */
    assert_true(g_str_has_prefix(text, "<stamp>"));
    return g_strconcat("<stamp xmlns='" VMG_XMLNS "'>", text + strlen("<stamp>"), NULL);
}

char *
test_stamp(const char *source, const char *domain)
{
    return test_stamp_next(source, domain, NULL);
}

char *
test_stamped(const char *metadata, const char *devices)
{
    g_autofree char *plain = test_domain(metadata, devices);
    g_autofree char *source = test_source_xml();
    g_autofree char *stamp = test_stamp(source, plain);
    g_autofree char *both = g_strconcat(metadata, stamp, NULL);

    return test_domain(both, devices);
}

char *
test_findings(const VmgVerdict *verdict)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);

        g_autofree char *subject = vmg_neutral_render(finding->subject);
        g_autofree char *found = vmg_neutral_render(finding->found);

        g_string_append_printf(text, "%s %s ", finding->check,
                               vmg_verdict_result_name(finding->result));
        if (subject)
            g_string_append_printf(text, "%s: ", subject);
        g_string_append_printf(text, "%s\n", found);
    }
    return g_string_free(text, FALSE);
}

char *
test_codes(const VmgVerdict *verdict)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < verdict->findings->len; i++) {
        const VmgFinding *finding = g_ptr_array_index(verdict->findings, i);

        g_string_append_printf(text, "%s%s", i ? " " : "", finding->code);
    }
    return g_string_free(text, FALSE);
}

void
test_like(const char *label, const char *text, const char *pattern)
{
    g_autofree char *shown = vmg_neutral_render(text);

    if (!shown || !g_pattern_match_simple(pattern, shown))
        fail_msg("%s:\n--- is\n%s\n--- but must be like\n%s", label, shown, pattern);
}

void
test_same(const char *label, const char *text, const char *expected)
{
    g_autofree char *shown = vmg_neutral_render(text);

    if (g_strcmp0(shown, expected) != 0)
        fail_msg("%s:\n--- is\n%s\n--- but must be\n%s", label, shown, expected);
}

void
test_speak_russian(void)
{
    assert_true(vmg_text_use_from(BUILDDIR "/po", "ru"));
}

gboolean
test_note(const char *peers, const char *uuid, const char *status, const char *name,
          const char *serials)
{
    const VmgPeersNote note = {
        .status = (char *)status, .name = (char *)name, .serials = (char *)serials};

    return vmg_peers_write(peers, uuid, &note, NULL);
}
