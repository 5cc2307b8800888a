/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/xml-plain.h"

#include "base/xml.h"

#include <string.h>

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

/* The limits of this reader; those of libxml2 are larger. */
enum { LENGTH_MAX = 8 * 1024 * 1024, DEPTH_MAX = 32, NAME_MAX_LENGTH = 64 };

/* The state while a text is read. The text is copied, and names and values are pointers into the
 * copy: the reader writes a NUL at their ends. */
typedef struct {
    VmgArena *arena;
    char *at;
    xmlNs *ns; /* the namespace of all elements; NULL if the root element has none */
    xmlNode *root;
    /* the innermost element that has begun and not ended; NULL outside of the root */
    xmlNode *inside;
    guint depth; /* the number of elements that have begun and not ended */
} Reader;

static inline gboolean
skip(Reader *reader, const char *word)
{
    char *at = reader->at;

    for (; *word; word++)
        if (*at++ != *word)
            return FALSE;
    reader->at = at;
    return TRUE;
}

/* Reads a name. NULL if there is no name. The name is not NUL-terminated yet: the caller first
 * looks at the letter after the name and then replaces it by a NUL. */
static char *
read_name(Reader *reader)
{
    char *name = reader->at;

    if (!g_ascii_isalpha(*name))
        return NULL;
    while (g_ascii_isalnum(*reader->at) || *reader->at == '-')
        reader->at++;
    return reader->at - name <= NAME_MAX_LENGTH ? name : NULL;
}

/* Reads one of the four entities below and returns its character; 0 for any other entity. */
static char
read_entity(Reader *reader)
{
    if (skip(reader, "&amp;"))
        return '&';
    if (skip(reader, "&lt;"))
        return '<';
    if (skip(reader, "&gt;"))
        return '>';
    return skip(reader, "&quot;") ? '"' : '\0';
}

/* Whether LETTER may be in the text of an element (END is '<') or in the value of an attribute
 * (END is '"'). A line break must not be in a value, because it is written there as an entity. */
static inline gboolean
is_plain(char letter, char end)
{
    return (letter >= ' ' && letter <= '~' && letter != '<' && letter != '>') ||
           (letter == '\n' && end == '<');
}

/* Reads a text up to END, which is '"' or '<', and skips END. NULL if the text has a letter that
 * is_plain() does not accept. */
static char *
read_text(Reader *reader, char end)
{
    char *text = reader->at, *to = text;

    for (; *reader->at != end; to++) {
        if (!is_plain(*reader->at, end))
            return NULL;
        if (*reader->at == '&')
            *to = read_entity(reader);
        else
            *to = *reader->at++;
        if (!*to)
            return NULL;
    }
    reader->at++;
    *to = '\0';
    return text;
}

static xmlNode *
new_text(const Reader *reader, char *content, xmlNode *parent)
{
    xmlNode *node = vmg_arena_new0(reader->arena, xmlNode);

    node->type = XML_TEXT_NODE;
    node->name = (const xmlChar *)"text";
    node->content = (xmlChar *)content;
    node->parent = parent;
    return node;
}

/* Adds an attribute. FALSE if the element already has an attribute of that name. */
static gboolean
add_attribute(const Reader *reader, xmlNode *node, const char *name, char *value)
{
    xmlAttr **end = &node->properties, *last = NULL, *attribute;

    for (; *end; end = &last->next) {
        last = *end;
        if (last->name[0] == (xmlChar)name[0] && strcmp((const char *)last->name, name) == 0)
            return FALSE;
    }
    attribute = vmg_arena_new0(reader->arena, xmlAttr);
    attribute->type = XML_ATTRIBUTE_NODE;
    attribute->name = (const xmlChar *)name;
    attribute->parent = node;
    attribute->prev = last;
    if (*value)
        attribute->children = attribute->last = new_text(reader, value, (xmlNode *)attribute);
    *end = attribute;
    return TRUE;
}

