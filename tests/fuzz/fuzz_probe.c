/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Target probe: a request to the agent's socket and the agent's answer to the hook may have any
 * bytes. The target opens no path of a request, because the path could be a device of this machine.
 */
#include "agent/storage/looker.h"
#include "agent/storage/look-network.h"
#include "agent/storage/sight.h"
#include "base/xml.h"
#include "fuzz.h"
#include "probe/probe.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char guest_xml[] =
    "<domain type='kvm'><name>g</name><uuid>a0000000-0000-4000-8000-000000000001</uuid>"
    "<os><loader>/l</loader><nvram template='/t'>/n</nvram></os><devices>"
    "<emulator>/e</emulator><disk device='cdrom'><source file='/m'/><target dev='a'/></disk>"
    "<serial type='unix'><source mode='connect' path='/s'/></serial>"
    "<serial type='pipe'><source path='/p'/></serial></devices></domain>";

int __wrap_vmg_sight_open(int root, const char *path);
char __wrap_vmg_sight_answer(int root, gboolean is_daemons, const char *question);
char __wrap_vmg_look_network(int daemon, char what, const char *name);
long __wrap_syscall(long number, ...);

int
__wrap_vmg_sight_open(int root G_GNUC_UNUSED, const char *path)
{
    g_assert_true(*path == '/');
    errno = strlen(path) % 2 ? ENOENT : EACCES;
    return -1;
}

char
__wrap_vmg_sight_answer(int root G_GNUC_UNUSED, gboolean is_daemons G_GNUC_UNUSED,
                        const char *question)
{
    g_assert_nonnull(strchr(question, '\t'));
    return VMG_PROBE_SAME;
}

char
__wrap_vmg_look_network(int daemon G_GNUC_UNUSED, char what, const char *name)
{
    g_assert_true(vmg_look_network_knows(what));
    return *name ? VMG_PROBE_THERE : VMG_PROBE_UNKNOWN;
}

long
__wrap_syscall(long number G_GNUC_UNUSED, ...)
{
    errno = ENOENT;
    return -1;
}

static struct sockaddr_un
address_of(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    g_strlcpy(address.sun_path, path, sizeof(address.sun_path));
    return address;
}

/* The directory has two sockets: "agent", on which the looker listens, and "hook", on which
 * play_agent() listens. The looker is the part of the agent that answers hooks. The directory and
 * the looker exist until the process ends. */
static char *directory;
static VmgLooker *looker;

static void
remove_directory(void)
{
    static const char *const names[] = {"agent", "hook"};

    vmg_looker_free(looker);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(directory, names[i], NULL);

        unlink(path);
    }
    rmdir(directory);
}

static char *
socket_path(const char *name)
{
    if (!directory) {
        directory = g_dir_make_tmp("vmg-fuzz-XXXXXX", NULL);
        atexit(remove_directory);
    }
    return g_build_filename(directory, name, NULL);
}

/* Returns how many bytes the agent sends before it closes the connection. */
static gsize
read_answer(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    char part[VMG_PROBE_MAX];
    gsize all = 0;
    ssize_t len = -1;

    while (len != 0) {
        while (g_main_context_iteration(NULL, FALSE))
            ;
        len = poll(&ready, 1, 1) > 0 ? recv(fd, part, sizeof(part), MSG_DONTWAIT) : -1;
        for (ssize_t i = 0; i < len; i++)
            g_assert_nonnull(strchr("tm=?", part[i]));
        all += len > 0 ? (gsize)len : 0;
    }
    return all;
}

static void
ask_agent(const uint8_t *data, size_t size)
{
    static char *path;
    struct sockaddr_un address;
    gsize answered, asked = 0;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (!path) {
        path = socket_path("agent");
        looker = vmg_looker_new(path, NULL);
    }
    g_assert_nonnull(looker);
    address = address_of(path);
    g_assert_cmpint(connect(fd, (struct sockaddr *)&address, sizeof(address)), ==, 0);
    g_assert_cmpint(send(fd, data, size, MSG_NOSIGNAL), ==, (ssize_t)size);
    shutdown(fd, SHUT_WR);
    answered = read_answer(fd);
    close(fd);
    for (size_t i = 0; i < size; i++)
        asked += data[i] == '\0' ? 1 : 0;
    g_assert_true(answered == 0 || (answered == asked && data[0] == VMG_PROBE_VERSION));
}

typedef struct {
    int listener;
    const uint8_t *data;
    size_t size;
} Agent;

static gpointer
play_agent(gpointer data)
{
    const Agent *agent = data;
    int fd = accept(agent->listener, NULL, NULL);
    char part[4096];

    while (recv(fd, part, sizeof(part), 0) > 0)
        ;
    send(fd, agent->data, agent->size, MSG_NOSIGNAL);
    close(fd);
    return NULL;
}

static int
listen_at(const char *path)
{
    struct sockaddr_un address = address_of(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof(address)), ==, 0);
    g_assert_cmpint(listen(fd, 1), ==, 0);
    return fd;
}

/* Plays an agent that answers the hook with DATA. Then each claim of the guest (a path or another
 * thing of the host that the guest names) must have an answer, or must be marked as unanswered. */
static void
answer_hook(const uint8_t *data, size_t size)
{
    static char *path;
    static Agent agent;
    g_autoptr(xmlDoc) doc = vmg_xml_parse(guest_xml, sizeof(guest_xml) - 1, "guest", NULL);
    g_autoptr(VmgGuest) guest = vmg_guest_new(doc, NULL);
    GThread *thread;

    if (!path) {
        path = socket_path("hook");
        agent.listener = listen_at(path);
    }
    agent.data = data;
    agent.size = size;
    thread = g_thread_new("agent", play_agent, &agent);
    vmg_probe_guest(path, VMG_PROBE_HOOK_MS, NULL, guest);
    g_thread_join(thread);
    for (gsize i = 0; i < guest->view.claim_count; i++)
        g_assert_cmpuint(guest->view.claims[i]->flags, !=, 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ask_agent(data, size);
    answer_hook(data, size);
    return 0;
}
