/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The hook's question to the agent and the agent's answer, over a real socket. */
#include "agent/storage/looker.h"
#include "probe/probe.h"
#include "tests/unit/support/helper.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

typedef struct {
    const TestDir *dir;
    VmgGuest *guest;
    GMainLoop *loop;
    gint64 took_ms;
} Asking;

static gpointer
ask(gpointer data)
{
    Asking *asking = data;
    gint64 begin = g_get_monotonic_time();

    vmg_probe_guest(asking->dir->paths.probe, VMG_PROBE_HOOK_MS, NULL, asking->guest);
    asking->took_ms = (g_get_monotonic_time() - begin) / 1000;
    g_idle_add_once((GSourceOnceFunc)g_main_loop_quit, asking->loop);
    return NULL;
}

/* Asks as the hook does, in another thread, while this thread runs the agent's main loop. */
static gint64
ask_agent(const TestDir *dir, VmgGuest *guest)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    Asking asking = {dir, guest, loop, 0};
    GThread *thread = g_thread_new("hook", ask, &asking);

    g_main_loop_run(loop);
    g_thread_join(thread);
    return asking.took_ms;
}

static VmgGuest *
guest_with(const char *devices)
{
    g_autofree char *xml = test_domain("", devices);

    return test_guest(xml);
}

static guint
flags_of(const VmgGuest *guest, guint at)
{
    return guest->view.claims[at]->flags;
}

static void
paths_are_looked_at(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *file = test_path(dir, "run/host.xml"), *link = test_path(dir, "run/link");
    g_autofree char *script = test_path(dir, "run/up"), *devices = NULL;
    g_autoptr(VmgLooker) looker = NULL;
    g_autoptr(VmgGuest) guest = NULL;
    struct stat st;

    test_write(dir, "run/host.xml", "x");
    test_write(dir, "run/up", "x");
    assert_int_equal(chmod(script, 0755), 0);
    assert_int_equal(symlink("host.xml", link), 0);
    looker = vmg_looker_new(dir->paths.probe, NULL);
    assert_non_null(looker);
    assert_int_equal(stat(dir->paths.probe, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    vmg_looker_set_daemon(looker, getpid());
    devices =
        g_strdup_printf("<serial type='pty'><log file='%s/run/new'/></serial>"
                        "<serial type='pty'><log file='%s/new'/></serial>"
                        "<interface type='user'><rom file='%s'/></interface>"
                        "<interface type='user'><rom file='%s.gone'/></interface>"
                        "<interface type='user'><rom file='relative'/></interface>"
                        "<serial type='pipe'><source path='/no/pipe'/></serial>"
                        "<interface type='user'><rom file='/dev/urandom'/></interface>"
                        "<serial type='unix'><source mode='connect' path='%s'/></serial>"
                        "<serial type='unix'><source mode='connect' path='%s'/></serial>"
                        "<interface type='user'><script path='%s'/></interface>"
                        "<interface type='user'><script path='%s/run/up'/></interface>"
                        "<interface type='ethernet'><target dev='lo' managed='no'/></interface>",
                        dir->path, file, link, link, dir->paths.probe, file, file, dir->path);
    guest = guest_with(devices);
    ask_agent(dir, guest);
    assert_int_equal(flags_of(guest, 0), VMG_CLAIM_THERE);
    /* the guest needs a directory, and a file is there */
    assert_int_equal(flags_of(guest, 1), VMG_CLAIM_MISSING);
    assert_int_equal(flags_of(guest, 2), VMG_CLAIM_THERE);
    assert_int_equal(flags_of(guest, 3), VMG_CLAIM_MISSING);
    assert_int_equal(flags_of(guest, 4), VMG_CLAIM_UNANSWERED);
    assert_int_equal(flags_of(guest, 5), VMG_CLAIM_MISSING);
    assert_int_equal(flags_of(guest, 6), 0);
    assert_int_equal(flags_of(guest, 7), VMG_CLAIM_THERE);
    /* the guest needs a socket, and a file is there */
    assert_int_equal(flags_of(guest, 8), VMG_CLAIM_MISSING);
    /* the guest needs a program, and a file that can't be executed is there */
    assert_int_equal(flags_of(guest, 9), VMG_CLAIM_MISSING);
    assert_int_equal(flags_of(guest, 10), VMG_CLAIM_THERE);
    assert_int_equal(flags_of(guest, 11), VMG_CLAIM_THERE);
}

/* A serial device of type pipe uses the file at its path, or the files with .in and .out added.
 * If the file or the file with .in exists, the answer is that the pipe is there. */
static void
either_file_does(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgLooker) looker = NULL;
    static const char *const names[] = {"p", "p.in"};

    test_write(dir, "run/p.in", "");
    test_write(dir, "run/q", "");
    looker = vmg_looker_new(dir->paths.probe, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *devices =
            g_strdup_printf("<serial type='pipe'><source path='%s/run/%s'/></serial>", dir->path,
                            i == 0 ? "p" : "q");
        g_autoptr(VmgGuest) guest = guest_with(devices);

        ask_agent(dir, guest);
        assert_int_equal(flags_of(guest, 0), VMG_CLAIM_THERE);
    }
}

/* Asks about more paths than fit into one request. */
static void
too_many_are_not_asked(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(GString) devices = g_string_new(NULL);
    g_autoptr(VmgLooker) looker = NULL;
    g_autoptr(VmgGuest) guest = NULL;

    for (guint i = 0; i < VMG_PROBE_MAX + 1; i++)
        g_string_append(devices, "<interface type='user'><rom file='/'/></interface>");
    test_write(dir, "run/x", "");
    looker = vmg_looker_new(dir->paths.probe, NULL);
    guest = guest_with(devices->str);
    ask_agent(dir, guest);
    assert_int_equal(flags_of(guest, VMG_PROBE_MAX - 1), VMG_CLAIM_THERE);
    assert_int_equal(flags_of(guest, VMG_PROBE_MAX), VMG_CLAIM_UNANSWERED);
}

static int
listener(const TestDir *dir, int backlog)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    test_write(dir, "run/x", "");
    strncpy(address.sun_path, dir->paths.probe, sizeof(address.sun_path) - 1);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(fd, backlog), 0);
    return fd;
}

