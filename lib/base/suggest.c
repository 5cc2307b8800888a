/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/suggest.h"

#include "base/neutral.h"

#include <string.h>

enum { LENGTH_MAX = 64, CHANGES_MAX = 2, BEGINNING_MIN = 4 };

/* The optimal string alignment distance of two words: the number of letters that are added, left
 * out, changed, or swapped with their neighbour
 * (https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance). */
static guint
distance(const char *a, const char *b)
{
    guint rows[LENGTH_MAX + 1][LENGTH_MAX + 1];
    gsize la = strlen(a), lb = strlen(b);

    if (la > LENGTH_MAX || lb > LENGTH_MAX)
        return G_MAXUINT;
    for (gsize i = 0; i <= la; i++)
        for (gsize j = 0; j <= lb; j++) {
            guint cost = i > 0 && j > 0 && a[i - 1] != b[j - 1];

            if (i == 0 || j == 0) {
                rows[i][j] = (guint)(i + j);
                continue;
            }
            rows[i][j] = MIN(MIN(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                rows[i][j] = MIN(rows[i][j], rows[i - 2][j - 2] + 1);
        }
    return rows[la][lb];
}

/* Whether two words begin with the same letters, and the number of these letters is more than
 * half of each word: "enforce" and "enforcing". */
static gboolean
begin_alike(const char *a, const char *b)
{
    gsize same = 0;

    while (a[same] && a[same] == b[same])
        same++;
    return same >= BEGINNING_MIN && same * 2 > strlen(a) && same * 2 > strlen(b);
}

/* The only word of CHOICES that begins like WORD, as begin_alike() says; NULL if there is no
 * such word, or more than one. */
static const char *
begins_as(const char *word, const char *const *choices)
{
    const char *found = NULL;

    for (; *choices; choices++) {
        if (!begin_alike(word, *choices))
            continue;
        if (found)
            return NULL;
        found = *choices;
    }
    return found;
}

const char *
vmg_suggest(const char *word, const char *const *choices)
{
    const char *best = NULL;
    guint least = CHANGES_MAX + 1;

    for (gsize i = 0; choices[i]; i++) {
        guint changes = distance(word, choices[i]);

        if (changes < least && (gsize)changes * 2 < strlen(choices[i])) {
            least = changes;
            best = choices[i];
        }
    }
    return best ? best : begins_as(word, choices);
}

char *
vmg_suggest_text(const char *word, const char *const *choices)
{
    const char *meant = vmg_suggest(word, choices);

    return meant ? g_strdup_printf(_("; did you mean '%s'?"), meant) : g_strdup("");
}
