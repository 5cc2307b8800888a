/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two scenarios for agent.c: the agent answers hooks, and the agent looks at the storage of the
 * host. agent.sh has made ../ro (a read-only filesystem with the file f), the bridge br0, and
 * the tap device tap0, which no process holds open. */
#include "agent/storage/looker.h"
#include "agent/storage/probes.h"
#include "agent/storage/sight.h"
#include "base/process.h"
#include "probe/probe.h"
#include "tests/faults/agent.h"
#include "tests/unit/support/helper.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET "probe"

/* SLACK_MS is added to the hook's limit of time, because a busy machine may run other processes
 * before the hook notices that its time is over. */
enum { SLACK_MS = 3000, STORAGE_MS = 20000, TRIES = 20, PAUSE_MS = 100, QUESTIONS_MAX = 40 };

/* What the process of the agent and the process of the hook send each other. LISTENS: the agent
 * listens. OVER: the hook has its answers; the agent then sends OVER, too, because from now on
 * no call fails. */
enum { LISTENS = 'l', OVER = 'o' };

typedef struct {
    char *text[QUESTIONS_MAX];
    char right[QUESTIONS_MAX];
    guint count;
} Questions;

static void G_GNUC_PRINTF(3, 4) add(Questions *questions, char right, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    questions->text[questions->count] = g_strdup_vprintf(format, args);
    va_end(args);
    questions->right[questions->count++] = right;
}

static int
bound(int type, guint *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

    g_assert_true(bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
                  getsockname(fd, (struct sockaddr *)&address, &len) == 0);
    g_assert_true(type == SOCK_DGRAM || listen(fd, 1) == 0);
    *port = ntohs(address.sin_port);
    return fd;
}

/* Holds the tap device NAME open, as QEMU does, until this process ends. It is not opened and
 * closed in each run, because the kernel takes long to remove a tap device. */
static void
hold_tap(const char *name)
{
    struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
    static int fd = -1;

    if (fd >= 0)
        return;
    fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    g_strlcpy(request.ifr_name, name, sizeof(request.ifr_name));
    g_assert_true(fd >= 0 && ioctl(fd, TUNSETIFF, &request) == 0);
}

static void
make_files(void)
{
    g_assert_true(g_file_set_contents("file", "x", -1, NULL));
    g_assert_true(g_file_set_contents("other", "xyz", -1, NULL));
    g_assert_true(g_file_set_contents("program", "x", -1, NULL) && g_chmod("program", 0755) == 0);
    g_assert_true(g_mkdir("directory", 0755) == 0 && symlink("file", "link") == 0);
}

