/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/report-html.h"

#include "base/render.h"
#include "base/text.h"

#include <inttypes.h>

enum { KIB_PER_GIB = 1024 * 1024 };

/* The page contains everything that it shows, so that it can be mailed, printed, and read
 * without a network. No state is shown by colour alone. */
static const char style[] =
    "<style>:root{color-scheme:light dark;--bg:#fff;--fg:#1b1b1b;--dim:#545454;--line:#c4c4c4;"
    "--head:#f1f1f1;--yes:#e4f3e6;--yes-fg:#0b5a24;--warn:#fff1d0;--warn-fg:#6b4300;"
    "--no:#fde7e5;--no-fg:#93150d;--link:#0b4f9e}"
    "@media(prefers-color-scheme:dark){:root{--bg:#161616;--fg:#ececec;--dim:#b3b3b3;"
    "--line:#4a4a4a;--head:#242424;--yes:#12301b;--yes-fg:#9be0ad;--warn:#3a2c08;"
    "--warn-fg:#f6cf7c;--no:#3e1513;--no-fg:#ffb3ab;--link:#8fbdff}}"
    "*{box-sizing:border-box}"
    "body{margin:0 auto;padding:1rem;max-width:100rem;background:var(--bg);color:var(--fg);"
    "font:16px/1.45 system-ui,sans-serif}"
    "h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.25rem;margin:2rem 0 .5rem}"
    "p{max-width:45rem}.dim{color:var(--dim)}a{color:var(--link)}"
    ":focus-visible{outline:3px solid var(--link);outline-offset:2px}"
    ".skip{position:absolute;left:-99rem}.skip:focus{position:static}"
    ".wide{overflow-x:auto;border:1px solid var(--line)}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{padding:.4rem .6rem;text-align:start;vertical-align:top;"
    "border-bottom:1px solid var(--line);overflow-wrap:anywhere}"
    "thead th{background:var(--head);overflow-wrap:normal}"
    "tbody th{position:sticky;left:0;background:var(--bg);font-weight:600;min-width:7rem}"
    ".num{text-align:end;font-variant-numeric:tabular-nums}"
    ".matrix td{min-width:11rem}.matrix small{display:block;color:inherit}"
    ".yes{background:var(--yes);color:var(--yes-fg)}"
    ".warn{background:var(--warn);color:var(--warn-fg)}"
    ".no,.unknown{background:var(--no);color:var(--no-fg)}.home{color:var(--dim)}"
    "td a{color:inherit}"
    "ol li{padding:.3rem;margin:.3rem 0;overflow-wrap:anywhere}li:target{outline:3px solid "
    "var(--link)}"
    "ol li div{white-space:pre-wrap}"
    "@media(max-width:44rem){body{padding:.6rem}.wide{border:0;overflow:visible}"
    "thead{position:absolute;left:-99rem}"
    "table,tbody,tr,th,td{display:block;width:100%}tr{border:1px solid var(--line);margin:0 0 "
    ".8rem}"
    "tbody th{position:static;background:var(--head)}.num{text-align:start}.matrix td{min-width:0}"
    "td::before{content:attr(data-label) \": \";font-weight:600}}"
    "@media print{:root{color-scheme:light;--bg:#fff;--fg:#000;--dim:#333;--line:#888;--head:#eee;"
    "--yes:#fff;--yes-fg:#000;--warn:#fff;--warn-fg:#000;--no:#fff;--no-fg:#000;--link:#000}"
    "@page{size:A4 landscape;margin:12mm}body{font-size:9pt;padding:0;max-width:none}"
    ".wide{overflow:visible;border:0}nav,.skip{display:none}thead{display:table-header-group}"
    "tr,li{break-inside:avoid}h2{break-after:avoid}tbody th{position:static;min-width:0}"
    ".matrix td{min-width:0}a{text-decoration:none}}</style>";

/* Adds TEXT to the page. TEXT may have any content: it is escaped. */
static void
add_text(GString *page, const char *text)
{
    g_autofree char *shown = vmg_neutral_render(text ? text : "");
    g_autofree char *valid = g_utf8_make_valid(shown, -1);
    g_autofree char *escaped = NULL;

    for (char *at = valid; *at; at++)
        if (g_ascii_iscntrl(*at) && *at != '\n')
            *at = '?';
    escaped = g_markup_escape_text(valid, -1);
    g_string_append(page, escaped);
}

/* Adds <NAME ATTRIBUTES>TEXT</NAME>. ATTRIBUTES is a constant of this file, not input. It is
 * empty or begins with a blank. */
static void
add_element(GString *page, const char *name, const char *attributes, const char *text)
{
    g_string_append_printf(page, "<%s%s>", name, attributes);
    add_text(page, text);
    g_string_append_printf(page, "</%s>", name);
}

