/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/facts.h"

#include "base/codes.h"
#include "base/error.h"
#include "base/neutral.h"
#include "base/sys.h"
#include "base/xml.h"
#include "config/status.h"

#include <inttypes.h>
#include <string.h>

gint64
vmg_facts_age_ms(const VmgHost *host)
{
    return vmg_sys_boottime_ms() - host->boottime_ms;
}

/* Whether the facts are not too old. Facts whose time is in the future were written before a
 * reboot, so they are too old. */
static gboolean
check_age(const VmgHost *host, const char *path, guint max_age, GError **error)
{
    gint64 age = vmg_facts_age_ms(host);

    if (max_age == 0 || (age >= 0 && age <= (gint64)max_age * 1000))
        return TRUE;
    if (age < 0)
        g_set_error(error, VMG_ERROR, VMG_ERROR_STALE, _("%s: of another boot"), path);
    else
        g_set_error(error, VMG_ERROR, VMG_ERROR_STALE,
                    NG_("%s: %" PRIi64 " second old", "%s: %" PRIi64 " seconds old",
                        (unsigned long)(age / 1000)),
                    path, age / 1000);
    return FALSE;
}

/* Returns the status of this host. Usually the result is ASKED, the status in the
 * administrator's file, because the file may be newer than the facts. But if both ASKED and the
 * facts say that the host is not up, the result is the status in the facts, because it also says
 * whether guests are left on the host. */
static const char *
status_of(const VmgHost *host, const char *asked)
{
    gboolean noticed =
        strcmp(asked, VMG_STATUS_UP) != 0 && strcmp(host->view.status, VMG_STATUS_UP) != 0;

    return noticed ? host->view.status : asked;
}

VmgHost *
vmg_facts_load(const VmgPaths *paths, guint max_age, GError **error)
{
    const char *path = paths->facts_file, *asked;
    g_autoptr(VmgHost) host = NULL;
    gsize len = 0;
    g_autofree char *text = vmg_sys_read_file(path, VMG_XML_MAX, &len, error);

    if (!text)
        return NULL;
    host = vmg_host_parse_own(text, len, path, error);
    if (!host || !check_age(host, path, max_age, error))
        return NULL;
    asked = vmg_status_read(paths->status_file, error);
    if (!asked)
        return NULL;
    host->view.status = status_of(host, asked);
    return g_steal_pointer(&host);
}

const char *
vmg_facts_code(const GError *error)
{
    if (g_error_matches(error, VMG_ERROR, VMG_ERROR_STALE))
        return VMG_CODE_FACTS_STALE;
    return g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? VMG_CODE_FACTS_MISSING
                                                                    : VMG_CODE_FACTS_UNREADABLE;
}
