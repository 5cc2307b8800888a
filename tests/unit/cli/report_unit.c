/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tests the HTML page of report: what it says about guests and hosts. No name of a guest or a
 * host may become markup. */
#include "tests/unit/support/helper.h"

#include "agent/registry/registry.h"
#include "base/xml.h"
#include "cli/report-html.h"

#include <string.h>

#define DISK "<disk><driver cache='none'/><source file='/srv/images/a'/><target dev='vda'/></disk>"
#define CACHED                                                                                     \
    "<disk><driver cache='writeback'/><source file='/srv/images/a'/><target dev='vda'/></disk>"
#define NASTY "<script>alert(1)</script>\"'&amp;"

/* The hosts of one case, and the report about them. */
typedef struct {
    TestDir *dir;
    VmgConfig *config;
    GPtrArray *peers, *others;
    VmgReport *report;
} Site;

static void
add_host(Site *site, const char *name, guint number, const char *status)
{
    g_autofree char *uuid = g_strdup_printf("c0000000-0000-4000-8000-%012u", number);
    g_autofree char *xml = number == 0 ? test_source_xml() : test_dest_xml(), *text = NULL;
    g_autoptr(VmgHost) host = test_host(xml);

    host->view.name = name;
    host->view.uuid = uuid;
    host->view.status = status;
    text = vmg_peer_publish(host, NULL, 1, 30, NULL);
    g_ptr_array_add(site->peers, vmg_peer_read(uuid, text, strlen(text), 0, NULL));
}

/* Makes the hosts. The guests run on the first host. */
static Site
site_new(const char *name)
{
    Site site = {
        .dir = test_dir_new(),
        .config = test_config("[memory]\nreserve-mib = 0\n"),
        .peers = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_peer_free),
        .others = g_ptr_array_new(),
    };

    add_host(&site, "host-a", 0, "up");
    add_host(&site, name, 1, "up");
    add_host(&site, "host-c", 2, "maintenance");
    g_ptr_array_add(site.peers, vmg_peer_read("c0000000-0000-4000-8000-000000000009", "<x/>", 4,
                                              VMG_REGISTRY_GONE, NULL));
    for (guint i = 1; i < site.peers->len; i++)
        g_ptr_array_add(site.others, site.peers->pdata[i]);
    site.report = vmg_report_new(site.peers);
    return site;
}

static void
site_clear(Site *site)
{
    vmg_report_free(site->report);
    g_ptr_array_unref(site->others);
    g_ptr_array_unref(site->peers);
    vmg_config_free(site->config);
    test_dir_free(site->dir);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Site, site_clear)

static void
add_guest(Site *site, const char *name, const char *devices)
{
    g_autofree char *xml = test_stamped("", devices);
    const VmgQuestion question = {.xml = xml,
                                  .len = strlen(xml),
                                  .what = "domain XML",
                                  .config = site->config,
                                  .paths = &site->dir->paths,
                                  .no_destination = TRUE};
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) fits = vmg_cli_fits(&question, site->others, &error);

    if (!fits)
        fail_msg("%s", error->message);
    vmg_report_add(site->report, 0, name, fits);
}

/* Parses the page as XML: it is well-formed XML as well as HTML. Free with g_free(). */
static char *
page_of(const Site *site, const char *cluster)
{
    g_autoptr(GString) page = vmg_report_html(site->report, cluster, "today");
    const char *body = strstr(page->str, "<html");
    g_autoptr(GError) error = NULL;
    g_autoptr(xmlDoc) doc = NULL;

    assert_non_null(body);
    doc = vmg_xml_parse(body, strlen(body), "page", &error);
    if (!doc)
        fail_msg("%s\n%s", error->message, page->str);
    return g_strdup(page->str);
}

static void
has(const char *page, const char *text)
{
    if (!strstr(page, text))
        fail_msg("the page does not have: %s\n%s", text, page);
}

static void
has_not(const char *page, const char *text)
{
    if (strstr(page, text))
        fail_msg("the page has: %s\n%s", text, page);
}