#define ROM "<interface type='user'><rom file='/'/></interface>"

/* If there is no agent, if the agent hangs, or if its queue is full, the hook gets no answer but
 * waits only for a limited time. */
static void
no_answer(void **state G_GNUC_UNUSED)
{
    for (int kind = 0; kind < 3; kind++) {
        g_autoptr(TestDir) dir = test_dir_new();
        g_autoptr(VmgGuest) guest = guest_with(ROM), other = guest_with(ROM);
        int fd = kind == 0 ? -1 : listener(dir, kind == 1 ? 4 : 0);
        gint64 took;

        if (kind == 2)
            vmg_probe_guest(dir->paths.probe, 10, NULL, other);
        took = ask_agent(dir, guest);
        assert_int_equal(flags_of(guest, 0), VMG_CLAIM_UNANSWERED);
        assert_in_range(took, 0, 2000);
        if (fd >= 0)
            close(fd);
    }
}

/* A message that is not a request gets no answer and does not disturb other requests. */
static void
bad_requests(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text;
        gsize len;
    } rows[] = {{"", 0}, {"1", 1}, {"2f/\0", 4}, {"1f/", 3}, {"1y/\0", 4}, {"1frel\0", 6}};
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgLooker) looker = NULL;
    g_autoptr(VmgGuest) guest = guest_with(ROM);

    test_write(dir, "run/x", "");
    looker = vmg_looker_new(dir->paths.probe, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        char answer[8];

        strncpy(address.sun_path, dir->paths.probe, sizeof(address.sun_path) - 1);
        assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
        assert_int_equal(send(fd, rows[i].text, rows[i].len, 0), rows[i].len);
        shutdown(fd, SHUT_WR);
        while (recv(fd, answer, sizeof(answer), MSG_DONTWAIT) < 0)
            g_main_context_iteration(NULL, FALSE);
        assert_int_equal(recv(fd, answer, sizeof(answer), 0), 0);
        close(fd);
    }
    ask_agent(dir, guest);
    assert_int_equal(flags_of(guest, 0), VMG_CLAIM_THERE);
}

static gboolean
wakes(gpointer data G_GNUC_UNUSED)
{
    return G_SOURCE_CONTINUE;
}

/* While the agent has no free descriptor, a client waits, and the agent does not use the CPU. */
static void
no_descriptor_is_free(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autoptr(VmgLooker) looker = NULL;
    g_autoptr(VmgGuest) guest = guest_with(ROM);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct rlimit limit, none;
    guint timer = g_timeout_add(50, wakes, NULL);
    gint64 end = g_get_monotonic_time() + 300000;
    int rounds = 0;

    test_write(dir, "run/x", "");
    looker = vmg_looker_new(dir->paths.probe, NULL);
    strncpy(address.sun_path, dir->paths.probe, sizeof(address.sun_path) - 1);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    getrlimit(RLIMIT_NOFILE, &limit);
    none = limit;
    /* The descriptors 0, 1 and 2 are open, so no descriptor is free. A lower limit would make
     * poll(2) fail, because poll(2) accepts only as many descriptors as the limit allows. */
    none.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &none);
    for (; g_get_monotonic_time() < end; rounds++)
        g_main_context_iteration(NULL, TRUE);
    setrlimit(RLIMIT_NOFILE, &limit);
    g_source_remove(timer);
    assert_in_range(rounds, 1, 50);
    close(fd);
    ask_agent(dir, guest);
    assert_int_equal(flags_of(guest, 0), VMG_CLAIM_THERE);
}

static void
a_place_that_can_not_be_made(void **state G_GNUC_UNUSED)
{
    g_autofree char *path = g_strnfill(300, 'x');
    g_autoptr(VmgGuest) guest = guest_with(ROM);

    assert_null(vmg_looker_new("/no/such/directory/probe", NULL));
    assert_null(vmg_looker_new(path, NULL));
    vmg_probe_guest(path, 10, NULL, guest);
    assert_int_equal(flags_of(guest, 0), VMG_CLAIM_UNANSWERED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_looked_at),    cmocka_unit_test(either_file_does),
        cmocka_unit_test(too_many_are_not_asked), cmocka_unit_test(no_answer),
        cmocka_unit_test(bad_requests),           cmocka_unit_test(a_place_that_can_not_be_made),
        cmocka_unit_test(no_descriptor_is_free),
    };

    if (g_getenv("VMG_ON_VALGRIND")) {
        print_message("left out: valgrind does not know openat2(2)\n");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
