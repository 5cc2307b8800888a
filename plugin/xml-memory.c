/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plugin/xml-memory.h"

#include <glib.h>
#include <libxml/xmlmemory.h>
#include <string.h>

/* An XML tree has thousands of small pieces. malloc() and free() of each piece would be a fifth
 * of the cost of a large decision, so small pieces are cut from blocks. Larger pieces come from
 * malloc(). Each piece begins at a multiple of 8 bytes, which is enough for everything that
 * libxml2 stores. */
enum { BLOCK = 64 * 1024, STEP = 8, SMALL = 512 };

typedef struct {
    /* the size of the piece after this head; for a small piece, rounded up to a multiple of STEP */
    gsize size;
} Head;

typedef struct Free { /* the beginning of a small piece that was freed, or of a block */
    struct Free *next;
} Free;

/* This is a global variable, because libxml2's functions for memory have no context pointer. */
static struct {
    Free *blocks; /* the list of all blocks, the newest first */
    char *at;     /* the free part of the newest block */
    gsize left;
    Free *given_back[SMALL / STEP + 1]; /* lists of freed pieces, one list for each size */
} memory;

static void
take_block(void)
{
    Free *block = g_malloc(BLOCK);

    block->next = memory.blocks;
    memory.blocks = block;
    memory.at = (char *)block + STEP;
    memory.left = BLOCK - STEP;
}

static void *
take_small(gsize size)
{
    Free **given_back = &memory.given_back[size / STEP];
    gsize need = sizeof(Head) + size;
    Head *head;

    if (*given_back) {
        Free *piece = *given_back;

        *given_back = piece->next;
        return piece;
    }
    if (need > memory.left)
        take_block();
    head = (Head *)(void *)memory.at;
    head->size = size;
    memory.at += need;
    memory.left -= need;
    return head + 1;
}

static void *
take(gsize size)
{
    Head *head;

    if (size <= SMALL)
        return take_small(size == 0 ? STEP : (size + STEP - 1) / STEP * STEP);
    if (size > G_MAXSIZE - sizeof(Head))
        g_error("%s: %" G_GSIZE_FORMAT " bytes", G_STRFUNC, size);
    head = g_malloc(sizeof(Head) + size);
    head->size = size;
    return head + 1;
}

static void
give_back(void *data)
{
    Head *head = data ? (Head *)data - 1 : NULL;
    Free *piece = data;

    if (!head)
        return;
    if (head->size > SMALL) {
        g_free(head);
        return;
    }
    piece->next = memory.given_back[head->size / STEP];
    memory.given_back[head->size / STEP] = piece;
}

static void *
take_more(void *data, gsize size)
{
    Head *head = data ? (Head *)data - 1 : NULL;
    void *more;

    if (head && size <= head->size)
        return data;
    if (head && head->size > SMALL && size <= G_MAXSIZE - sizeof(Head)) {
        head = g_realloc(head, sizeof(Head) + size);
        head->size = size;
        return head + 1;
    }
    more = take(size);
    if (head)
        memcpy(more, data, head->size);
    give_back(data);
    return more;
}

static char *
take_string(const char *text)
{
    gsize size = strlen(text) + 1;

    return memcpy(take(size), text, size);
}

void
vmg_xml_memory_use(void)
{
    xmlMemSetup(give_back, take, take_more, take_string);
}
