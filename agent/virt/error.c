/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/error.h"

#include "base/error.h"
#include "base/text.h"

#include <libvirt/virterror.h>

void
vmg_virt_error(GError **error, const char *doing)
{
    const virError *last = virGetLastError();

    g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, "%s: %s", doing,
                last && last->message ? last->message : _("unknown error"));
}

static void
ignore(void *data G_GNUC_UNUSED, virErrorPtr error G_GNUC_UNUSED)
{
}

void
vmg_virt_error_be_quiet(void)
{
    virSetErrorFunc(NULL, ignore);
}
