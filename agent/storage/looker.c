/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/storage/looker.h"

#include "agent/storage/look-network.h"
#include "agent/storage/sight.h"
#include "base/error.h"
#include "base/process.h"
#include "probe/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <linux/kvm.h>
#include <linux/openat2.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    BACKLOG = 16,
    /* milliseconds that the thread of one path may take before another thread looks at the other
     * paths */
    STEP_MS = 60,
    THREADS_MAX = 24, /* threads that look at paths, including those that hang */
};

struct VmgLooker {
    char *path;
    int fd;
    guint source;
    int daemon;
    GPtrArray *clients; /* Client *, clients that have not sent their whole request */
    /* the number of threads that look at paths; shared with these threads, because some may hang
     * for ever */
    atomic_int *threads;
};

/* A client that has connected. */
typedef struct {
    VmgLooker *looker;
    int fd;
    guint source;
    GString *text; /* what the client has sent so far */
} Client;

/* One request of a client. The main loop shares this structure with the threads that look at the
 * paths of the request. */
typedef struct {
    gatomicrefcount references;
    int fd;   /* the client's socket; -1 after the answer was sent */
    int root; /* the root directory that paths begin at */
    /* the process of libvirt's daemon, whose network namespace QEMU starts in; 0 if unknown */
    int daemon;
    atomic_int *threads;
    char *text;  /* the text of the questions */
    guint count; /* the number of questions */
    const char *questions[VMG_PROBE_MAX];
    atomic_char answers[VMG_PROBE_MAX];
    atomic_uint next;    /* the question that a thread takes next */
    atomic_uint pending; /* questions without an answer */
    guint seen;          /* number of answers when the timer last looked */
    gint64 end; /* monotonic time at which the client gets the answers that are known by then */
    guint timer;
} Look;

static void
look_unref(Look *look)
{
    if (!g_atomic_ref_count_dec(&look->references))
        return;
    if (look->root >= 0)
        close(look->root);
    g_atomic_rc_box_release(look->threads);
    g_free(look->text);
    g_free(look);
}

static Look *
look_ref(Look *look)
{
    g_atomic_ref_count_inc(&look->references);
    return look;
}

static void
answer(Look *look)
{
    char answers[VMG_PROBE_MAX];

    if (look->fd < 0)
        return;
    for (guint i = 0; i < look->count; i++)
        answers[i] = atomic_load(&look->answers[i]);
    send(look->fd, answers, look->count, MSG_NOSIGNAL | MSG_DONTWAIT);
    close(look->fd);
    look->fd = -1;
    g_clear_handle_id(&look->timer, g_source_remove);
}

/* Runs when the threads have answered all questions of the request. */
static gboolean
on_done(gpointer data)
{
    Look *look = data;

    answer(look);
    look_unref(look);
    return G_SOURCE_REMOVE;
}

/* Whether the file is of the kind WHAT. A program must be executable for at least one user: root
 * can execute only such files. */
static gboolean
is_as_asked(const struct stat *st, char what)
{
    switch (what) {
    case VMG_PROBE_DIRECTORY:
        return S_ISDIR(st->st_mode);
    case VMG_PROBE_SOCKET:
        return S_ISSOCK(st->st_mode);
    case VMG_PROBE_PROGRAM:
        return S_ISREG(st->st_mode) && (st->st_mode & 0111) != 0;
    default:
        return TRUE;
    }
}

