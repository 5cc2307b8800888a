/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "decide/decide.h"

#include "base/codes.h"
#include "base/one-line.h"
#include "base/neutral.h"
#include "config/exemptions.h"

#include <string.h>
#include <syslog.h>

/* The input of one check, followed by the data that the functions in the input use. */
typedef struct {
    struct vmg_input input;
    const VmgCase *the_case;
    const struct vmg_check *check;
    VmgVerdict *verdict;
    /* the label of a module's findings; NULL for a built-in check, because its label is its
     * summary */
    const char *label;
    VmgAction action;
    guint reported;
} Asking;

/* The group of guard.conf that has the options of CHECK. This is the group with the check's
 * name, except for concurrency, whose limits are in the group [migration]. */
static const char *
option_group(const char *check)
{
    return strcmp(check, "concurrency") == 0 ? "migration" : check;
}

static const char *
option(const struct vmg_input *input, const char *key)
{
    const Asking *asking = input->guard;

    return vmg_config_get(asking->the_case->config, option_group(asking->check->name), key);
}

static int
weigh(const Asking *asking, int result)
{
    if (result == VMG_PASS || result == VMG_WARN || result == VMG_SKIP)
        return result;
    return asking->action == VMG_ACTION_WARN ? VMG_WARN : VMG_FAIL;
}

static void
add(Asking *asking, int result, const char *code, const char *subject, const char *wanted,
    const char *found, const char *fix)
{
    asking->reported++;
    vmg_verdict_add(asking->verdict, asking->check->name, weigh(asking, result), code, subject,
                    wanted, found, fix);
    if (asking->label)
        vmg_verdict_label(asking->verdict, asking->label);
}

static void
report(const struct vmg_input *input, const struct vmg_finding *finding)
{
    Asking *asking = input->guard;

    if (!finding || !VMG_HAS(finding, fix)) {
        add(asking, VMG_FAIL, VMG_CODE_MODULE_BROKEN, NULL,
            _("a finding of the size that the ABI has"), _("a shorter one"),
            _("build the module again with this version's header"));
        return;
    }
    /* Only the guard itself may say that a check was skipped. A finding of a module with
     * this result counts as a failure. */
    add(asking, finding->result == VMG_SKIP ? VMG_FAIL : finding->result,
        VMG_HAS(finding, code) ? finding->code : NULL, finding->subject, finding->wanted,
        finding->found, finding->fix);
}

/* Reports a finding of a module. The texts of a module are not translated: vmg_one_line() replaces
 * control characters in them, also the marks with which neutral.h marks a text for translation. */
static void
report_of_module(const struct vmg_input *input, const struct vmg_finding *finding)
{
    gboolean whole = finding && VMG_HAS(finding, fix);
    g_autofree char *subject = whole ? vmg_one_line(finding->subject) : NULL;
    g_autofree char *wanted = whole ? vmg_one_line(finding->wanted) : NULL;
    g_autofree char *found = whole ? vmg_one_line(finding->found) : NULL;
    g_autofree char *fix = whole ? vmg_one_line(finding->fix) : NULL;
    struct vmg_finding plain = {.struct_size = sizeof(plain),
                                .subject = subject,
                                .wanted = wanted,
                                .found = found,
                                .fix = fix};

    if (whole) {
        plain.result = finding->result;
        plain.code = VMG_HAS(finding, code) ? finding->code : NULL;
    }
    report(input, whole ? &plain : NULL);
}

static void
log_message(const struct vmg_input *input, int priority, const char *message)
{
    const Asking *asking = input->guard;

    g_autofree char *line = vmg_one_line(message ? message : "");

    syslog(LOG_PRI(priority), "check %s: %s", asking->check->name, line);
}

static gboolean
is_set_to(const Asking *asking, const char *group, const char *key, const char *word)
{
    return vmg_config_is(asking->the_case->config, group, key, word);
}

/* Whether a guest without a stamp is admitted with a warning although guard.conf does not say
 * so. In an oVirt cluster the guard is installed on one host after the other. For this the
 * engine moves all guests away from each host, so a host that has the guard must take guests
 * from hosts that do not have it yet. A stamp that is forged, broken or unsigned is still
 * refused; and if [cluster] key-file is set, every guest needs a stamp. */
static gboolean
is_being_rolled_out(const VmgCase *the_case)
{
    return the_case->destination &&
           g_strcmp0(the_case->destination->view.manager, VMG_MANAGER_VDSM) == 0 &&
           !vmg_config_get(the_case->config, "cluster", "key-file") &&
           (g_strcmp0(the_case->source_code, VMG_CODE_NO_STAMP) == 0 ||
            g_strcmp0(the_case->source_code, VMG_CODE_STAMP_OLD) == 0);
}

static gboolean
admits_unstamped(const Asking *asking)
{
    if (vmg_config_get(asking->the_case->config, "cluster", "unstamped"))
        return is_set_to(asking, "cluster", "unstamped", "admit");
    return is_being_rolled_out(asking->the_case);
}

/* Reports missing facts. Every check that needs the facts reports the same texts, so that they
 * are shown only once. */
static void
report_source_missing(Asking *asking)
{
    const char *guest = asking->the_case->guest->name;
    /* The XML of an offline migration looks like that of a live migration, so the fix names both
     * cases. */
    g_autofree char *fix = g_strdup_printf(
        asking->the_case->source_unsigned
            ? _("on the source host: set [cluster] key-file to a copy of this host's key; if %s is "
                "shut off, then also: virt-migration-guard stamp %s")
            : _("on the source host, if %s is shut off: virt-migration-guard stamp %s; if it runs: "
                "systemctl enable --now virt-migration-guard"),
        guest, guest);

    add(asking, admits_unstamped(asking) ? VMG_WARN : VMG_FAIL, asking->the_case->source_code, NULL,
        _("facts about the source host in the guest's metadata"), asking->the_case->source_missing,
        fix);
}

