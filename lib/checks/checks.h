/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The built-in checks, each in a file of its own, and the functions that they share. The checks
 * get everything through the public header. */
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

/* Functions named judge_*() return the number of findings because of which the check does not
 * pass. If all of them return 0, the check reports a pass. A warning can be left out of the
 * number; then the check reports the pass in addition. */

/* Reports one finding. CODE is VMG_CODE_*. CODE, SUBJECT and FIX may be NULL for a pass. Returns
 * 1, the number of findings, for a judge_*() to return. */
guint vmg_report(const struct vmg_input *input, enum vmg_result result, const char *code,
                 const char *subject, const char *wanted, const char *found, const char *fix);
/* As vmg_report(), and frees SUBJECT, WANTED, FOUND and FIX. Each of these four may be NULL. */
guint vmg_report_take(const struct vmg_input *input, enum vmg_result result, const char *code,
                      char *subject, char *wanted, char *found, char *fix);

/* The number to which the options of the check set KEY; OTHERWISE if KEY is not set. */
guint64 vmg_option_number(const struct vmg_input *input, const char *key, guint64 otherwise);

/* Whether COMMITMENT, the resources of the host that a guest uses or reserves, belongs to another
 * guest than the guest that is judged. The judged guest must not be counted twice. */
gboolean vmg_is_of_other(const struct vmg_input *input, const struct vmg_commitment *commitment);

/* The first function returns whether MANAGER (VMG_MANAGER_*) manages the guest that is judged, the
 * second function whether MANAGER manages the guests of HOST. */
gboolean vmg_is_managed_by(const struct vmg_input *input, const char *manager);
gboolean vmg_host_is_managed_by(const struct vmg_host *host, const char *manager);
/* The fix: how to change the guest and start it again. XML says what to change in the domain
 * XML, PORTAL what to change in oVirt's Administration Portal (NULL if VDSM never has such a
 * guest), NOVA is the whole fix for OpenStack. Free with g_free(). */
char *vmg_fix_guest(const struct vmg_input *input, const char *xml, const char *portal,
                    const char *nova);

/* A part of the check devices. If DEVICE is a filesystem that can migrate with the guest,
 * because the destination has the same directory, reports a warning about what is unknown and
 * returns TRUE. */
gboolean vmg_judge_filesystem(const struct vmg_input *input, const struct vmg_device *device);

/* The parts of the check resources. Each reports what the destination lacks. */
guint vmg_judge_machine(const struct vmg_input *input);
guint vmg_judge_offloads(const struct vmg_input *input);
guint vmg_judge_claims(const struct vmg_input *input);
guint vmg_judge_files(const struct vmg_input *input);
guint vmg_judge_services(const struct vmg_input *input);
/* Whether vmg_judge_services() judges the claims (struct vmg_claim) of the kind KIND. */
gboolean vmg_services_has_kind(guint kind);
/* Whether the destination's agent saw the bridge NAME of a NIC. The facts may not have this
 * bridge yet, because a manager can make the bridge a moment before the guest arrives. */
gboolean vmg_services_has_bridge(const struct vmg_guest *guest, const char *name);
/* The names of the things that the guest needs and only the destination's agent can find, if
 * that agent was not asked; NULL if there are none. Free with g_free(). */
char *vmg_files_not_looked_at(const struct vmg_input *input);

/* Whether the image in the CD-ROM drive DISK, which is not on shared storage, may exist on the
 * destination as well. If so, *FOUND says what is known about the image; free it with g_free(). */
gboolean vmg_describe_medium(const struct vmg_input *input, const struct vmg_disk *disk,
                             char **found);

/* Whether the destination's agent saw something wrong with the image that CLAIM names: the image
 * is missing, is another image than on the source, has another size, or can't be written. CLAIM may
 * be NULL. */
gboolean vmg_image_is_flawed(const struct vmg_claim *claim);
/* Reports what the destination's agent saw wrong with IMAGE. CLAIM names IMAGE; call
 * this only if vmg_image_is_flawed(CLAIM). NAME is the name of the image in findings. */
guint vmg_judge_image_seen(const struct vmg_input *input, const struct vmg_image *image,
                           const struct vmg_claim *claim, const char *name);
/* Reports a block device that the source's agent could not identify. */
guint vmg_judge_untold_device(const struct vmg_input *input, const struct vmg_image *image,
                              const char *name);
/* Whether the agents of both hosts have compared the image that CLAIM names. CLAIM may be NULL. */
gboolean vmg_image_was_compared(const struct vmg_claim *claim);

/* The name of a NIC in findings. Free with g_free(). */
char *vmg_name_nic(const struct vmg_nic *nic);
/* Reports the network TO of the destination if its bridge has no uplink although the bridge of
 * FROM, the same network on the source, has an uplink. */
guint vmg_judge_uplink(const struct vmg_input *input, const struct vmg_network *from,
                       const struct vmg_network *to);

/* Reports a NIC whose device is switched off on the destination: as a failure, unless the device is
 * switched off on the source as well. */
guint vmg_judge_switched_off(const struct vmg_input *input, const struct vmg_nic *nic);

/* Reports each display whose address the destination does not have. */
guint vmg_judge_displays(const struct vmg_input *input);
/* Whether the NIC is a port of OVN's integration bridge br-int. The NIC must have a source. */
gboolean vmg_nic_is_integrated(const struct vmg_nic *nic);
/* Reports a NIC on the integration bridge if the destination does not have that bridge (IS_THERE
 * is FALSE). */
guint vmg_judge_integrated(const struct vmg_input *input, const struct vmg_nic *nic,
                           gboolean is_there);

/* Reports each lease whose storage the destination does not reach, or for which this is unknown. */
guint vmg_judge_leases(const struct vmg_input *input);

/* The fix for storage that HOST does not reach. PATH is where the storage must be mounted or
 * connected; NULL if that is unknown. Free with g_free(). */
char *vmg_fix_storage(const struct vmg_host *host, const char *path);
/* The fix for a disk that only the source has. Free with g_free(). */
char *vmg_fix_local_disk(const struct vmg_input *input, const struct vmg_disk *disk);
/* The fix for a disk whose server is the host itself (localhost). Free with g_free(). */
char *vmg_fix_loopback(const struct vmg_input *input);
