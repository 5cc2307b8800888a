/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Items into bins of several capacities, as many of them as possible: the multiple knapsack problem
 * with bins that do not take every item, as far as a person waits for it.
 *
 * Large items first, each into the bin with most room that takes it ("worst fit decreasing", which
 * spreads the load). What then has no place gets one by moving an item that has, and that one
 * perhaps another: an augmenting path of up to three moves. If something is still left over, the
 * same is tried with small items first, each into the fullest bin that takes it, which places more
 * of them; the better of the two counts. Last comes a branch-and-bound search over all assignments
 * that ends after a fixed number of steps. S. Martello and P. Toth, Knapsack Problems: Algorithms
 * and Computer Implementations (1990), chapters 6 (multiple knapsacks: greedy, rearrangement,
 * improvement) and 7 (generalised assignment) have these steps one by one; D. S. Johnson,
 * Near-optimal bin packing algorithms (1973), the first.
 *
 * Time grows with items times bins, and beyond that by a constant: what comes after the first pass
 * counts its steps. */
#pragma once

#include <glib.h>

#define VMG_PACK_NOWHERE G_MAXUINT

typedef enum {
    VMG_PACK_NEVER, /* that bin does not take that item, even if it is empty */
    VMG_PACK_FULL,  /* not with what is in it now */
    VMG_PACK_FITS_BADLY,
    VMG_PACK_FITS,
} VmgPackFit;

/* The problem. What is in a bin is the caller's to keep: put() and take() tell it. */
typedef struct {
    guint items, bins;
    gpointer data;
    VmgPackFit (*fits)(gpointer data, guint item, guint bin);
    void (*put)(gpointer data, guint item, guint bin);
    void (*take)(gpointer data, guint item, guint bin);
    guint64 (*size)(gpointer data, guint item); /* of what is placed first */
    guint64 (*room)(gpointer data, guint bin);  /* that is left */
} VmgPack;

/* Places the items, and leaves them so: WHERE gets the bin of each, or VMG_PACK_NOWHERE. Returns
 * how many have one. */
guint vmg_pack(const VmgPack *pack, guint *where);
