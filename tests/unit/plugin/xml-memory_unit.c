/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libxml2 with the memory functions that it uses in policy.so. */
#include "plugin/xml-memory.h"

#include "tests/unit/support/helper.h"

#include <libxml/parser.h>
#include <libxml/xmlmemory.h>

enum { PIECES = 200, CHANGES = 20000, LARGEST = 2000 };

typedef struct {
    guint8 *data;
    gsize size;
    guint8 byte; /* every byte of the block has this value */
} Piece;

static void
assert_whole(const Piece *piece, gsize size)
{
    for (gsize i = 0; i < MIN(size, piece->size); i++)
        if (piece->data[i] != piece->byte)
            fail_msg("byte %zu of %zu was changed", i, piece->size);
}

static void
fill(Piece *piece, gsize size, guint8 byte)
{
    assert_int_equal(GPOINTER_TO_SIZE(piece->data) % sizeof(gsize), 0);
    memset(piece->data, byte, size);
    piece->size = size;
    piece->byte = byte;
}

/* Blocks are allocated, resized and freed in random order. No block overlaps another. */
static void
pieces_are_apart(void **state G_GNUC_UNUSED)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(17);
    Piece pieces[PIECES] = {{NULL, 0, 0}};

    for (guint i = 0; i < CHANGES; i++) {
        Piece *piece = &pieces[g_rand_int_range(rand, 0, PIECES)];
        gsize size = (gsize)g_rand_int_range(rand, 0, g_rand_boolean(rand) ? 40 : LARGEST);

        assert_whole(piece, piece->size);
        if (piece->data && g_rand_int_range(rand, 0, 3) == 0) {
            xmlFree(piece->data);
            *piece = (Piece){NULL, 0, 0};
            continue;
        }
        piece->data = piece->data ? xmlRealloc(piece->data, size) : xmlMalloc(size);
        assert_whole(piece, size);
        fill(piece, size, (guint8)i);
    }
    for (guint i = 0; i < PIECES; i++) {
        assert_whole(&pieces[i], pieces[i].size);
        xmlFree(pieces[i].data);
    }
}

static void
what_is_given_back_is_taken_again(void **state G_GNUC_UNUSED)
{
    void *first = xmlMalloc(40), *again;

    xmlFree(first);
    again = xmlMalloc(33);
    assert_ptr_equal(again, first);
    xmlFree(again);
}

static void
strings_are_copied(void **state G_GNUC_UNUSED)
{
    char *empty = xmlMemStrdup(""), *text = xmlMemStrdup("text");

    assert_string_equal(empty, "");
    assert_string_equal(text, "text");
    xmlFree(empty);
    xmlFree(text);
}

/* Does what policy.so does: parses a document, copies it, and writes it as text. */
static void
a_document_goes_round(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) source = g_string_new("<a>");
    g_autoptr(xmlDoc) doc = NULL;
    xmlChar *text;
    int len;

    for (guint i = 0; i < 3000; i++)
        g_string_append_printf(source, "<b n=\"%u\">%u</b>", i, i);
    g_string_append(source, "</a>");
    doc = xmlReadMemory(source->str, (int)source->len, NULL, NULL, XML_PARSE_NONET);
    assert_non_null(doc);
    xmlDocDumpMemory(doc, &text, &len);
    assert_non_null(strstr((const char *)text, source->str));
    xmlFree(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_apart),
        cmocka_unit_test(what_is_given_back_is_taken_again),
        cmocka_unit_test(strings_are_copied),
        cmocka_unit_test(a_document_goes_round),
    };

    vmg_xml_memory_use();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
