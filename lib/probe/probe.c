/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "probe/probe.h"

#include "match/claims.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

gboolean
vmg_probe_is_path(char what)
{
    return what == VMG_PROBE_FILE || what == VMG_PROBE_DIRECTORY || what == VMG_PROBE_PROGRAM ||
           what == VMG_PROBE_SOCKET || what == VMG_PROBE_KVM;
}

gboolean
vmg_probe_is_image(char what)
{
    return what == VMG_PROBE_IMAGE || what == VMG_PROBE_WRITABLE || what == VMG_PROBE_COPY ||
           what == VMG_PROBE_ROM;
}

/* A request to the agent: the text of the request, and for each question in it the claim that the
 * question is about. A claim is something that the guest needs on the host (struct vmg_claim). */
typedef struct {
    GString *text;
    struct vmg_claim *about[VMG_PROBE_MAX];
    guint count;
} Request;

static void
add_question(Request *request, struct vmg_claim *claim, char what, const char *path)
{
    /* If a path that the guest needs is not absolute, or does not fit into the request, the agent
     * is not asked about the path, and the flag VMG_CLAIM_UNANSWERED stays. libvirt does not accept
     * paths that are not absolute. */
    claim->flags |= VMG_CLAIM_UNANSWERED;
    if ((vmg_probe_is_path(what) && *path != '/') || request->count == VMG_PROBE_MAX ||
        request->text->len + strlen(path) + 2 > VMG_PROBE_SIZE)
        return;
    g_string_append_c(request->text, what);
    g_string_append_len(request->text, path, (gssize)strlen(path) + 1);
    request->about[request->count++] = claim;
}

static void
ask_image(Request *request, struct vmg_claim *claim, char what)
{
    g_autofree char *text =
        g_strconcat(claim->detail ? claim->detail : "", "\t", claim->name, NULL);

    if (*claim->name == '/')
        add_question(request, claim, what, text);
    else
        claim->flags |= VMG_CLAIM_UNANSWERED;
}

/* Returns the question (VMG_PROBE_*) that the agent is asked about a thing of the kind KIND
 * (VMG_KIND_*) that the guest needs; '\0' if the only question is whether a path exists. */
static char
question_of(guint kind)
{
    static const char questions[] = {
        [VMG_KIND_PORT] = VMG_PROBE_PORT,         [VMG_KIND_SERVICE] = VMG_PROBE_SERVICE,
        [VMG_KIND_SOCKET] = VMG_PROBE_SOCKET,     [VMG_KIND_BRIDGE] = VMG_PROBE_BRIDGE,
        [VMG_KIND_TAP] = VMG_PROBE_DEVICE,        [VMG_KIND_NEW_TAP] = VMG_PROBE_TAKEN,
        [VMG_KIND_PROGRAM] = VMG_PROBE_PROGRAM,   [VMG_KIND_IMAGE] = VMG_PROBE_IMAGE,
        [VMG_KIND_DISK] = VMG_PROBE_WRITABLE,     [VMG_KIND_MEDIUM] = VMG_PROBE_COPY,
        [VMG_KIND_UDP_PORT] = VMG_PROBE_UDP_PORT, [VMG_KIND_KVM] = VMG_PROBE_KVM,
    };

    if (kind >= sizeof(questions))
        return '\0';
    return questions[kind];
}

static void
add_claim(Request *request, struct vmg_claim *claim)
{
    g_autofree char *parent = NULL, *port = NULL;
    char question = question_of(claim->kind);

    /* Firmware must have the same size on both hosts. For the ROM of a device, QEMU rounds the
     * size up to a power of two, so only the rounded sizes must be the same. */
    if (claim->kind == VMG_KIND_ROM)
        question = strcmp(claim->element, "loader") == 0 ? VMG_PROBE_COPY : VMG_PROBE_ROM;
    if (vmg_probe_is_image(question)) {
        ask_image(request, claim, question);
        return;
    }
    if (question != '\0') {
        if (question == VMG_PROBE_PORT || question == VMG_PROBE_UDP_PORT ||
            question == VMG_PROBE_SERVICE)
            port = g_strdup_printf("%s %s", claim->name, claim->detail ? claim->detail : "");
        add_question(request, claim, question, port ? port : claim->name);
        return;
    }

    if (claim->kind == VMG_KIND_DIRECTORY) {
        parent = g_path_get_dirname(claim->name);
        add_question(request, claim, VMG_PROBE_DIRECTORY, parent);
        return;
    }
    add_question(request, claim, VMG_PROBE_FILE, claim->name);
    if (claim->kind == VMG_KIND_FILE && claim->detail)
        add_question(request, claim, VMG_PROBE_FILE, claim->detail);
}