/* Adds questions of all kinds to QUESTIONS, each with the answer that the agent must give. */
static void
add_all(Questions *questions, guint port, guint udp_port)
{
    g_autofree char *here = g_get_current_dir(), *above = g_path_get_dirname(here);
    g_autofree char *file = g_build_filename(here, "file", NULL);
    g_autofree char *other = g_build_filename(here, "other", NULL);
    g_autofree char *read_only = g_build_filename(above, "ro", "f", NULL);
    int root = vmg_process_root(0);
    g_autofree char *sight = vmg_sight_of(root, file, NULL);
    g_autofree char *sight_ro = vmg_sight_of(root, read_only, NULL);

    close(root);
    add(questions, VMG_PROBE_THERE, "f%s/link", here);
    add(questions, VMG_PROBE_MISSING, "f%s/none", here);
    add(questions, VMG_PROBE_THERE, "d%s/directory", here);
    add(questions, VMG_PROBE_MISSING, "d%s", file);
    add(questions, VMG_PROBE_THERE, "x%s/program", here);
    add(questions, VMG_PROBE_MISSING, "x%s", file);
    add(questions, VMG_PROBE_THERE, "s%s/" SOCKET, here);
    add(questions, VMG_PROBE_MISSING, "s%s", file);
    add(questions, VMG_PROBE_MISSING, "v/dev/null");
    add(questions, VMG_PROBE_THERE, "i%s\t%s", sight, file);
    add(questions, VMG_PROBE_OTHER, "i%s\t%s", sight, other);
    add(questions, VMG_PROBE_THERE, "w%s\t%s", sight, file);
    add(questions, VMG_PROBE_READ_ONLY, "w%s\t%s", sight_ro, read_only);
    add(questions, VMG_PROBE_THERE, "k%s\t%s", sight, file);
    add(questions, VMG_PROBE_RESIZED, "k%s\t%s", sight, other);
    add(questions, VMG_PROBE_RESIZED, "R%s\t%s", sight, other);
    add(questions, VMG_PROBE_THERE, "p127.0.0.1 %u", port);
    add(questions, VMG_PROBE_THERE, "c127.0.0.1 %u", port);
    add(questions, VMG_PROBE_MISSING, "p127.0.0.1 1");
    add(questions, VMG_PROBE_MISSING, "c127.0.0.1 1");
    add(questions, VMG_PROBE_THERE, "U127.0.0.1 %u", udp_port);
    add(questions, VMG_PROBE_MISSING, "U127.0.0.1 1");
    add(questions, VMG_PROBE_THERE, "bbr0");
    add(questions, VMG_PROBE_MISSING, "btap0");
    add(questions, VMG_PROBE_MISSING, "bnone");
    add(questions, VMG_PROBE_THERE, "nbr0");
    add(questions, VMG_PROBE_MISSING, "nnone");
    add(questions, VMG_PROBE_MISSING, "utap0");
    add(questions, VMG_PROBE_THERE, "utap1");
    add(questions, VMG_PROBE_THERE, "ubr0");
    add(questions, VMG_PROBE_MISSING, "unone");
}

static int
reach(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = SOCKET};
    const struct timeval limit = {.tv_sec = 1};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    g_assert_true(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) == 0);
    if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
        faults_wrong("nobody listens");
    return fd;
}

/* Asks all questions in one request. An answer may be "unknown" or may be missing, but it must
 * never be wrong. Returns whether all answers were right. */
static gboolean
ask_all(const Questions *questions)
{
    g_autoptr(GString) text = g_string_new("1");
    char answers[QUESTIONS_MAX];
    int fd = reach();
    gssize got, right = 0;

    for (guint i = 0; i < questions->count; i++)
        g_string_append_len(text, questions->text[i], (gssize)strlen(questions->text[i]) + 1);
    send(fd, text->str, text->len, MSG_NOSIGNAL);
    shutdown(fd, SHUT_WR);
    got = recv(fd, answers, sizeof(answers), MSG_WAITALL);
    close(fd);
    for (gssize i = 0; i < got; i++)
        if (answers[i] == questions->right[i])
            right++;
        else if (answers[i] != VMG_PROBE_UNKNOWN)
            faults_wrong("%s: %c, not %c", questions->text[i], answers[i], questions->right[i]);
    return right == (gssize)questions->count;
}

/* Asks in the same way as the hook, whose time is limited. Returns whether the hook got the
 * right answer. */
static gboolean
ask_as_hook(const Questions *questions G_GNUC_UNUSED)
{
    g_autofree char *xml = test_domain("", "<interface type='user'><rom file='/'/></interface>");
    g_autoptr(VmgGuest) guest = test_guest(xml);
    gint64 begin = g_get_monotonic_time(), took_ms;
    guint flags;

    vmg_probe_guest(SOCKET, VMG_PROBE_HOOK_MS, NULL, guest);
    took_ms = (g_get_monotonic_time() - begin) / 1000;
    flags = guest->view.claims[0]->flags;
    if (flags != VMG_CLAIM_THERE && flags != VMG_CLAIM_UNANSWERED)
        faults_wrong("the hook: flags %u", flags);
    if (took_ms > VMG_PROBE_HOOK_MS + SLACK_MS)
        faults_wrong("the hook: %" G_GINT64_FORMAT " ms", took_ms);
    return flags == VMG_CLAIM_THERE;
}

/* Asks until the answers are right. While calls fail (OVER is FALSE), a failed call excuses a
 * missing answer. Later only a busy machine can be the reason, so the function tries again for a
 * while. */
