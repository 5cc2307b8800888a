/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "decide.h"

#include "checks/checks.h"

#include <string.h>
#include <syslog.h>

/* What one check is given, with what its callbacks need behind it. */
typedef struct {
    struct vmg_input input;
    const VmgCase *its;
    const struct vmg_check *check;
    VmgVerdict *verdict;
    VmgAction action;
    guint reported;
} Asking;

const struct vmg_check *const *
vmg_builtin_checks(void)
{
    static const struct vmg_check *const checks[] = {
        &vmg_check_cluster,
        &vmg_check_status,
        &vmg_check_cpu,
        &vmg_check_networks,
        &vmg_check_storage,
        &vmg_check_memory,
        &vmg_check_vcpus,
        &vmg_check_cache,
        &vmg_check_custom_properties,
        &vmg_check_devices,
        &vmg_check_migration_network,
        &vmg_check_concurrency,
        NULL,
    };

    return checks;
}

/* The limits of migrations are one group. */
static const char *
option_group(const char *check)
{
    return strcmp(check, "concurrency") == 0 ? "migration" : check;
}

static const char *
option(const struct vmg_input *input, const char *key)
{
    const Asking *asking = input->guard;

    return vmg_config_get(asking->its->config, option_group(asking->check->name), key);
}

static int
weigh(const Asking *asking, int result)
{
    if (result == VMG_PASS || result == VMG_WARN || result == VMG_SKIP)
        return result;
    return asking->action == VMG_ACTION_WARN ? VMG_WARN : VMG_FAIL;
}

static void
add(Asking *asking, int result, const char *subject, const char *wanted, const char *found,
    const char *fix)
{
    asking->reported++;
    vmg_verdict_add(asking->verdict, asking->check->name, weigh(asking, result), subject, wanted,
                    found, fix);
}

static void
report(const struct vmg_input *input, const struct vmg_finding *finding)
{
    Asking *asking = input->guard;

    /* Skipping is the guard's own word. */
    int result = finding->result == VMG_SKIP ? VMG_FAIL : finding->result;

    if (finding->struct_size < sizeof(*finding))
        add(asking, VMG_FAIL, NULL, "a finding of the size that the ABI has", "a shorter one",
            "build the module again with this version's header");
    else
        add(asking, result, finding->subject, finding->wanted, finding->found, finding->fix);
}

static void
log_message(const struct vmg_input *input, int priority, const char *message)
{
    const Asking *asking = input->guard;

    syslog(LOG_PRI(priority), "check %s: %s", asking->check->name, message);
}

static gboolean
is_set_to(const Asking *asking, const char *group, const char *key, const char *word)
{
    return vmg_config_is(asking->its->config, group, key, word);
}

/* The same texts for each check that misses the same: they are shown once. */
static void
report_source_missing(Asking *asking)
{
    const char *there = asking->its->source_unsigned
                            ? "the same [cluster] key-file as here, then systemctl reload"
                            : "systemctl enable --now";
    g_autofree char *fix =
        g_strdup_printf("on the source host: %s virt-migration-guard; for a guest that is shut "
                        "off: virt-migration-guard stamp %s",
                        there, asking->its->guest->name);

    add(asking, is_set_to(asking, "cluster", "unstamped", "admit") ? VMG_WARN : VMG_FAIL, NULL,
        "the source host's facts, stamped into the guest's metadata by virt-migration-guardd there",
        asking->its->source_missing, fix);
}

static void
report_destination_missing(Asking *asking)
{
    if (!asking->its->destination_missing) {
        add(asking, VMG_SKIP, NULL, "a destination", "none was named",
            "needs a destination: name one with --to");
        return;
    }
    add(asking, is_set_to(asking, "guard", "on-error", "admit") ? VMG_WARN : VMG_FAIL, NULL,
        "fresh facts about the destination host", asking->its->destination_missing,
        "on the destination host: systemctl restart virt-migration-guard");
}

static void
report_missing(Asking *asking)
{
    if ((asking->check->needs & VMG_NEEDS_DESTINATION) && !asking->its->destination)
        report_destination_missing(asking);
    if ((asking->check->needs & VMG_NEEDS_SOURCE) && !asking->its->source)
        report_source_missing(asking);
}

static void
ask(const VmgCase *its, const struct vmg_check *check, VmgAction action, VmgVerdict *verdict)
{
    Asking asking = {
        .input = {.struct_size = sizeof(struct vmg_input),
                  .abi_version = VMG_ABI_VERSION,
                  .guest = its->guest,
                  .source = its->source,
                  .destination = its->destination,
                  .option = option,
                  .report = report,
                  .log = log_message},
        .its = its,
        .check = check,
        .verdict = verdict,
        .action = action,
    };

    asking.input.guard = &asking;
    if (!its->partial)
        report_missing(&asking);
    if (check->run(&asking.input) != 0)
        add(&asking, VMG_FAIL, NULL, "a check that can decide", "it could not",
            "see the journal: journalctl -t virt-migration-guard");
    if (asking.reported == 0 && !its->partial)
        add(&asking, VMG_FAIL, NULL, "a finding", "the check reported none",
            "report this to the check's author");
}

VmgVerdict *
vmg_decide(const VmgCase *its)
{
    VmgVerdict *verdict = vmg_verdict_new(vmg_config_mode(its->config));

    for (const struct vmg_check *const *check = its->checks; *check; check++) {
        VmgAction action = vmg_config_action(its->config, (*check)->name);

        if (action == VMG_ACTION_OFF)
            continue;
        verdict->checks++;
        ask(its, *check, action, verdict);
    }
    return verdict;
}
