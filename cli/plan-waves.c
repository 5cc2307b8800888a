/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Divides the guests of a plan into waves. The guests of one wave migrate at the same time. */
#include "cli/planner.h"

static gboolean
has_room(const GPtrArray *moves, const VmgMove *move, guint wave, guint outgoing, guint incoming)
{
    guint leaving = 0, arriving = 0;

    for (guint i = 0; i < moves->len; i++) {
        const VmgMove *other = moves->pdata[i];

        if (other->wave != wave)
            continue;
        leaving++;
        arriving += other->peer == move->peer ? 1 : 0;
    }
    return leaving < MAX(1, outgoing) && arriving < MAX(1, incoming);
}

guint
vmg_plan_waves(const GPtrArray *moves, guint outgoing, guint incoming)
{
    guint waves = 0;

    for (guint i = 0; i < moves->len; i++) {
        VmgMove *move = moves->pdata[i];
        guint wave = 1;

        if (!move->peer)
            continue;
        while (!has_room(moves, move, wave, outgoing, incoming))
            wave++;
        move->wave = wave;
        waves = MAX(waves, wave);
    }
    return waves;
}

guint
vmg_plan_left(const GPtrArray *moves)
{
    guint left = 0;

    for (guint i = 0; i < moves->len; i++)
        left += ((const VmgMove *)moves->pdata[i])->peer ? 0 : 1;
    return left;
}