/* Whether the device answers as KVM does. */
static char
look_at_kvm(int root, const char *path)
{
    struct open_how how = {.flags = O_RDONLY | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
    int fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
    int version, reason;

    if (fd < 0)
        return errno == ENOENT || errno == ENODEV || errno == ENXIO ? VMG_PROBE_MISSING
                                                                    : VMG_PROBE_UNKNOWN;
    version = ioctl(fd, KVM_GET_API_VERSION, 0);
    reason = errno;
    close(fd);
    /* only ENOTTY and EINVAL show that the device is not KVM's */
    if (version < 0 && reason != ENOTTY && reason != EINVAL)
        return VMG_PROBE_UNKNOWN;
    return version == KVM_API_VERSION ? VMG_PROBE_THERE : VMG_PROBE_MISSING;
}

static char
look_at_path(int root, const char *question)
{
    int fd = vmg_sight_open(root, question + 1);
    struct stat st;
    char state = VMG_PROBE_THERE;

    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? VMG_PROBE_MISSING : VMG_PROBE_UNKNOWN;
    if (question[0] != VMG_PROBE_FILE && fstat(fd, &st) < 0)
        state = VMG_PROBE_UNKNOWN;
    else if (question[0] != VMG_PROBE_FILE && !is_as_asked(&st, question[0]))
        state = VMG_PROBE_MISSING;
    close(fd);
    return state;
}

static char
look_at(const Look *look, const char *question)
{
    if (vmg_probe_is_image(question[0]))
        return vmg_sight_answer(look->root, look->daemon > 0, question);
    if (question[0] == VMG_PROBE_KVM)
        return look_at_kvm(look->root, question + 1);
    if (vmg_probe_is_path(question[0]))
        return look_at_path(look->root, question);
    return vmg_look_network(look->daemon, question[0], question + 1);
}

/* Answers the questions of a request one after the other. If a path is on a dead server, this
 * function never returns. */
static gpointer
run(gpointer data)
{
    Look *look = data;
    guint at;

    while ((at = atomic_fetch_add(&look->next, 1)) < look->count) {
        atomic_store(&look->answers[at], look_at(look, look->questions[at]));
        if (atomic_fetch_sub(&look->pending, 1) == 1)
            g_idle_add_full(G_PRIORITY_HIGH, on_done, look_ref(look), NULL);
    }
    atomic_fetch_sub(look->threads, 1);
    look_unref(look);
    return NULL;
}

/* Starts a thread. If too many threads hang, no thread is started: paths are then not looked at,
 * and the hook warns. */
static void
start_thread(Look *look)
{
    GThread *thread = NULL;

    look_ref(look); /* this reference is for the thread */
    if (atomic_fetch_add(look->threads, 1) < THREADS_MAX)
        thread = g_thread_try_new("look", run, look, NULL);
    if (thread) {
        g_thread_unref(thread);
        return;
    }
    atomic_fetch_sub(look->threads, 1);
    look_unref(look);
}

/* If the present path gives no answer, starts another thread for the other paths. */
static gboolean
on_timer(gpointer data)
{
    Look *look = data;
    guint seen = look->count - atomic_load(&look->pending);

    if (g_get_monotonic_time() >= look->end) {
        look->timer = 0;
        answer(look);
        return G_SOURCE_REMOVE;
    }
    if (seen == look->seen && atomic_load(&look->next) < look->count)
        start_thread(look);
    look->seen = seen;
    return G_SOURCE_CONTINUE;
}

static gboolean
is_question(const char *text)
{
    if (vmg_probe_is_image(text[0]))
        return strstr(text, "\t/") != NULL;
    return vmg_probe_is_path(text[0]) ? text[1] == '/' : vmg_look_network_knows(text[0]);
}

/* Splits TEXT, which ends in a NUL, into questions. Returns FALSE if TEXT is not a request. */
static gboolean
parse(Look *look, char *text, gsize len)
{
    if (len < 2 || text[0] != VMG_PROBE_VERSION || text[len - 1] != '\0')
        return FALSE;
    for (char *at = text + 1; at < text + len; at += strlen(at) + 1) {
        if (!is_question(at) || look->count == VMG_PROBE_MAX)
            return FALSE;
        atomic_init(&look->answers[look->count], VMG_PROBE_UNKNOWN);
        look->questions[look->count++] = at;
    }
    return TRUE;
}

static void
begin(Look *look)
{
    atomic_init(&look->pending, look->count);
    look->end = g_get_monotonic_time() + (gint64)VMG_PROBE_AGENT_MS * 1000;
    look->timer = g_timeout_add_full(G_PRIORITY_HIGH, STEP_MS, on_timer, look_ref(look),
                                     (GDestroyNotify)look_unref);
    start_thread(look);
}

/* Begins to answer the request TEXT of a client. FD is the client's socket, and is taken over. */
static void
take_request(const VmgLooker *looker, int fd, const char *text, gsize len)
{
    Look *look = g_new0(Look, 1);

    g_atomic_ref_count_init(&look->references);
    look->fd = fd;
    look->root = vmg_process_root(looker->daemon);
    look->daemon = looker->daemon;
    look->threads = g_atomic_rc_box_acquire(looker->threads);
    look->text = g_memdup2(text, len);
    if (look->root >= 0 && parse(look, look->text, len)) {
        begin(look);
    } else {
        close(look->fd);
        look->fd = -1;
    }
    look_unref(look);
}

static void
client_free(gpointer data)
{
    Client *client = data;

    g_clear_handle_id(&client->source, g_source_remove);
    if (client->fd >= 0)
        close(client->fd);
    g_string_free(client->text, TRUE);
    g_free(client);
}

static gboolean
on_request(gint fd, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
    Client *client = data;
    char part[4096];
    ssize_t len = recv(fd, part, sizeof(part), MSG_DONTWAIT);

    if (len > 0 && client->text->len < VMG_PROBE_SIZE) {
        g_string_append_len(client->text, part, len);
        return G_SOURCE_CONTINUE;
    }
    client->source = 0;
    if (len == 0) {
        take_request(client->looker, fd, client->text->str, client->text->len);
        client->fd = -1;
    }
    g_ptr_array_remove_fast(client->looker->clients, client);
    return G_SOURCE_REMOVE;
}

static gboolean on_client(gint fd, GIOCondition condition, gpointer data);

static gboolean
listen_again(gpointer data)
{
    VmgLooker *looker = data;

    looker->source =
        g_unix_fd_add_full(G_PRIORITY_HIGH, looker->fd, G_IO_IN, on_client, looker, NULL);
    return G_SOURCE_REMOVE;
}

/* Whether accepting the connection failed only this once, so that the next connection can be
 * accepted at once: the client was gone before it was accepted, or a signal came. */
static gboolean
is_temporary(int failed)
{
    return failed == EAGAIN || failed == EINTR || failed == ECONNABORTED;
}

/* Listens again after a pause. If the agent has no descriptor or no memory for a connection, the
 * connection stays in the queue, and without a pause the main loop would try again at once, without
 * end. */
static gboolean
listen_later(VmgLooker *looker)
{
    enum { AGAIN_MS = 100 };

    looker->source = g_timeout_add(AGAIN_MS, listen_again, looker);
    return G_SOURCE_REMOVE;
}

static gboolean
on_client(gint fd, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
    VmgLooker *looker = data;
    struct sockaddr_un address;
    socklen_t size = sizeof(address);
    int accepted = accept4(fd, (struct sockaddr *)&address, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    Client *client;

    if (accepted < 0)
        return is_temporary(errno) ? G_SOURCE_CONTINUE : listen_later(looker);
    client = g_new0(Client, 1);
    client->looker = looker;
    client->fd = accepted;
    client->text = g_string_new(NULL);
    client->source = g_unix_fd_add_full(G_PRIORITY_HIGH, accepted, G_IO_IN | G_IO_HUP | G_IO_ERR,
                                        on_request, client, NULL);
    g_ptr_array_add(looker->clients, client);
    return G_SOURCE_CONTINUE;
}

/* Makes the socket, which only root may use. */
static int
listen_on(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int failed;

    if (fd < 0)
        return -1;
    if (strlen(path) >= sizeof(address.sun_path)) {
        close(fd);
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path));
    unlink(path);
    if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
        chmod(path, S_IRUSR | S_IWUSR) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    failed = errno;
    close(fd);
    errno = failed;
    return -1;
}

VmgLooker *
vmg_looker_new(const char *path, GError **error)
{
    int fd = listen_on(path);
    VmgLooker *looker;

    if (fd < 0) {
        g_set_error(error, VMG_ERROR, VMG_ERROR_SYSTEM, "%s: %s", path, g_strerror(errno));
        return NULL;
    }
    looker = g_new0(VmgLooker, 1);
    looker->path = g_strdup(path);
    looker->fd = fd;
    looker->threads = g_atomic_rc_box_new0(atomic_int);
    looker->clients = g_ptr_array_new_with_free_func(client_free);
    listen_again(looker);
    return looker;
}

void
vmg_looker_free(VmgLooker *looker)
{
    if (!looker)
        return;
    g_source_remove(looker->source);
    g_ptr_array_unref(looker->clients);
    close(looker->fd);
    unlink(looker->path);
    g_atomic_rc_box_release(looker->threads);
    g_free(looker->path);
    g_free(looker);
}

void
vmg_looker_set_daemon(VmgLooker *looker, int daemon)
{
    looker->daemon = daemon;
}
