/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/pack.h"

enum {
    /* If a bin answers VMG_PACK_FITS_BADLY, at most so many further bins are asked, in the hope
     * that one of them answers VMG_PACK_FITS. */
    LOOK_ON = 64,
    CHAIN = 3, /* at most so many items are moved to make room for one item */
    /* To make room for one item, fits() is called at most REPAIRS / (number of items) times. */
    REPAIRS = 20000,
    SEARCHES = 40000, /* limit of calls of fits() in the search */
};

typedef struct {
    const VmgPack *pack;
    guint *where;     /* the bin of each item, or VMG_PACK_NOWHERE */
    guint *order;     /* the bins; the bin with the most room is first */
    gboolean *locked; /* items that must not be moved again while room is made */
    /* choose the fullest bin that takes the item, not the bin with the most room */
    gboolean tight;
    guint questions; /* how many calls of fits() are left */
} Packing;

static VmgPackFit
ask(Packing *packing, guint item, guint bin)
{
    if (packing->questions > 0)
        packing->questions--;
    return packing->pack->fits(packing->pack->data, item, bin);
}

static guint64
room_at(const Packing *packing, guint place)
{
    return packing->pack->room(packing->pack->data, packing->order[place]);
}

/* Moves BIN to its right place in ORDER after its room has changed. */
static void
reorder(Packing *packing, guint bin)
{
    guint *order = packing->order, at = 0;

    while (order[at] != bin)
        at++;
    for (; at > 0 && room_at(packing, at) > room_at(packing, at - 1); at--) {
        order[at] = order[at - 1];
        order[at - 1] = bin;
    }
    for (; at + 1 < packing->pack->bins && room_at(packing, at) < room_at(packing, at + 1); at++) {
        order[at] = order[at + 1];
        order[at + 1] = bin;
    }
}

static void
put(Packing *packing, guint item, guint bin)
{
    packing->pack->put(packing->pack->data, item, bin);
    packing->where[item] = bin;
    reorder(packing, bin);
}

static void
take(Packing *packing, guint item)
{
    guint bin = packing->where[item];

    packing->pack->take(packing->pack->data, item, bin);
    packing->where[item] = VMG_PACK_NOWHERE;
    reorder(packing, bin);
}

static guint
pick(Packing *packing, guint item)
{
    guint bins = packing->pack->bins, second = VMG_PACK_NOWHERE, end = bins;

    for (guint i = 0; i < end; i++) {
        guint bin = packing->order[packing->tight ? bins - 1 - i : i];
        VmgPackFit fit = ask(packing, item, bin);

        if (fit == VMG_PACK_FITS)
            return bin;
        if (fit == VMG_PACK_FITS_BADLY && second == VMG_PACK_NOWHERE) {
            second = bin;
            end = MIN(bins, i + LOOK_ON);
        }
    }
    return second;
}

static gboolean place(Packing *packing, guint item, guint depth);

/* Puts ITEM into BIN if OTHER, which is in BIN, can be moved to another bin. Returns whether
 * this was possible; otherwise nothing is changed. */
static gboolean
displace(Packing *packing, guint item, guint other, guint bin, guint depth)
{
    gboolean done = FALSE;

    take(packing, other);
    if (ask(packing, item, bin) >= VMG_PACK_FITS_BADLY) {
        put(packing, item, bin);
        packing->locked[item] = TRUE;
        done = place(packing, other, depth - 1);
        packing->locked[item] = FALSE;
        if (!done)
            take(packing, item);
    }
    if (!done)
        put(packing, other, bin);
    return done;
}

static gboolean
make_room(Packing *packing, guint item, guint bin, guint depth)
{
    for (guint other = 0; other < packing->pack->items && packing->questions > 0; other++)
        if (packing->where[other] == bin && !packing->locked[other] &&
            displace(packing, item, other, bin, depth))
            return TRUE;
    return FALSE;
}

/* Puts ITEM into a bin. At most DEPTH other items are moved to make room. If there is no way,
 * nothing is changed and FALSE is returned. */
static gboolean
place(Packing *packing, guint item, guint depth)
{
    guint bin = pick(packing, item);

    if (bin != VMG_PACK_NOWHERE) {
        put(packing, item, bin);
        return TRUE;
    }
    for (bin = 0; depth > 0 && bin < packing->pack->bins && packing->questions > 0; bin++)
        if (ask(packing, item, bin) != VMG_PACK_NEVER && make_room(packing, item, bin, depth))
            return TRUE;
    return FALSE;
}

/* Sorts the larger number first. Equal numbers are sorted by their index, so that the result is
 * always the same. */
static gint
compare(guint64 left, guint64 right, guint one, guint two)
{
    if (left != right)
        return left > right ? -1 : 1;
    return one < two ? -1 : 1;
}

static gint
by_size(gconstpointer a, gconstpointer b, gpointer data)
{
    const VmgPack *pack = data;
    guint one = *(const guint *)a, two = *(const guint *)b;

    return compare(pack->size(pack->data, one), pack->size(pack->data, two), one, two);
}