static void
report_destination_missing(Asking *asking)
{
    if (!asking->the_case->destination_missing) {
        add(asking, VMG_SKIP, VMG_CODE_NO_DESTINATION, NULL, _("a destination"),
            _("none was named"), _("name a destination with --to"));
        return;
    }
    add(asking, is_set_to(asking, "guard", "on-error", "admit") ? VMG_WARN : VMG_FAIL,
        asking->the_case->destination_code, NULL, _("fresh facts about the destination host"),
        asking->the_case->destination_missing,
        _("on the destination host: systemctl restart virt-migration-guard"));
}

static void
report_missing(Asking *asking)
{
    if ((asking->check->needs & VMG_NEEDS_DESTINATION) && !asking->the_case->destination)
        report_destination_missing(asking);
    if ((asking->check->needs & VMG_NEEDS_SOURCE) && !asking->the_case->source)
        report_source_missing(asking);
}

static void
ask(const VmgCase *the_case, const struct vmg_check *check, gboolean is_module, VmgAction action,
    VmgVerdict *verdict)
{
    g_autofree char *label = is_module ? vmg_one_line(check->summary) : NULL;
    Asking asking = {
        .input = {.struct_size = sizeof(struct vmg_input),
                  .abi_version = VMG_ABI_VERSION,
                  .guest = the_case->guest,
                  .source = the_case->source ? &the_case->source->view : NULL,
                  .destination = the_case->destination ? &the_case->destination->view : NULL,
                  .option = option,
                  .report = is_module ? report_of_module : report,
                  .log = log_message},
        .the_case = the_case,
        .check = check,
        .verdict = verdict,
        .label = label,
        .action = action,
    };

    asking.input.guard = &asking;
    if (!the_case->partial)
        report_missing(&asking);
    if (check->run(&asking.input) != 0)
        add(&asking, VMG_FAIL, VMG_CODE_CHECK_UNDECIDED, NULL, _("a decision of this check"),
            _("the check could not decide"),
            _("see the journal: journalctl -t virt-migration-guard"));
    if (asking.reported == 0 && !the_case->partial)
        add(&asking, VMG_FAIL, VMG_CODE_CHECK_SILENT, NULL, _("a finding"),
            _("the check reported none"), _("report this to the check's author"));
}

static void
report_broken(const VmgModule *module, VmgAction action, VmgVerdict *verdict)
{
    g_autofree char *name = vmg_one_line(module->name);

    vmg_verdict_add(verdict, name, action == VMG_ACTION_WARN ? VMG_WARN : VMG_FAIL,
                    VMG_CODE_MODULE_BROKEN, module->file, _("a check module that can be asked"),
                    module->why, module->fix);
}

static const VmgExemption *
find_exemption(const VmgCase *the_case, const char *check)
{
    for (guint i = 0; the_case->exemptions && i < the_case->exemptions->len; i++) {
        const VmgExemption *exemption = g_ptr_array_index(the_case->exemptions, i);

        if (strcmp(exemption->check, check) == 0 &&
            vmg_exemption_holds(exemption, the_case->guest->name, the_case->guest->uuid,
                                the_case->now))
            return exemption;
    }
    return NULL;
}

/* Reports an exemption even if the check passes, so that nobody forgets the exemption. */
static void
report_exemption(const VmgCase *the_case, const VmgExemption *exemption, VmgVerdict *verdict)
{
    g_autofree char *until = vmg_neutral_time(exemption->until);
    g_autofree char *found = g_strdup_printf(_("exempt until %s: %s"), until, exemption->reason);
    g_autofree char *fix = g_strdup_printf(_("if it is no longer needed: virt-migration-guard "
                                             "exempt remove %s %s"),
                                           exemption->guest, exemption->check);

    vmg_verdict_add(verdict, exemption->check, VMG_WARN, VMG_CODE_EXEMPT, the_case->guest->name,
                    _("no exemption"), found, fix);
}

/* Runs one check. MODULE is NULL for a built-in check. */
static void
decide_one(const VmgCase *the_case, const struct vmg_check *check, const VmgModule *module,
           VmgVerdict *verdict)
{
    const char *name = module ? module->name : check->name;
    VmgAction action = vmg_config_action(the_case->config, name);
    const VmgExemption *exemption = find_exemption(the_case, name);

    if (action == VMG_ACTION_OFF)
        return;
    verdict->checks++;
    if (exemption) {
        report_exemption(the_case, exemption, verdict);
        action = VMG_ACTION_WARN;
    }
    if (module && module->why)
        report_broken(module, action, verdict);
    else
        ask(the_case, check, module != NULL, action, verdict);
}

VmgVerdict *
vmg_decide(const VmgCase *the_case)
{
    VmgVerdict *verdict = vmg_verdict_new(vmg_config_mode(the_case->config));

    for (const struct vmg_check *const *check = the_case->checks; *check; check++)
        decide_one(the_case, *check, NULL, verdict);
    for (guint i = 0; the_case->modules && i < the_case->modules->len; i++) {
        const VmgModule *module = g_ptr_array_index(the_case->modules, i);

        decide_one(the_case, &module->check, module, verdict);
    }
    return verdict;
}
