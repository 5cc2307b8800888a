/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks one check, in the same way as vmg_decide(). */
#pragma once

#include "tests/unit/support/helper.h"
#include "virt-migration-guard.h"

/* The findings of CHECK about DOMAIN (XML). The hosts are XML and may be NULL; CONFIG is the text
 * of guard.conf. The stamp in DOMAIN is used. Free with g_free(). */
char *test_ask(const struct vmg_check *check, const char *config, const char *domain,
               const char *source, const char *destination);
/* As test_ask(), but without a configuration. DOING (VMG_SOURCE_*) is what the source host says
 * besides the stamp. Free with g_free(). */
char *test_ask_doing(const struct vmg_check *check, guint32 doing, const char *domain,
                     const char *source, const char *destination);
/* As test_ask(), but returns the fixes of the findings, one on a line. Free with g_free(). */
char *test_fixes(const struct vmg_check *check, const char *config, const char *domain,
                 const char *source, const char *destination);
/* The findings of CHECK about a guest with DEVICES (XML), if the destination's agent has found
 * FLAGS (VMG_CLAIM_*) for all that the guest names. If DEVICES is empty, the guest names only
 * what every guest of KVM needs. CONFIG may be NULL. Free with g_free(). */
char *test_seen(const struct vmg_check *check, const char *config, const char *devices,
                guint flags);
