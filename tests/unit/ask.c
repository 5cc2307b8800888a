/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ask.h"

#include "decide.h"
#include "stamp.h"

static VmgGuest *
stamped_guest(const char *domain)
{
    g_autoptr(xmlDoc) doc = test_doc(domain);
    VmgGuest *guest = test_guest(domain);
    g_autoptr(VmgStamp) stamp = vmg_stamp_new(doc, &guest->view, NULL);

    if (stamp)
        vmg_stamp_apply(stamp, guest);
    return guest;
}

char *
test_ask(const struct vmg_check *check, const char *config, const char *domain, const char *source,
         const char *destination)
{
    const struct vmg_check *const checks[] = {check, NULL};
    g_autoptr(VmgConfig) policy = test_config(config);
    g_autoptr(VmgGuest) guest = stamped_guest(domain);
    g_autoptr(VmgHost) from = source ? test_host(source) : NULL;
    g_autoptr(VmgHost) to = destination ? test_host(destination) : NULL;
    const VmgCase its = {
        .config = policy,
        .checks = checks,
        .guest = &guest->view,
        .source = from ? &from->view : NULL,
        .source_missing = from ? NULL : "no source",
        .destination = to ? &to->view : NULL,
        .destination_missing = to ? NULL : "no destination",
    };
    g_autoptr(VmgVerdict) verdict = vmg_decide(&its);

    return test_findings(verdict);
}