static void
guests_and_hosts_are_shown(void **state G_GNUC_UNUSED)
{
    g_auto(Site) site = site_new("host-b");
    const VmgReportHost *host = site.report->hosts->pdata[0];
    g_autofree char *page = NULL;

    add_guest(&site, "web1", DISK);
    assert_true(vmg_report_can_be_emptied(host));
    add_guest(&site, "db1", CACHED);
    add_guest(&site, "db2", CACHED);
    assert_int_equal(vmg_report_leaving(host), 1);
    assert_false(vmg_report_can_be_emptied(host));
    page = page_of(&site, "east");
    has(page, "<title>Cluster east: where can each guest go</title>");
    has(page, "2 of 4 hosts can be emptied. 3 guests.");
    has(page, "<th scope=\"row\">web1</th>");
    has(page, "<td class=\"home\" data-label=\"host-a\">");
    has(page, "data-label=\"host-b\"><span aria-hidden=\"true\">\342\234\227</span> <a href=\"#r");
    has(page, "cache mode writeback");
    has(page, "None runs there.");
    has(page, "not what an agent publishes");
}

/* Equal reasons are written only once. */
static void
reasons_are_shared(void **state G_GNUC_UNUSED)
{
    g_auto(Site) site = site_new("host-b");
    const VmgReportHost *host = site.report->hosts->pdata[0];
    const VmgReportRow *one, *two;
    guint count;

    add_guest(&site, "db1", CACHED);
    count = site.report->reasons->len;
    add_guest(&site, "db2", CACHED);
    assert_int_equal(site.report->reasons->len, count);
    one = host->rows->pdata[0];
    two = host->rows->pdata[1];
    assert_true(one->cells[1].reasons > 0);
    assert_int_equal(one->cells[1].reasons, two->cells[1].reasons);
    assert_int_equal(one->cells[0].kind, VMG_CELL_HOME);
    assert_int_equal(one->cells[1].kind, VMG_CELL_NO);
    assert_int_equal(one->cells[3].kind, VMG_CELL_UNKNOWN);
}

static void
what_is_not_known_is_said(void **state G_GNUC_UNUSED)
{
    g_auto(Site) site = site_new("host-b");
    g_autofree char *page = NULL;

    vmg_report_set_problem(site.report, 0, "first");
    vmg_report_set_problem(site.report, 0, "its agent is too old");
    assert_false(vmg_report_can_be_emptied(site.report->hosts->pdata[0]));
    page = page_of(&site, "east");
    has(page, "They are not known: its agent is too old");
    has_not(page, "first<");
}

static void
nothing_becomes_markup(void **state G_GNUC_UNUSED)
{
    g_auto(Site) site = site_new(NASTY);
    g_autofree char *page = NULL;

    add_guest(&site, NASTY "\033[1m\001\377", DISK);
    vmg_report_set_problem(site.report, 1, NASTY);
    page = page_of(&site, NASTY);
    has_not(page, "<script");
    has_not(page, "\033");
    has_not(page, "\001");
    has(page, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&apos;&amp;amp;");
}

/* The page loads nothing from other places. A Content-Security-Policy in the page forbids it as
 * well. */
static void
nothing_is_from_elsewhere(void **state G_GNUC_UNUSED)
{
    static const char *const words[] = {"http:", "https:",  "src=", "url(",        "@import",
                                        "<link", "<iframe", "<img", "javascript:", "onclick"};
    g_auto(Site) site = site_new("host-b");
    g_autofree char *page = NULL;

    add_guest(&site, "web1", CACHED);
    page = page_of(&site, "east");
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        has_not(page, words[i]);
    has(page, "content=\"default-src 'none'; style-src 'unsafe-inline'\"");
}

static void
it_is_in_russian(void **state G_GNUC_UNUSED)
{
    g_auto(Site) site = site_new("host-b");
    g_autofree char *page = NULL;

    test_speak_russian();
    add_guest(&site, "web1", CACHED);
    page = page_of(&site, "east");
    has(page, "<html lang=\"ru\">");
    has(page, "Кластер east");
    has_not(page, "can be emptied");
    has_not(page, "not known");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guests_and_hosts_are_shown), cmocka_unit_test(reasons_are_shared),
        cmocka_unit_test(what_is_not_known_is_said),  cmocka_unit_test(nothing_becomes_markup),
        cmocka_unit_test(nothing_is_from_elsewhere),  cmocka_unit_test(it_is_in_russian),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