/* Stores VALUE, the value of the attribute xmlns of NODE, as the namespace of all elements. FALSE
 * if NODE is not the root, or if VALUE is not the guard's namespace. */
static gboolean
take_namespace(Reader *reader, const xmlNode *node, const char *value)
{
    if (node->parent || reader->ns || strcmp(value, VMG_XMLNS) != 0)
        return FALSE;
    reader->ns = vmg_arena_new0(reader->arena, xmlNs);
    reader->ns->type = XML_NAMESPACE_DECL;
    reader->ns->href = (const xmlChar *)value;
    return TRUE;
}

static gboolean
read_attribute(Reader *reader, xmlNode *node)
{
    char *name = read_name(reader), *end = reader->at, *value;

    if (!name || !skip(reader, "=\""))
        return FALSE;
    *end = '\0';
    value = read_text(reader, '"');
    if (!value)
        return FALSE;
    return strcmp(name, "xmlns") == 0 ? take_namespace(reader, node, value)
                                      : add_attribute(reader, node, name, value);
}

/* Whether the element has text. This reader does not accept an element that has both text and
 * elements. */
static gboolean
has_text(const xmlNode *node)
{
    return node->children && node->children->type == XML_TEXT_NODE;
}

/* Makes NODE the last child of the element that is being read, or the root if there is no such
 * element. */
static void
append(Reader *reader, xmlNode *node)
{
    xmlNode *parent = reader->inside;

    if (!parent) {
        reader->root = node;
        return;
    }
    node->prev = parent->last;
    if (parent->last)
        parent->last->next = node;
    else
        parent->children = node;
    parent->last = node;
}

static void
enter(Reader *reader, xmlNode *node)
{
    reader->inside = node;
    reader->depth++;
}

/* Reads the tag that begins an element. The < was skipped already. */
static gboolean
read_begin(Reader *reader)
{
    xmlNode *node = vmg_arena_new0(reader->arena, xmlNode), *parent = reader->inside;
    char *name = read_name(reader), *end = reader->at;
    gboolean is_empty;

    if (!name || reader->depth == DEPTH_MAX || (parent && has_text(parent)))
        return FALSE;
    node->type = XML_ELEMENT_NODE;
    node->name = (const xmlChar *)name;
    node->parent = parent;
    while (skip(reader, " "))
        if (!read_attribute(reader, node))
            return FALSE;
    is_empty = skip(reader, "/>");
    if (!is_empty && !skip(reader, ">"))
        return FALSE;
    *end = '\0';
    node->ns = reader->ns;
    append(reader, node);
    if (!is_empty)
        enter(reader, node);
    return TRUE;
}

/* Reads the tag that ends an element. The </ was skipped already. */
static gboolean
read_end(Reader *reader)
{
    if (!skip(reader, (const char *)reader->inside->name) || !skip(reader, ">"))
        return FALSE;
    reader->inside = reader->inside->parent;
    reader->depth--;
    return TRUE;
}

/* Reads the text between two tags. Ignores a text that is only white space. */
static gboolean
read_between(Reader *reader)
{
    char *text = read_text(reader, '<');

    if (!text)
        return FALSE;
    if (text[strspn(text, " \n")] == '\0')
        return TRUE;
    if (reader->inside->children)
        return FALSE;
    append(reader, new_text(reader, text, reader->inside));
    return TRUE;
}

xmlNode *
vmg_xml_plain_read(VmgArena *arena, const char *text, gsize len)
{
    Reader reader = {.arena = arena};
    char *copy;

    if (len > LENGTH_MAX)
        return NULL;
    copy = vmg_arena_alloc0(arena, len + 1);
    memcpy(copy, text, len);
    reader.at = copy;
    if (!skip(&reader, DECLARATION "<") || !read_begin(&reader))
        return NULL;
    while (reader.inside)
        if (!read_between(&reader) ||
            !(skip(&reader, "/") ? read_end(&reader) : read_begin(&reader)))
            return NULL;
    skip(&reader, "\n");
    return reader.at == copy + len ? reader.root : NULL;
}
