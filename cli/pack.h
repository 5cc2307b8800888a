/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Puts as many items as possible into bins of different sizes, where not every bin takes every
 * item. This is the multiple knapsack problem, solved as well as is possible while a person
 * waits.
 *
 * The steps are:
 *
 * 1. Large items first, each into the bin with the most room that takes it. This spreads the
 * load.
 *
 * 2. For an item without a place, move an item away from a bin; for that item another one may
 * have to be moved, up to three in all.
 *
 * 3. If items are left over: the same again with small items first, each into the fullest bin
 * that takes it. This places more items, but spreads the load less. The better result counts.
 *
 * 4. If items are still left over: a branch-and-bound search over all assignments, which ends
 * after a fixed number of questions.
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
