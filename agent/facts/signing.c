/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/facts/signing.h"

#include "config/key.h"

static gboolean
is_same(const VmgSigning *a, const VmgSigning *b)
{
    if (a->broken != b->broken || !a->key != !b->key)
        return FALSE;
    return !a->key || g_bytes_equal(a->key, b->key);
}

gboolean
vmg_signing_read(VmgSigning *signing, const VmgConfig *config, GError **error)
{
    VmgSigning now = {0};
    gboolean same;

    now.broken = !vmg_key_load(config, &now.key, error);
    same = is_same(&now, signing);
    vmg_signing_clear(signing);
    *signing = now;
    return !same;
}

void
vmg_signing_apply(const VmgSigning *signing, VmgSnapshot *snapshot)
{
    if (signing->key)
        snapshot->key = g_bytes_ref(signing->key);
    snapshot->no_stamps = signing->broken;
}

void
vmg_signing_clear(VmgSigning *signing)
{
    g_clear_pointer(&signing->key, g_bytes_unref);
}

gboolean
vmg_signing_renew(VmgSigning *signing, const VmgConfig *config, VmgSay *say)
{
    g_autoptr(GError) error = NULL;
    gboolean news = vmg_signing_read(signing, config, &error);

    if (error)
        g_prefix_error(&error, "guests are not stamped: ");
    vmg_say_result(say, "key", error);
    return news;
}
