/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The built-in checks, one file each, and what they share. They see the world
 * through the public header alone. */
#pragma once

#include "base/codes.h"
#include "virt-migration-guard.h"

#include <glib.h>

extern const struct vmg_check vmg_check_cluster;
extern const struct vmg_check vmg_check_status;
extern const struct vmg_check vmg_check_networks;
extern const struct vmg_check vmg_check_storage;
extern const struct vmg_check vmg_check_memory;
extern const struct vmg_check vmg_check_vcpus;
extern const struct vmg_check vmg_check_cpu;
extern const struct vmg_check vmg_check_cache;
extern const struct vmg_check vmg_check_custom_properties;
extern const struct vmg_check vmg_check_devices;
extern const struct vmg_check vmg_check_resources;
extern const struct vmg_check vmg_check_migration_network;
extern const struct vmg_check vmg_check_concurrency;

#define VMG_CHECK_INIT(check_name, check_summary, check_needs, check_run)                          \
    {                                                                                              \
        .struct_size = sizeof(struct vmg_check), .abi_version = VMG_ABI_VERSION,                   \
        .name = (check_name), .version = PACKAGE_VERSION, .summary = (check_summary),              \
        .needs = (check_needs), .run = (check_run)                                                 \
    }

/* Reports one finding. CODE: VMG_CODE_*, may be NULL for a pass, as may SUBJECT and FIX. */
void vmg_report(const struct vmg_input *input, enum vmg_result result, const char *code,
                const char *subject, const char *wanted, const char *found, const char *fix);

/* The number that KEY has in the check's options; OTHERWISE where it has none. */
guint64 vmg_option_number(const struct vmg_input *input, const char *key, guint64 otherwise);

/* Whether it is another guest's: a guest does not count against itself. */
gboolean vmg_is_of_other(const struct vmg_input *input, const struct vmg_commitment *commitment);
