/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The built-in checks, one file each, and what they share. They see the world
 * through the public header alone. */
#pragma once

#include "base/codes.h"
#include "checks/builtin.h"
#include "virt-migration-guard.h"

#include <glib.h>

#define VMG_DECLARE_CHECK(name) extern const struct vmg_check vmg_check_##name;
VMG_BUILTIN_CHECKS(VMG_DECLARE_CHECK)

#define VMG_CHECK_INIT(check_name, check_summary, check_needs, check_run)                          \
    {                                                                                              \
        .struct_size = sizeof(struct vmg_check), .abi_version = VMG_ABI_VERSION,                   \
        .name = (check_name), .version = PACKAGE_VERSION, .summary = (check_summary),              \
        .needs = (check_needs), .run = (check_run)                                                 \
    }

/* What functions named judge_*() return, in every check: how many findings they reported that
 * stand in the place of the check's pass. 0 means that, as far as the function can see, the check
 * passes: a pass or a remark that it reported (VMG_WARN beside a pass) does not count. */

/* Reports one finding. CODE: VMG_CODE_*, may be NULL for a pass, as may SUBJECT and FIX. Returns
 * how many it reported, 1, for a judge_*() to return. */
guint vmg_report(const struct vmg_input *input, enum vmg_result result, const char *code,
                 const char *subject, const char *wanted, const char *found, const char *fix);
/* As vmg_report(), and frees SUBJECT, WANTED, FOUND and FIX, of which each may be NULL. */
guint vmg_report_take(const struct vmg_input *input, enum vmg_result result, const char *code,
                      char *subject, char *wanted, char *found, char *fix);

/* The number that KEY has in the check's options; OTHERWISE where it has none. */
guint64 vmg_option_number(const struct vmg_input *input, const char *key, guint64 otherwise);

/* Whether it is another guest's: a guest does not count against itself. */
gboolean vmg_is_of_other(const struct vmg_input *input, const struct vmg_commitment *commitment);

/* Whether the program MANAGER, one of VMG_MANAGER_*, has the guest, or HOST's guests. */
gboolean vmg_is_managed_by(const struct vmg_input *input, const char *manager);
gboolean vmg_host_is_managed_by(const struct vmg_host *host, const char *manager);
/* What to do to change the guest, so that it starts with the change: XML says what to change in
 * its domain XML, PORTAL in the Administration Portal of oVirt (NULL if VDSM does not have the
 * guest); NOVA is all there is to do under OpenStack. Free with g_free(). */
char *vmg_fix_guest(const struct vmg_input *input, const char *xml, const char *portal,
                    const char *nova);

/* The parts of the check resources: report what the destination lacks. */
guint vmg_judge_machine(const struct vmg_input *input);
guint vmg_judge_claims(const struct vmg_input *input);
guint vmg_judge_files(const struct vmg_input *input);
/* The paths that only a look on the destination can tell of, and that nobody looked at; NULL if
 * there are none. Free with g_free(). */
char *vmg_files_not_looked_at(const struct vmg_input *input);

/* Whether the file in the CD-ROM drive DISK, which is on no shared storage, may be there on the
 * destination as well; *FOUND says what is known then, free it with g_free(). */
gboolean vmg_describe_medium(const struct vmg_input *input, const struct vmg_disk *disk,
                             char **found);

/* Reports each display whose address the destination does not have. */
guint vmg_judge_displays(const struct vmg_input *input);
/* Whether the NIC is a port of OVN's integration bridge; it has a source. */
gboolean vmg_nic_is_integrated(const struct vmg_nic *nic);
/* Reports such a NIC unless the destination has that bridge: IS_THERE. */
guint vmg_judge_integrated(const struct vmg_input *input, const struct vmg_nic *nic,
                           gboolean is_there);

/* Reports each lease whose storage the destination does not reach, or can't be told. */
guint vmg_judge_leases(const struct vmg_input *input);

/* How HOST gets storage that it does not reach, at PATH unless that is NULL. Free with g_free(). */
char *vmg_fix_storage(const struct vmg_host *host, const char *path);
/* What to do about a disk that only the source has. Free with g_free(). */
char *vmg_fix_local_disk(const struct vmg_input *input, const struct vmg_disk *disk);
/* What to do about a disk on a server that calls itself localhost. Free with g_free(). */
char *vmg_fix_loopback(const struct vmg_input *input);
