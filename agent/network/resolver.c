/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/network/resolver.h"

#include "agent/base/work.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

struct VmgResolver {
    VmgWork *work;
    GHashTable *names; /* name (char *) -> its addresses (char **) */
    GHashTable *asked; /* names for which a name server is being asked */
    void (*changed)(gpointer data);
    gpointer data;
    gboolean ended;
    guint references; /* 1 for the owner, and 1 for each question that has no answer yet */
};

typedef struct {
    VmgResolver *resolver;
    char *name;
    char **addresses; /* the addresses of the name; NULL if it has none */
} Question;

static void
unref(VmgResolver *resolver)
{
    if (--resolver->references > 0)
        return;
    g_hash_table_unref(resolver->names);
    g_hash_table_unref(resolver->asked);
    vmg_work_free(resolver->work);
    g_free(resolver);
}

VmgResolver *
vmg_resolver_new(void (*changed)(gpointer data), gpointer data)
{
    VmgResolver *resolver = g_new0(VmgResolver, 1);

    resolver->work = vmg_work_new(1);
    resolver->names =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
    resolver->asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    resolver->changed = changed;
    resolver->data = data;
    resolver->references = 1;
    return resolver;
}

void
vmg_resolver_free(VmgResolver *resolver)
{
    if (!resolver)
        return;
    resolver->ended = TRUE;
    unref(resolver);
}

/* Removes the brackets around an IPv6 address. A URI has them, and libvirt accepts them in
 * qemu.conf. */
static char *
without_brackets(const char *text)
{
    size_t len = strlen(text);

    return len > 2 && text[0] == '[' && text[len - 1] == ']' ? g_strndup(text + 1, len - 2)
                                                             : g_strdup(text);
}

/* The shortest spelling of the address TEXT; NULL if TEXT is a name. */
static char *
spell(const char *text)
{
    g_autofree char *plain = without_brackets(text);
    char spelled[INET6_ADDRSTRLEN];
    struct in6_addr address;

    if (inet_pton(AF_INET, plain, &address) == 1)
        return g_strdup(plain);
    if (inet_pton(AF_INET6, plain, &address) != 1)
        return NULL;
    return g_strdup(inet_ntop(AF_INET6, &address, spelled, sizeof(spelled)));
}

static char *
spell_found(const struct addrinfo *found)
{
    char text[INET6_ADDRSTRLEN];

    if (getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof(text), NULL, 0,
                    NI_NUMERICHOST) != 0)
        return NULL;
    return spell(text);
}

/* Runs in the thread: asks the name server. */
static void
look_up(gpointer data)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    struct addrinfo *found = NULL;
    Question *question = data;

    if (getaddrinfo(question->name, NULL, &hints, &found) != 0)
        return;
    for (const struct addrinfo *one = found; one; one = one->ai_next) {
        g_autofree char *address = spell_found(one);

        if (address)
            g_strv_builder_add(builder, address);
    }
    freeaddrinfo(found);
    question->addresses = g_strv_builder_end(builder);
}

static gboolean
is_news(const VmgResolver *resolver, const Question *question)
{
    char **known = g_hash_table_lookup(resolver->names, question->name);

    return question->addresses &&
           !(known &&
             g_strv_equal((const char *const *)known, (const char *const *)question->addresses));
}

/* Runs on the main loop: takes the answer. If the name server did not answer, the old addresses
 * stay. */
static void
take(gpointer data)
{
    Question *question = data;
    VmgResolver *resolver = question->resolver;

    g_hash_table_remove(resolver->asked, question->name);
    if (!resolver->ended && is_news(resolver, question)) {
        g_hash_table_replace(resolver->names, g_strdup(question->name),
                             g_steal_pointer(&question->addresses));
        resolver->changed(resolver->data);
    }
    g_strfreev(question->addresses);
    g_free(question->name);
    g_free(question);
    unref(resolver);
}

void
vmg_resolver_ask(VmgResolver *resolver, const char *text)
{
    g_autofree char *address = text ? spell(text) : NULL;
    Question *question;

    if (!text || address || g_hash_table_contains(resolver->asked, text))
        return;
    question = g_new0(Question, 1);
    question->resolver = resolver;
    question->name = g_strdup(text);
    resolver->references++;
    g_hash_table_add(resolver->asked, g_strdup(text));
    vmg_work_push(resolver->work, look_up, take, question);
}

static gboolean
has(const struct vmg_network *network, const char *address)
{
    for (size_t i = 0; i < network->address_count; i++)
        if (strcmp(network->addresses[i]->address, address) == 0)
            return TRUE;
    return FALSE;
}

static const char *
choose(char **addresses, const struct vmg_network *network)
{
    for (char **one = addresses; network && *one; one++)
        if (has(network, *one))
            return *one;
    return *addresses;
}

char *
vmg_resolver_address(const VmgResolver *resolver, const char *text,
                     const struct vmg_network *network)
{
    char *address = text ? spell(text) : NULL;
    char **known;

    if (!text || address)
        return address;
    known = g_hash_table_lookup(resolver->names, text);
    return g_strdup(known && *known ? choose(known, network) : text);
}