static gint
by_room(gconstpointer a, gconstpointer b, gpointer data)
{
    const VmgPack *pack = data;
    guint one = *(const guint *)a, two = *(const guint *)b;

    return compare(pack->room(pack->data, one), pack->room(pack->data, two), one, two);
}

static guint *
numbers(guint count)
{
    guint *all = g_new(guint, count + 1);

    for (guint i = 0; i < count; i++)
        all[i] = i;
    return all;
}

static guint
count_placed(const guint *where, guint items)
{
    guint placed = 0;

    for (guint i = 0; i < items; i++)
        placed += where[i] != VMG_PACK_NOWHERE ? 1 : 0;
    return placed;
}

/* Places the items in this ORDER, and then tries to make room for the items that are left over.
 * Returns the number of placed items. */
static guint
attempt(Packing *packing, const guint *order)
{
    guint items = packing->pack->items;

    packing->questions = G_MAXUINT;
    for (guint i = 0; i < items; i++)
        place(packing, order[packing->tight ? items - 1 - i : i], 0);
    for (guint i = 0; i < items; i++) {
        packing->questions = REPAIRS / items;
        if (packing->where[order[items - 1 - i]] == VMG_PACK_NOWHERE)
            place(packing, order[items - 1 - i], CHAIN);
    }
    return count_placed(packing->where, items);
}

static void
take_all(Packing *packing)
{
    for (guint i = 0; i < packing->pack->items; i++)
        if (packing->where[i] != VMG_PACK_NOWHERE)
            take(packing, i);
}

/* The state of the search. */
typedef struct {
    Packing *packing;
    const guint *order;
    guint *best;
    guint found; /* number of items that BEST places */
} Search;

static void
remember(Search *search, guint placed)
{
    for (guint i = 0; i < search->packing->pack->items; i++)
        search->best[i] = search->packing->where[i];
    search->found = placed;
}

/* Searches places for the last AT items of ORDER, which are sorted by size; PLACED of the other
 * items have a place already. Ends a branch of the search that can't place more items than the
 * best result so far. */
static void
search_from(Search *search, guint at, guint placed)
{
    Packing *packing = search->packing;
    guint item;

    if (placed > search->found)
        remember(search, placed);
    if (at == 0 || placed + at <= search->found || packing->questions == 0)
        return;
    item = search->order[at - 1];
    for (guint bin = 0; bin < packing->pack->bins && packing->questions > 0; bin++) {
        if (ask(packing, item, bin) < VMG_PACK_FITS_BADLY)
            continue;
        put(packing, item, bin);
        search_from(search, at - 1, placed + 1);
        take(packing, item);
        if (search->found >= placed + at)
            return;
    }
    search_from(search, at - 1, placed);
}

/* The number of items that at least one bin takes. No search can place more items than this. */
static guint
count_possible(Packing *packing)
{
    guint possible = 0;

    for (guint item = 0; item < packing->pack->items; item++)
        for (guint bin = 0; bin < packing->pack->bins; bin++)
            if (ask(packing, item, bin) != VMG_PACK_NEVER) {
                possible++;
                break;
            }
    return possible;
}

/* Looks for a better result than BEST, which places FOUND items, and writes it to BEST. Ends
 * when all items are placed that any bin takes, or when a limit is reached. */
static void
improve(Packing *packing, const guint *order, guint *best, guint found)
{
    Search search = {packing, order, best, found};
    guint possible = count_possible(packing), placed;

    if (found >= possible)
        return;
    take_all(packing);
    packing->tight = TRUE;
    placed = attempt(packing, order);
    if (placed > found)
        remember(&search, placed);
    take_all(packing);
    if (search.found >= possible)
        return;
    packing->questions = SEARCHES;
    search_from(&search, packing->pack->items, 0);
}

guint
vmg_pack(const VmgPack *pack, guint *where)
{
    g_autofree guint *order = numbers(pack->items), *bins = numbers(pack->bins);
    g_autofree guint *now = g_new0(guint, pack->items + 1);
    g_autofree gboolean *locked = g_new0(gboolean, pack->items + 1);
    Packing packing = {.pack = pack, .where = now, .order = bins, .locked = locked};
    guint found;

    for (guint i = 0; i < pack->items; i++)
        now[i] = VMG_PACK_NOWHERE;
    g_qsort_with_data(order, (gint)pack->items, sizeof(guint), by_size, (gpointer)pack);
    g_qsort_with_data(bins, (gint)pack->bins, sizeof(guint), by_room, (gpointer)pack);
    found = attempt(&packing, order);
    for (guint i = 0; i < pack->items; i++)
        where[i] = now[i];
    improve(&packing, order, where, found);
    take_all(&packing);
    for (guint i = 0; i < pack->items; i++)
        if (where[i] != VMG_PACK_NOWHERE)
            pack->put(pack->data, i, where[i]);
    return count_placed(where, pack->items);
}
