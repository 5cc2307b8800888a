/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Puts as many items as possible into bins of different sizes, where not every bin takes every
 * item. This is the multiple knapsack problem, solved as well as is possible while a person
 * waits.
 *
 * The steps are:
 *
 * 1. Place the large items first, each item into the bin with the most room that takes the item.
 * This spreads the load.
 *
 * 2. For each item without a place, move another item out of a bin, so that this bin takes the
 * item without a place. Room in another bin may have to be made for the moved item in the same
 * way. For one item without a place, up to three items are moved.
 *
 * 3. If items are left over, repeat steps 1 and 2 with the small items first, each item into the
 * fullest bin that takes the item. This places more items, but spreads the load less. The result
 * that places more items is used.
 *
 * 4. If items are still left over, search all assignments by branch and bound. The search ends
 * after a fixed number of calls of fits().
 *
 * Sources: S. Martello and P. Toth, Knapsack Problems: Algorithms and Computer Implementations
 * (1990), chapters 6 and 7; D. S. Johnson, Near-optimal bin packing algorithms (1973), for step
 * 1.
 *
 * Step 1 takes time in proportion to items times bins. The other steps have a fixed limit. */
#pragma once

#include <glib.h>

#define VMG_PACK_NOWHERE G_MAXUINT

typedef enum {
    VMG_PACK_NEVER, /* the bin does not take this item, even if the bin is empty */
    VMG_PACK_FULL,  /* the bin does not take this item beside the items that are in it now */
    VMG_PACK_FITS_BADLY,
    VMG_PACK_FITS,
} VmgPackFit;

/* The problem. The caller keeps the content of the bins: put() and take() tell the caller about
 * each change. */
typedef struct {
    guint items, bins;
    gpointer data;
    VmgPackFit (*fits)(gpointer data, guint item, guint bin);
    void (*put)(gpointer data, guint item, guint bin);
    void (*take)(gpointer data, guint item, guint bin);
    guint64 (*size)(gpointer data, guint item); /* larger items are placed first */
    guint64 (*room)(gpointer data, guint bin);  /* the room that is left in the bin */
} VmgPack;

/* Places the items. WHERE is set to the bin of each item, or to VMG_PACK_NOWHERE. Returns the
 * number of placed items. */
guint vmg_pack(const VmgPack *pack, guint *where);