static void
ask_until_right(gboolean (*ask_once)(const Questions *questions), const Questions *questions,
                gboolean over)
{
    for (int tries = 0; tries < TRIES; tries++) {
        if (ask_once(questions) || (!over && faults_excuse()))
            return;
        g_usleep(PAUSE_MS * 1000);
    }
    faults_wrong("no right answer in %d tries", TRIES);
}

static void
ask(void)
{
    guint port, udp_port;
    int listener = bound(SOCK_STREAM, &port), udp = bound(SOCK_DGRAM, &udp_port);
    Questions questions = {.count = 0};

    hold_tap("tap1");
    if (faults_hear(faults_from_other) == LISTENS) {
        add_all(&questions, port, udp_port);
        ask_until_right(ask_as_hook, &questions, FALSE);
        ask_until_right(ask_all, &questions, FALSE);
        faults_tell(faults_to_other, OVER);
    }
    if (faults_hear(faults_from_other) == OVER) {
        ask_until_right(ask_as_hook, &questions, TRUE);
        ask_until_right(ask_all, &questions, TRUE);
    }
    for (guint i = 0; i < questions.count; i++)
        g_free(questions.text[i]);
    close(listener);
    close(udp);
}

/* Is called when the hook has sent a character or has closed its pipe. OVER means that the hook
 * has asked all its questions once; from then on no call fails. When the hook has closed the
 * pipe, the agent ends. */
static gboolean
on_heard(gint fd, GIOCondition condition G_GNUC_UNUSED, gpointer loop)
{
    if (faults_hear(fd) != OVER) {
        g_main_loop_quit(loop);
        return G_SOURCE_REMOVE;
    }
    faults_end();
    faults_tell(faults_to_other, OVER);
    return G_SOURCE_CONTINUE;
}

static void
answer(void)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(GError) error = NULL;
    VmgLooker *looker;

    make_files();
    faults_begin();
    looker = vmg_looker_new(SOCKET, &error);
    faults_judge("listen", looker != NULL, &error);
    if (!looker) {
        faults_end();
        looker = vmg_looker_new(SOCKET, &error);
    }
    if (!looker) {
        faults_wrong("listen again: %s", error->message);
        return;
    }
    vmg_looker_set_daemon(looker, getpid());
    g_unix_fd_add(faults_from_other, G_IO_IN | G_IO_HUP, on_heard, loop);
    faults_tell(faults_to_other, LISTENS);
    g_main_loop_run(loop);
    vmg_looker_free(looker);
    if (g_file_test(SOCKET, G_FILE_TEST_EXISTS))
        faults_wrong("the socket is left");
}

static void
on_changed(gpointer data G_GNUC_UNUSED)
{
}

/* Waits until the agent knows the state of the directory ".", and until this state is EXPECTED
 * if EXPECTED is not NULL. Returns the state; "" if the agent knows none. */
static const char *
look_at_storage(VmgProbes *probes, const char *expected)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new();
    gint64 end = g_get_monotonic_time() + STORAGE_MS * 1000;
    const char *state = NULL;

    g_ptr_array_add(paths, (char *)".");
    vmg_probes_ask(probes, paths);
    while (g_get_monotonic_time() < end && (!state || (expected && strcmp(state, expected) != 0))) {
        g_main_context_iteration(NULL, FALSE);
        state = vmg_probes_state(probes, ".");
    }
    return state ? state : "";
}

/* While a call fails, the agent may take the storage for "down". When no call fails any more,
 * the state must be "up". */
static void
probe_storage(void)
{
    VmgProbes *probes = vmg_probes_new(on_changed, NULL);
    const char *state;

    faults_begin();
    state = look_at_storage(probes, NULL);
    if (strcmp(state, "up") != 0 && (!faults_excuse() || strcmp(state, "down") != 0))
        faults_wrong("it is %s", state);
    faults_end();
    state = look_at_storage(probes, "up");
    if (strcmp(state, "up") != 0)
        faults_wrong("later it is %s", state);
    vmg_probes_free(probes);
}

const Scenario faults_probe = {
    .name = "the agent's answers to hooks", .run = answer, .ask = ask, .transfers = TRUE};
const Scenario faults_storage = {.name = "the agent's look at storage", .run = probe_storage};
