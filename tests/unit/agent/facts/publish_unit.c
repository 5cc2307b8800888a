/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The generation of the facts, and the file host.xml. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agent/facts/publish.h"
#include "base/sys.h"
#include "base/xml.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char *directory;
    char *path;
} Place;

static int
set_up(void **state)
{
    Place *place = g_new0(Place, 1);

    place->directory = g_dir_make_tmp("vmg-unit-XXXXXX", NULL);
    place->path = g_build_filename(place->directory, "run", "host.xml", NULL);
    *state = place;
    return 0;
}

static int
tear_down(void **state)
{
    Place *place = *state;
    g_autofree char *run = g_path_get_dirname(place->path);

    g_unlink(place->path);
    g_rmdir(run);
    g_rmdir(place->directory);
    g_free(place->directory);
    g_free(place->path);
    g_free(place);
    return 0;
}

static VmgHost *
make_host(const char *status, guint64 available)
{
    VmgHost *host = vmg_host_empty();

    host->view.uuid = "5d2b9ac0-0d1c-4a4b-9e1b-0123456789ab";
    host->view.name = "a";
    host->view.cluster = "default";
    host->view.status = status;
    host->view.memory_total_kib = 4096;
    host->view.memory_available_kib = available;
    return host;
}

/* Publishes facts with this status and returns their generation. */
static guint64
publish(VmgPublisher *publisher, const char *status, guint64 available, gboolean expect_change)
{
    gboolean changed = FALSE;
    g_autoptr(VmgSnapshot) snapshot =
        vmg_publisher_take(publisher, make_host(status, available), &changed);
    g_autofree char *text = vmg_host_to_string(snapshot->host, VMG_HOST_WHOLE);

    assert_true(vmg_publisher_write(publisher, text, NULL));
    assert_int_equal(changed, expect_change);
    return snapshot->host->view.generation;
}

static void
test_first(void **state)
{
    const Place *place = *state;
    g_autoptr(VmgPublisher) publisher = vmg_publisher_new(place->path);

    assert_int_equal(publish(publisher, "up", 1000, TRUE), 1);
}

static void
test_rises_only_with_the_stamp(void **state)
{
    const Place *place = *state;
    g_autoptr(VmgPublisher) publisher = vmg_publisher_new(place->path);

    assert_int_equal(publish(publisher, "up", 1000, TRUE), 1);
    assert_int_equal(publish(publisher, "up", 2000, FALSE), 1);
    assert_int_equal(publish(publisher, "maintenance", 2000, TRUE), 2);
    assert_int_equal(publish(publisher, "up", 2000, TRUE), 3);
}

static void
test_restart(void **state)
{
    const Place *place = *state;

    for (guint run = 0; run < 2; run++) {
        g_autoptr(VmgPublisher) publisher = vmg_publisher_new(place->path);

        /* After a restart of the agent, the first publication tells the agent to look at the
         * guests, even if nothing has changed. */
        assert_int_equal(publish(publisher, "up", 1000 + run, TRUE), 1);
        assert_int_equal(publish(publisher, "up", 2000 + run, FALSE), 1);
    }
    {
        g_autoptr(VmgPublisher) publisher = vmg_publisher_new(place->path);

        assert_int_equal(publish(publisher, "maintenance", 1000, TRUE), 2);
    }
}

static void
test_broken_file(void **state)
{
    const Place *place = *state;
    g_autofree char *run = g_path_get_dirname(place->path);
    g_autoptr(VmgPublisher) publisher = NULL;

    assert_int_equal(g_mkdir(run, 0700), 0);
    assert_true(g_file_set_contents(place->path, "<host", -1, NULL));
    publisher = vmg_publisher_new(place->path);
    assert_int_equal(publish(publisher, "up", 1000, TRUE), 1);
}

static void
test_file(void **state)
{
    const Place *place = *state;
    g_autoptr(VmgPublisher) publisher = vmg_publisher_new(place->path);
    g_autoptr(VmgHost) read = NULL;
    g_autofree char *text = NULL;
    g_autofree char *date = vmg_sys_date();
    gint64 before = vmg_sys_boottime_ms();
    struct stat st;
    gsize len = 0;

    publish(publisher, "up", 1000, TRUE);
    assert_int_equal(stat(place->path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0644);
    text = vmg_sys_read_file(place->path, VMG_XML_MAX, &len, NULL);
    read = vmg_host_parse(text, len, "host.xml", NULL);
    assert_non_null(read);
    assert_int_equal(read->view.generation, 1);
    assert_int_equal(read->view.memory_available_kib, 1000);
    assert_in_range(read->boottime_ms, before, vmg_sys_boottime_ms());
    assert_non_null(read->date);
    assert_true(strcmp(date, read->date) <= 0);
    assert_true(g_pattern_match_simple("20*-*-*T*:*:*Z", read->date));
}

static void
test_not_writable(void **state)
{
    g_autoptr(VmgPublisher) publisher = vmg_publisher_new("/proc/nowhere/host.xml");
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_false(vmg_publisher_write(publisher, "<host/>", &error));
    assert_non_null(strstr(error->message, "/proc/nowhere/host.xml"));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_first),   TEST(test_rises_only_with_the_stamp),
        TEST(test_restart), TEST(test_broken_file),
        TEST(test_file),    cmocka_unit_test(test_not_writable),
    };

    return cmocka_run_group_tests_name("agent: generation and host.xml", tests, NULL, NULL);
}