/* Returns the flags (VMG_CLAIM_*) for the file, port or device that the agent was asked about, if
 * the agent's answer STATE means that this file, port or device exists; otherwise 0. */
static guint
flags_of(char state)
{
    static const struct {
        char state;
        guint flags;
    } states[] = {
        {VMG_PROBE_THERE, 0},
        {VMG_PROBE_SAME, VMG_CLAIM_SAME},
        {VMG_PROBE_OTHER, VMG_CLAIM_OTHER},
        {VMG_PROBE_RESIZED, VMG_CLAIM_RESIZED},
        {VMG_PROBE_READ_ONLY, VMG_CLAIM_READ_ONLY},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(states); i++)
        if (states[i].state == state)
            return states[i].flags | VMG_CLAIM_THERE;
    return 0;
}

/* Stores the agent's answer STATE in the flags of CLAIM, which says what the guest needs. AGAIN is
 * TRUE if CLAIM names two files and STATE is the answer about the second file. The guest needs
 * only one of the two files, so CLAIM gets the flag VMG_CLAIM_MISSING only if both are missing. */
static void
take_answer(struct vmg_claim *claim, char state, gboolean again)
{
    if (flags_of(state))
        claim->flags = flags_of(state);
    else if (state == VMG_PROBE_MISSING && !again)
        claim->flags = VMG_CLAIM_MISSING;
    else if (state != VMG_PROBE_MISSING && claim->flags == VMG_CLAIM_MISSING)
        claim->flags = VMG_CLAIM_UNANSWERED;
}

static void
take_answers(const Request *request, const char *answers)
{
    for (guint i = 0; i < request->count; i++)
        take_answer(request->about[i], answers[i],
                    i > 0 && request->about[i] == request->about[i - 1]);
}

/* Connects to the agent. Returns -1 if the agent does not listen, or if it is so busy that it
 * does not accept the connection within 50 ms. */
static int
reach(const char *path, guint ms)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const struct timeval limit = {.tv_sec = ms / 1000, .tv_usec = (long)(ms % 1000) * 1000};
    const struct timeval short_limit = {.tv_usec = 50000};
    int fd;

    if (strlen(path) >= sizeof(address.sun_path))
        return -1;
    memcpy(address.sun_path, path, strlen(path));
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    /* SO_SNDTIMEO also limits connect(), which waits if the socket's queue is full. */
    if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &short_limit, sizeof(short_limit)) == 0 &&
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) == 0 &&
        connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    close(fd);
    return -1;
}

static void
ask(const char *socket, guint ms, const Request *request)
{
    char answers[VMG_PROBE_MAX];
    int fd = reach(socket, ms);

    if (fd < 0)
        return;
    if (send(fd, request->text->str, request->text->len, MSG_NOSIGNAL) ==
            (ssize_t)request->text->len &&
        shutdown(fd, SHUT_WR) == 0 &&
        recv(fd, answers, request->count, MSG_WAITALL) == (ssize_t)request->count)
        take_answers(request, answers);
    close(fd);
}

void
vmg_probe_guest(const char *socket, guint ms, const struct vmg_host *host, VmgGuest *guest)
{
    g_autoptr(GString) text = g_string_new("1");
    Request request = {.text = text};

    for (guint i = 0; i < guest->claims->len; i++)
        if (vmg_claims_is_open(host, g_ptr_array_index(guest->claims, i)))
            add_claim(&request, g_ptr_array_index(guest->claims, i));
    if (request.count > 0)
        ask(socket, ms, &request);
}