static void G_GNUC_PRINTF(4, 5)
    add_formatted(GString *page, const char *name, const char *attributes, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    add_element(page, name, attributes, text);
}

/* Begins a table cell of the given CLASS. On a narrow screen the table has no headings, so LABEL
 * is shown in each cell. */
static void
begin_cell(GString *page, const char *class, const char *label)
{
    g_string_append_printf(page, "<td class=\"%s\" data-label=\"", class);
    add_text(page, label);
    g_string_append(page, "\">");
}

static void
add_cell(GString *page, const char *class, const char *label, const char *text)
{
    begin_cell(page, class, label);
    add_text(page, text);
    g_string_append(page, "</td>");
}

static void
begin_table(GString *page, const char *class, const char *label)
{
    g_string_append(page, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
    add_text(page, label);
    g_string_append(page, "\">");
    g_string_append_printf(page, "<table class=\"%s\"><thead><tr>", class);
}

static void
end_table(GString *page)
{
    g_string_append(page, "</tbody></table></div>\n");
}

static void
begin_rows(GString *page)
{
    g_string_append(page, "</tr></thead>\n<tbody>");
}

/* The text that says whether the host can be emptied; *CLASS is set to its CSS class. */
static const char *
readiness_of(const VmgReportHost *host, const char **class)
{
    if (host->problem || !host->peer->host) {
        *class = "unknown";
        return _("? not known");
    }
    *class = vmg_report_can_be_emptied(host) ? "yes" : "no";
    return vmg_report_can_be_emptied(host) ? _("\342\234\223 yes") : _("\342\234\227 no");
}

static void
add_readiness_row(GString *page, const VmgReportHost *host, guint index)
{
    const VmgPeer *peer = host->peer;
    g_autofree char *age = g_strdup_printf(_("%" PRIi64 " s"), peer->age_ms / 1000);
    g_autofree char *memory = g_strdup_printf(
        "%.1f", peer->host ? (double)peer->host->view.memory_available_kib / KIB_PER_GIB : 0.0);
    g_autofree char *guests = g_strdup_printf("%u", host->rows->len);
    g_autofree char *leaving = g_strdup_printf("%u", vmg_report_leaving(host));
    const char *class, *answer = readiness_of(host, &class);

    g_string_append_printf(page, "<tr><th scope=\"row\"><a href=\"#h%u\">", index);
    add_text(page, vmg_peer_name(peer));
    g_string_append(page, "</a></th>");
    add_cell(page, class, _("can be emptied"), answer);
    add_cell(page, "", _("status"), peer->host ? vmg_peer_status(peer) : _("not known"));
    add_cell(page, "num", _("guests"), host->problem ? "-" : guests);
    add_cell(page, "num", _("of them can leave"), host->problem ? "-" : leaving);
    add_cell(page, "num", _("free GiB"), peer->host ? memory : "-");
    add_cell(page, "num", _("seen"), age);
    g_string_append(page, "</tr>\n");
}

static void
add_readiness(GString *page, const VmgReport *report)
{
    const char *const headings[] = {
        _("host"),     _("can be emptied"), _("status"), _("guests"), _("of them can leave"),
        _("free GiB"), _("seen"),           NULL};

    add_element(page, "h2", " id=\"readiness\"", _("Can each host be emptied?"));
    add_element(page, "p", " class=\"dim\"",
                _("A host can be emptied if each of its guests can leave it for at least one other "
                  "host. Whether the others have room for all of them together: "
                  "virt-migration-guard plan."));
    begin_table(page, "hosts", _("Can each host be emptied?"));
    for (gsize i = 0; headings[i]; i++)
        add_element(page, "th", i < 3 ? " scope=\"col\"" : " scope=\"col\" class=\"num\"",
                    headings[i]);
    begin_rows(page);
    for (guint i = 0; i < report->hosts->len; i++)
        add_readiness_row(page, report->hosts->pdata[i], i);
    end_table(page);
}

static void
add_match(GString *page, const VmgReportCell *cell, const char *host)
{
    static const struct {
        const char *class, *mark, *word;
    } kinds[] = {
        [VMG_CELL_HOME] = {"home", "\342\200\242", N_("is here")},
        [VMG_CELL_YES] = {"yes", "\342\234\223", N_("yes")},
        [VMG_CELL_WARNED] = {"warn", "!", N_("yes, with warnings")},
        [VMG_CELL_NO] = {"no", "\342\234\227", N_("no")},
        [VMG_CELL_UNKNOWN] = {"unknown", "?", N_("not known")},
    };

    begin_cell(page, kinds[cell->kind].class, host);
    g_string_append_printf(page, "<span aria-hidden=\"true\">%s</span> ", kinds[cell->kind].mark);
    if (cell->reasons > 0)
        g_string_append_printf(page, "<a href=\"#r%u\">", cell->reasons);
    add_text(page, _(kinds[cell->kind].word));
    if (cell->reasons > 0)
        g_string_append_printf(page, " [%u]</a>", cell->reasons);
    if (cell->reason)
        add_element(page, "small", "", cell->reason);
    g_string_append(page, "</td>");
}

static void
add_guests(GString *page, const VmgReport *report, const VmgReportHost *host)
{
    begin_table(page, "matrix", vmg_peer_name(host->peer));
    add_element(page, "th", " scope=\"col\"", _("guest"));
    for (guint i = 0; i < report->hosts->len; i++)
        add_element(page, "th", " scope=\"col\"",
                    vmg_peer_name(((const VmgReportHost *)report->hosts->pdata[i])->peer));
    begin_rows(page);
    for (guint i = 0; i < host->rows->len; i++) {
        const VmgReportRow *row = host->rows->pdata[i];

        g_string_append(page, "<tr>");
        add_element(page, "th", " scope=\"row\"", row->name);
        for (guint column = 0; column < report->hosts->len; column++)
            add_match(page, &row->cells[column],
                      vmg_peer_name(((const VmgReportHost *)report->hosts->pdata[column])->peer));
        g_string_append(page, "</tr>\n");
    }
    end_table(page);
}

static void
add_host(GString *page, const VmgReport *report, guint index)
{
    const VmgReportHost *host = report->hosts->pdata[index];
    g_autofree char *id = g_strdup_printf(" id=\"h%u\"", index);

    add_formatted(page, "h2", id, _("Guests of %s"), vmg_peer_name(host->peer));
    if (host->peer->problem)
        add_element(page, "p", "", host->peer->problem);
    if (host->problem)
        add_formatted(page, "p", "", _("They are not known: %s"), host->problem);
    else if (host->rows->len == 0)
        add_element(page, "p", "", _("None runs there."));
    else
        add_guests(page, report, host);
}

static void
add_reasons(GString *page, const VmgReport *report)
{
    if (report->reasons->len == 0)
        return;
    add_element(page, "h2", " id=\"reasons\"", _("Reasons"));
    g_string_append(page, "<ol>\n");
    for (guint i = 0; i < report->reasons->len; i++) {
        g_autofree char *text = g_strdup(report->reasons->pdata[i]);

        g_string_append_printf(page, "<li id=\"r%u\" tabindex=\"-1\">", i + 1);
        add_element(page, "div", "", g_strchomp(text));
        g_string_append(page, "</li>\n");
    }
    g_string_append(page, "</ol>\n");
}

static void
add_head(GString *page, const char *title)
{
    g_string_append_printf(
        page,
        "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" "
        "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n",
        /* TRANSLATORS: the code of your language, "ru" for example */
        _("en"));
    add_element(page, "title", "", title);
    g_string_append_printf(page, "\n%s</head>\n<body>", style);
    g_string_append(page, "<a class=\"skip\" href=\"#readiness\">");
    add_text(page, _("skip to the hosts"));
    g_string_append(page, "</a>\n<header>");
    add_element(page, "h1", "", title);
}

static void
add_summary(GString *page, const VmgReport *report, const char *date)
{
    guint guests = 0, ready = 0;
    g_autofree char *counted = NULL;

    for (guint i = 0; i < report->hosts->len; i++) {
        const VmgReportHost *host = report->hosts->pdata[i];

        guests += host->rows->len;
        ready += host->peer->host && vmg_report_can_be_emptied(host) ? 1 : 0;
    }
    counted = g_strdup_printf(
        NG_("%u of %u host can be emptied.", "%u of %u hosts can be emptied.", report->hosts->len),
        ready, report->hosts->len);
    add_formatted(page, "p", "", NG_("%s %u guest.", "%s %u guests.", guests), counted, guests);
    add_formatted(page, "p", " class=\"dim\"", _("As of %s, virt-migration-guard %s."), date,
                  PACKAGE_VERSION);
    g_string_append(page, "</header>\n<main>");
}

GString *
vmg_report_html(const VmgReport *report, const char *cluster, const char *date)
{
    GString *page = g_string_new(NULL);
    g_autofree char *title = g_strdup_printf(_("Cluster %s: where can each guest go"), cluster);

    add_head(page, title);
    add_summary(page, report, date);
    add_readiness(page, report);
    for (guint i = 0; i < report->hosts->len; i++)
        add_host(page, report, i);
    add_reasons(page, report);
    g_string_append(page, "</main></body></html>\n");
    return page;
}
