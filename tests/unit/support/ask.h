/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks one check, as vmg_decide() does. */
#pragma once

#include "tests/unit/support/helper.h"
#include "virt-migration-guard.h"

/* The findings of CHECK on DOMAIN (XML), with the hosts (XML, may be NULL) and
 * the text of guard.conf; the stamp in DOMAIN is applied. Free with g_free(). */
char *test_ask(const struct vmg_check *check, const char *config, const char *domain,
               const char *source, const char *destination);
/* The same without a configuration; DOING, VMG_SOURCE_*, is what the source host says beside the
 * stamp. Free with g_free(). */
char *test_ask_doing(const struct vmg_check *check, guint32 doing, const char *domain,
                     const char *source, const char *destination);
/* The fixes of the same findings, a line each. Free with g_free(). */
char *test_fixes(const struct vmg_check *check, const char *config, const char *domain,
                 const char *source, const char *destination);
