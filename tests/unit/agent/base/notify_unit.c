/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agent/base/notify.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Makes a socket like the one that systemd listens on. A NAME that begins with '@' makes an
 * abstract socket. */
static int
listen_at(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    gsize len = strlen(name);

    memcpy(address.sun_path, name, len);
    if (*name == '@')
        address.sun_path[0] = '\0';
    assert_int_equal(
        bind(fd, (struct sockaddr *)&address,
             (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len + (*name != '@'))),
        0);
    return fd;
}

static void
assert_arrives(const char *name)
{
    int fd = listen_at(name);
    char got[64];
    gssize len;

    assert_true(vmg_notify(name, "READY=1\nSTATUS=well"));
    len = recv(fd, got, sizeof(got), MSG_DONTWAIT);
    close(fd);
    assert_int_equal(len, strlen("READY=1\nSTATUS=well"));
    assert_memory_equal(got, "READY=1\nSTATUS=well", (size_t)len);
}

static void
test_path(void **state)
{
    g_autofree char *directory = g_dir_make_tmp("vmg-unit-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "notify", NULL);

    (void)state;
    assert_arrives(path);
    g_unlink(path);
    g_rmdir(directory);
}

static void
test_abstract(void **state)
{
    g_autofree char *name = g_strdup_printf("@vmg-unit-%d", (int)getpid());

    (void)state;
    assert_arrives(name);
}

static void
test_nowhere(void **state)
{
    g_autofree char *long_name = g_strnfill(200, '/');

    (void)state;
    assert_false(vmg_notify(NULL, "READY=1"));
    assert_false(vmg_notify("", "READY=1"));
    assert_false(vmg_notify("@", "READY=1"));
    assert_false(vmg_notify("relative", "READY=1"));
    assert_false(vmg_notify(long_name, "READY=1"));
    assert_false(vmg_notify("/nonexistent/notify", "READY=1"));
}

/* If nobody reads from the socket, the agent is not blocked. */
static void
test_full(void **state)
{
    g_autofree char *name = g_strdup_printf("@vmg-unit-full-%d", (int)getpid());
    int fd = listen_at(name), sent = 0;

    (void)state;
    while (sent < 100000 && vmg_notify(name, "WATCHDOG=1"))
        sent++;
    close(fd);
    assert_in_range(sent, 1, 99999);
}

static void
test_watchdog(void **state)
{
    g_autofree char *self = g_strdup_printf("%d", (int)getpid());

    (void)state;
    assert_int_equal(vmg_notify_watchdog_seconds(NULL, NULL), 0);
    assert_int_equal(vmg_notify_watchdog_seconds("", NULL), 0);
    assert_int_equal(vmg_notify_watchdog_seconds("0", NULL), 0);
    assert_int_equal(vmg_notify_watchdog_seconds("x", NULL), 0);
    assert_int_equal(vmg_notify_watchdog_seconds("90000000", NULL), 45);
    assert_int_equal(vmg_notify_watchdog_seconds("90000000", self), 45);
    assert_int_equal(vmg_notify_watchdog_seconds("90000000", "1"), 0);
    assert_int_equal(vmg_notify_watchdog_seconds("1", NULL), 1);
    assert_int_equal(vmg_notify_watchdog_seconds("18446744073709551615", NULL), 86400);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path),     cmocka_unit_test(test_abstract),
        cmocka_unit_test(test_nowhere),  cmocka_unit_test(test_full),
        cmocka_unit_test(test_watchdog),
    };

    return cmocka_run_group_tests_name("agent: sd_notify", tests, NULL, NULL);
}
