/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Evaluates a plural rule by recursive descent. The grammar:
 * https://www.gnu.org/software/gettext/manual/html_node/Plural-forms.html */
#include "plural.h"

#include <stdlib.h>
#include <string.h>

/* The limit of nesting. A real rule has a few levels; a broken file must not use up the stack. */
enum { DEEPEST = 64 };

typedef struct {
    const char *at;
    unsigned long n;
    int depth;
    int broken;
} Rule;

static unsigned long choice(Rule *rule);

/* If TOKEN comes next, skips TOKEN and returns 1; otherwise returns 0. */
static int
take(Rule *rule, const char *token)
{
    rule->at += strspn(rule->at, " \t");
    if (strncmp(rule->at, token, strlen(token)) != 0)
        return 0;
    rule->at += strlen(token);
    return 1;
}

static unsigned long
number(Rule *rule)
{
    char *end;
    unsigned long value = strtoul(rule->at, &end, 10);

    rule->broken |= *rule->at < '0' || *rule->at > '9';
    rule->at = end;
    return value;
}

static unsigned long
operand(Rule *rule)
{
    unsigned long value;

    if (rule->broken || rule->depth >= DEEPEST) {
        rule->broken = 1;
        return 0;
    }
    rule->depth++;
    if (take(rule, "!")) {
        value = !operand(rule);
    } else if (take(rule, "(")) {
        value = choice(rule);
        rule->broken |= !take(rule, ")");
    } else {
        value = take(rule, "n") ? rule->n : number(rule);
    }
    rule->depth--;
    return value;
}

/* The operators, in the order of their precedence, the lowest first. If one operator begins with
 * another operator, the longer operator comes first. */
static const struct {
    const char *token;
    int level;
} operators[] = {
    {"||", 0}, {"&&", 1}, {"==", 2}, {"!=", 2}, {"<=", 3}, {">=", 3}, {"<", 3},
    {">", 3},  {"+", 4},  {"-", 4},  {"*", 5},  {"/", 5},  {"%", 5},
};
enum { LEVELS = 6, OPERATORS = sizeof(operators) / sizeof(operators[0]) };

static const char *
take_operator(Rule *rule, int level)
{
    for (size_t i = 0; i < OPERATORS; i++)
        if (operators[i].level == level && take(rule, operators[i].token))
            return operators[i].token;
    return NULL;
}

static unsigned long
divide(Rule *rule, char operation, unsigned long left, unsigned long right)
{
    if (right == 0) {
        rule->broken = 1;
        return 0;
    }
    return operation == '/' ? left / right : left % right;
}

static unsigned long
apply(Rule *rule, const char *operation, unsigned long left, unsigned long right)
{
    int or_equal = operation[1] == '=';

    switch (operation[0]) {
    case '|':
        return left || right;
    case '&':
        return left && right;
    case '=':
        return left == right;
    case '!':
        return left != right;
    case '<':
        return or_equal ? left <= right : left < right;
    case '>':
        return or_equal ? left >= right : left > right;
    case '+':
        return left + right;
    case '-':
        return left - right;
    case '*':
        return left * right;
    default:
        return divide(rule, operation[0], left, right);
    }
}

static unsigned long
operation(Rule *rule, int level)
{
    unsigned long value = level < LEVELS ? operation(rule, level + 1) : operand(rule);
    const char *token;

    while (!rule->broken && level < LEVELS && (token = take_operator(rule, level)))
        value = apply(rule, token, value, operation(rule, level + 1));
    return value;
}

static unsigned long
choice(Rule *rule)
{
    unsigned long condition = operation(rule, 0), yes, no;

    if (!take(rule, "?"))
        return condition;
    yes = choice(rule);
    rule->broken |= !take(rule, ":");
    no = choice(rule);
    return condition ? yes : no;
}

int
vmg_plural_form(const char *rule, unsigned long n, size_t *form)
{
    Rule parser = {.at = rule, .n = n};

    *form = choice(&parser);
    parser.at += strspn(parser.at, " \t\n");
    return parser.broken || (*parser.at && *parser.at != ';') ? -1 : 0;
}
