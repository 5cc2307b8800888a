/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rewrite/rewrite.h"

guint
vmg_rewrite_all(xmlDoc *doc, const VmgMove *move, guint *moved)
{
    guint changes = 0;

    if (move->destination)
        changes = vmg_rewrite_nic(doc, move) + vmg_rewrite_listen(doc, move);

    if (moved)
        *moved = changes;
    return changes + vmg_rewrite_stamp(doc, move);
}
