/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which storage domains the agent discovers, from mounts, VDSM's links, libvirt's pools and the
 * configuration; and that the agent does not wait for a server that does not answer. */
#include "tests/unit/support/helper.h"

#include "agent/storage/mounts.h"
#include "agent/storage/networks.h"
#include "agent/storage/probes.h"
#include "agent/storage/storage.h"
#include "agent/virt/pool.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SD   "a67a8671-05fc-4e42-b147-f7d3a0496cd6"
#define POOL "5849b030-626e-47cb-ad90-3ce782d831b3"

static char *
mounts_text(const GPtrArray *mounts)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < mounts->len; i++) {
        const VmgMount *mount = g_ptr_array_index(mounts, i);

        g_string_append_printf(text, "%s %s %s\n", mount->kind, mount->source, mount->path);
    }
    return g_string_free(text, FALSE);
}

static void
mounts_are_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *mountinfo, *expected;
    } rows[] = {
        {"", ""},
        {"27 1 254:0 / / rw - ext4 /dev/vda rw\n", ""},
        {"36 35 0:40 / /srv/a rw,relatime shared:1 master:2 - nfs4 nas:/a rw,vers=4.2\n",
         "nfs4 nas:/a /srv/a\n"},
        {"36 35 0:40 / /srv/a rw - nfs nas:/a/ rw\n", "nfs nas:/a /srv/a\n"},
        {"36 35 0:40 / /srv/a rw - nfs nas:/ rw\n", "nfs nas:/ /srv/a\n"},
        {"36 35 0:40 / /with\\040space rw - cifs //nas/a\\134b rw\n",
         "cifs //nas/a\\b /with space\n"},
        {"36 35 0:40 /images /var/lib/libvirt/images rw - nfs nas:/a rw\n",
         "nfs nas:/a/images /var/lib/libvirt/images\n"},
        {"36 35 0:40 / /gv rw - fuse.glusterfs g1:/vol rw,user_id=0,group_id=0\n",
         "fuse.glusterfs g1:/vol /gv\n"},
        {"36 35 0:40 / /c rw - fuse.ceph-fuse ceph-fuse rw,user_id=0\n"
         "37 35 0:41 / /b rw - beegfs beegfs_nodev rw\n"
         "38 35 0:42 / /m rw - fuse.mfs mfs#master:9421 rw,user_id=0\n",
         ""},
        {"36 35 0:40 / /a rw - nfs nas:/a rw\n37 36 0:41 / /a/b rw - beegfs beegfs_nodev rw\n",
         "nfs nas:/a /a\nlocal /a/b /a/b\n"},
        {"36 35 0:40 / /m rw - fuse.mfs mfs#master:9421/vm rw,user_id=0\n",
         "fuse.mfs mfs#master:9421/vm /m\n"},
        {"36 35 0:40 / /home/u/x rw - fuse.glusterfs g1:/vol rw,user_id=1000,group_id=0\n", ""},
        {"36 35 0:40 / /home/u/x rw - fuse.glusterfs g1:/vol\n", ""},
        {"36 35 0:40 / /home/u/x rw - fuse.sshfs u@h:/ rw,user_id=0\n", ""},
        {"36 35 253:9 / /cluster rw - gfs2 /dev/no-such-device rw\n",
         "gfs2 /dev/no-such-device /cluster\n"},
        {"36 35 0:40 / /a rw - nfs nas:/a rw\n37 35 0:41 / /a rw - nfs nas:/b rw\n",
         "nfs nas:/b /a\n"},
        {"36 35 0:40 / /a rw - nfs nas:/a rw\n37 35 8:1 / /a rw - ext4 /dev/sda1 rw\n", ""},
        {"36 35 0:40 / /a rw - nfs\n", ""},
        {"36 35 8:1 / / rw - ext4 /dev/sda1 rw\n37 36 0:40 / /a rw - nfs nas:/a rw\n"
         "38 37 8:2 / /a/own rw - xfs /dev/sda2 rw\n39 36 8:2 / /ab rw - xfs /dev/sda3 rw\n",
         "nfs nas:/a /a\nlocal /a/own /a/own\n"},
        {"36 35 0:40 / /a rw - nfs nas:/a rw\n37 36 8:2 / /a/own rw - xfs /dev/sda2 rw\n"
         "38 37 8:3 / /a/own/in rw - ext4 /dev/sda3 rw\n39 37 0:42 / /a/own/b rw - nfs nas:/b rw\n"
         "40 39 8:4 / /a/own/b/c rw - ext4 /dev/sda4 rw\n41 36 0:43 / /a/o rw - overlay o rw\n",
         "nfs nas:/a /a\nlocal /a/own /a/own\nnfs nas:/b /a/own/b\nlocal /a/own/b/c /a/own/b/c\n"},
        {"36 35 0:40 / /a rw - nfs nas:/a rw\n37 36 8:2 / /a/own rw - xfs /dev/sda2 rw\n"
         "38 36 0:41 / /a/own rw - nfs nas:/b rw\n39 36 0:42 / /a/auto rw - autofs /x rw\n",
         "nfs nas:/a /a\nnfs nas:/b /a/own\n"},
        {"36 35 0:40 / / rw - nfs nas:/root rw\n37 36 0:41 / /proc rw - proc proc rw\n"
         "38 36 0:42 / /dev rw - devtmpfs dev rw\n39 38 0:43 / /dev/pts rw - devpts p rw\n",
         ""},
        {"36 35 8:2 / /a/own rw - xfs /dev/sda2 rw\n37 36 0:40 / /a rw - nfs nas:/a rw\n",
         "nfs nas:/a /a\n"},
        {"36 35\n\nx\n", ""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) mounts = vmg_mounts_parse(rows[i].mountinfo);
        g_autofree char *text = mounts_text(mounts);

        assert_string_equal(text, rows[i].expected);
    }
}

static void
subnets_are_told(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *address;
        guint32 prefix;
        const char *server;
        gboolean same;
    } rows[] = {
        {"192.0.2.2", 24, "192.0.2.9", TRUE},      {"192.0.2.2", 24, "192.0.3.9", FALSE},
        {"192.0.2.2", 23, "192.0.3.9", TRUE},      {"192.0.2.130", 25, "192.0.2.9", FALSE},
        {"192.0.2.2", 32, "192.0.2.2", TRUE},      {"192.0.2.2", 32, "192.0.2.3", FALSE},
        {"192.0.2.2", 0, "10.0.0.1", TRUE},        {"192.0.2.2", 33, "192.0.2.2", FALSE},
        {"2001:db8::2", 64, "2001:db8::9", TRUE},  {"2001:db8::2", 64, "2001:db8:1::9", FALSE},
        {"2001:db8::2", 128, "2001:db8::2", TRUE}, {"2001:db8::2", 64, "192.0.2.2", FALSE},
        {"192.0.2.2", 24, "nas", FALSE},           {"", 24, "", FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct vmg_address here = {.address = rows[i].address, .prefix = rows[i].prefix};

        if (vmg_storage_networks_same_subnet(&here, rows[i].server) != rows[i].same)
            fail_msg("%s/%u and %s", rows[i].address, rows[i].prefix, rows[i].server);
    }
}

#define NETWORK(name, address)                                                                     \
    "<network name='" name "' state='up'><address family='ipv4' prefix='24'>" address              \
    "</address></network>"

/* The network that leads to the file server of a mount is found by the address of the server, which
 * the kernel shows or which is in the source of the mount. A host name in the source is not used.
 */
static void
storage_networks_are_marked(void **state G_GNUC_UNUSED)
{
    static const char xml[] =
        "<host xmlns='urn:virt-migration-guard:1'><uuid>" TEST_DEST_UUID "</uuid>"
        "<name>host-b</name><cluster>c</cluster><status>up</status><networks>" NETWORK("a",
                                                                                       "192.0.2.2")
            NETWORK("b", "198.51.100.2") NETWORK("c", "203.0.113.2") "</networks></host>";
    g_autoptr(VmgHost) host = vmg_host_parse(xml, strlen(xml), "host.xml", NULL);
    g_autoptr(GPtrArray) mounts =
        vmg_mounts_parse("36 35 0:40 / /srv/a rw - nfs nas:/a rw,vers=3,addr=192.0.2.9\n"
                         "37 35 0:41 / /srv/b rw - ceph 198.51.100.9:6789:/ rw\n"
                         "38 35 0:42 / /srv/c rw - nfs nas:/c rw,clientaddr=203.0.113.2\n");

    assert_non_null(host);
    vmg_storage_networks_mark(host, mounts);
    assert_int_equal(host->view.network_count, 3);
    assert_int_equal(host->view.networks[0]->flags, VMG_NETWORK_STORAGE);
    assert_int_equal(host->view.networks[1]->flags, VMG_NETWORK_STORAGE);
    assert_int_equal(host->view.networks[2]->flags, 0);
}

/* Makes a directory; remove it with remove_all(). */
static char *
make_directory(void)
{
    char *path = g_dir_make_tmp("vmg-unit-XXXXXX", NULL);

    assert_non_null(path);
    return path;
}

static void
remove_all(char **paths)
{
    for (char **path = paths; *path; path++)
        g_remove(*path);
}

static void
vdsms_links_are_read(void **state G_GNUC_UNUSED)
{
    g_autofree char *top = make_directory();
    g_autofree char *pool = g_build_filename(top, POOL, NULL);
    g_autofree char *mnt = g_build_filename(top, "mnt", NULL);
    g_autofree char *link = g_build_filename(pool, SD, NULL);
    g_autofree char *master = g_build_filename(pool, "mastersd", NULL);
    char *paths[] = {link, master, pool, mnt, top, NULL};
    g_autoptr(GPtrArray) mounts = NULL, none = vmg_mounts_vdsm("/nonexistent");
    g_autofree char *text = NULL;

    assert_int_equal(g_mkdir(pool, 0755) | g_mkdir(mnt, 0755), 0);
    assert_int_equal(symlink("/nonexistent/mnt/nas:_a/" SD, link), 0);
    assert_int_equal(symlink("/nonexistent/mnt/nas:_a/" SD, master), 0);
    mounts = vmg_mounts_vdsm(top);
    remove_all(paths);
    text = mounts_text(mounts);
    assert_string_equal(text, "vdsm " SD " /nonexistent/mnt/nas:_a/" SD "\n");
    assert_int_equal(none->len, 0);
}

static void
a_device_goes_by_its_uuid(void **state G_GNUC_UNUSED)
{
    g_autofree char *top = make_directory();
    g_autofree char *device = g_build_filename(top, "sdx", NULL);
    g_autofree char *by_uuid = g_build_filename(top, "by-uuid", NULL);
    g_autofree char *link = g_build_filename(by_uuid, "1234-ABCD", NULL);
    g_autofree char *name = NULL, *other = NULL;
    char *paths[] = {link, by_uuid, device, top, NULL};

    assert_true(g_file_set_contents(device, "", 0, NULL));
    assert_int_equal(g_mkdir(by_uuid, 0755), 0);
    assert_int_equal(symlink("../sdx", link), 0);
    name = vmg_mounts_name_device(device, by_uuid);
    other = vmg_mounts_name_device(by_uuid, by_uuid);
    remove_all(paths);
    assert_string_equal(name, "uuid 1234-ABCD");
    assert_string_equal(other, by_uuid);
}

#define TARGET "<target><path>/t</path></target>"

static void
pools_are_read(void **state G_GNUC_UNUSED)
{
    static const struct {
        /* expected is "name kind source path"; expected is NULL if the pool in xml is not shared */
        const char *xml, *expected;
    } rows[] = {
        {"<pool type='netfs'><name>n</name><source><host name='nas'/><dir path='/a'/>"
         "<format type='nfs'/></source>" TARGET "</pool>",
         "n netfs nas:/a /t"},
        {"<pool type='netfs'><name>n</name><source><host name='nas'/><dir path='/a'/>"
         "<format type='cifs'/></source>" TARGET "</pool>",
         "n netfs //nas/a /t"},
        {"<pool type='rbd'><name>r</name><source><name>vms</name><host name='m2'/>"
         "<host name='m1' port='6789'/></source></pool>",
         "r rbd rbd:vms@m1,m2 -"},
        {"<pool type='gluster'><name>g</name><source><name>vol</name><host name='g1'/>"
         "<dir path='/'/></source></pool>",
         "g gluster gluster:vol@g1 -"},
        {"<pool type='iscsi'><name>i</name><source><host name='san'/>"
         "<device path='iqn.2001:x'/></source>" TARGET "</pool>",
         "i iscsi iscsi:iqn.2001:x@san /t"},
        {"<pool type='iscsi-direct'><name>i</name><source><host name='san'/>"
         "<device path='iqn.2001:x'/></source></pool>",
         "i iscsi iscsi:iqn.2001:x@san -"},
        {"<pool type='dir'><name>d</name><source/>" TARGET "</pool>", "d dir  /t"},
        {"<pool type='dir'><name>d</name></pool>", "d dir  -"},
        {"<pool type='logical'><name>d</name><source><name>vg</name></source></pool>", NULL},
        {"<pool type='netfs'><name>d</name></pool>", NULL},
        {"<pool type='netfs'><source/></pool>", NULL},
        {"pool", NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        VmgLibvirtPool *pool = vmg_libvirt_pool_parse(rows[i].xml);
        g_autofree char *text = pool ? g_strdup_printf("%s %s %s %s", pool->name, pool->kind,
                                                       pool->source, pool->path ? pool->path : "-")
                                     : NULL;

        vmg_libvirt_pool_free(pool);
        if (rows[i].expected)
            assert_string_equal(text, rows[i].expected);
        else
            assert_null(text);
    }
}

enum { ITEMS_MAX = 3 };

typedef struct {
    const char *name, *config;
    const char *mounts[ITEMS_MAX][2]; /* source, path */
    const char *vdsm;                 /* path */
    /* Each text is a libvirt pool: "NAME" is a netfs pool NAME of nas:/NAME, mounted on /NAME;
     * "/DIRECTORY" is a pool d of type dir in that directory. */
    const char *pools[ITEMS_MAX];
    const char *expected; /* "name kind source path pool state [optional]" */
} Case;

static const Case cases[] = {
    {.name = "nothing", .expected = ""},
    {.name = "a mount", .mounts = {{"nas:/a", "/a"}}, .expected = "/a nfs nas:/a /a - up\n"},
    {.name = "sorted by what they are; dead and missing ones are listed",
     .mounts = {{"nas:/c", "/dead"}, {"nas:/b", "/missing"}, {"nas:/a", "/a"}},
     .expected = "/a nfs nas:/a /a - up\n/missing nfs nas:/b /missing - missing\n"
                 "/dead nfs nas:/c /dead - down\n"},
    {.name = "a pool is its mount",
     .mounts = {{"nas:/a", "/a"}},
     .pools = {"a"},
     .expected = "a nfs nas:/a /a a up\n"},
    {.name = "a pool without its mount",
     .pools = {"a"},
     .expected = "a netfs nas:/a /a a missing\n"},
    {.name = "declared",
     .config = "[storage-domain vg]\npath=/dev/vg\nsource=vg-uuid\n",
     .expected = "vg declared vg-uuid /dev/vg - up\n"},
    {.name = "declared by its name alone",
     .config = "[storage-domain vg]\npath=/dev/vg\n",
     .expected = "vg declared vg /dev/vg - up\n"},
    {.name = "declared without a path",
     .config = "[storage-domain ceph]\nsource=rbd:vms\n",
     .expected = "ceph declared rbd:vms - - up\n"},
    {.name = "declared replaces the mount, and the pool is there",
     .config = "[storage-domain images]\npath=/a\nsource=the nas\n",
     .mounts = {{"nas:/a", "/a"}},
     .pools = {"a"},
     .expected = "images declared the nas /a a up\n"},
    {.name = "not required, by path, by source, by pool",
     .config = "[storage-domain /a]\nrequired=no\n[storage-domain nas:/b]\nrequired=no\n"
               "[storage-domain c]\nrequired=no\n",
     .mounts = {{"nas:/a", "/a"}, {"nas:/b", "/b"}},
     .pools = {"c"},
     .expected = "/a nfs nas:/a /a - up optional\n/b nfs nas:/b /b - up optional\n"
                 "c netfs nas:/c /c c missing optional\n"},
    {.name = "a directory of a mount, and one of the host",
     .mounts = {{"nas:/a", "/a"}, {"nas:/b", "/a/b"}},
     .pools = {"/a/b/vms", "/srv/vms"},
     .expected = "/a nfs nas:/a /a - up\n/a/b nfs nas:/b /a/b - up\n"
                 "d dir nas:/b, /vms - d up optional\n"},
    {.name = "the mount itself, which does not answer",
     .mounts = {{"nas:/c", "/dead"}},
     .pools = {"/dead"},
     .expected = "/dead nfs nas:/c /dead - down\nd dir nas:/c, / - d down optional\n"},
    {.name = "a directory where only this host has the storage",
     .config = "[storage-domain ceph]\nsource=rbd:vms\n",
     .pools = {"/"},
     .expected = "ceph declared rbd:vms - - up\n"},
    {.name = "VDSM's domain is known by its uuid, not by its mount",
     .mounts = {{"nas:/a", "/rhev/data-center/mnt/nas:_a"}},
     .vdsm = "/rhev/data-center/mnt/nas:_a/" SD,
     .expected = SD " vdsm " SD " /rhev/data-center/mnt/nas:_a/" SD " - up\n"},
};

static const char *
state_of(gpointer data G_GNUC_UNUSED, const char *path)
{
    if (strcmp(path, "/missing") == 0)
        return "missing";
    return strcmp(path, "/dead") == 0 ? "down" : "up";
}

static VmgLibvirtPool *
make_pool(const char *name)
{
    g_autofree char *directory = g_strdup_printf(
        "<pool type='dir'><name>d</name><target><path>%s</path></target></pool>", name);
    g_autofree char *xml = g_strdup_printf(
        "<pool type='netfs'><name>%s</name><source><host name='nas'/><dir path='/%s'/></source>"
        "<target><path>/%s</path></target></pool>",
        name, name, name);

    return vmg_libvirt_pool_parse(*name == '/' ? directory : xml);
}

static void
test_discover(void **state)
{
    const Case *the_case = *state;
    g_autoptr(GPtrArray) mounts = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_mount_free);
    g_autoptr(GPtrArray) vdsm = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_mount_free);
    g_autoptr(GPtrArray) pools =
        g_ptr_array_new_with_free_func((GDestroyNotify)vmg_libvirt_pool_free);
    const VmgStorageSources sources = {mounts, vdsm, pools, state_of, NULL};
    g_autoptr(VmgConfig) config = test_config(the_case->config);
    g_autoptr(VmgHost) host = vmg_host_empty();
    g_autoptr(GString) out = g_string_new(NULL);

    for (int i = 0; i < ITEMS_MAX && the_case->mounts[i][0]; i++)
        g_ptr_array_add(mounts,
                        vmg_mount_new(the_case->mounts[i][1], "nfs", the_case->mounts[i][0]));
    for (int i = 0; i < ITEMS_MAX && the_case->pools[i]; i++)
        g_ptr_array_add(pools, make_pool(the_case->pools[i]));
    if (the_case->vdsm)
        g_ptr_array_add(vdsm, vmg_mount_new(the_case->vdsm, "vdsm", SD));
    vmg_storage_discover(host, &sources, config);
    for (gsize i = 0; i < host->view.domain_count; i++) {
        const struct vmg_domain *domain = host->view.domains[i];

        g_string_append_printf(out, "%s %s %s %s %s %s%s\n", domain->name, domain->kind,
                               domain->source, domain->path ? domain->path : "-",
                               domain->pool ? domain->pool : "-", domain->state,
                               domain->flags & VMG_DOMAIN_OPTIONAL ? " optional" : "");
    }
    assert_string_equal(out->str, the_case->expected);
    assert_true(host->view.flags & VMG_HOST_KNOWS_STORAGE);
}

static void
count_up(gpointer data)
{
    (*(guint *)data)++;
}

static void
paths_are_asked(void **state G_GNUC_UNUSED)
{
    guint changes = 0;
    g_autoptr(VmgProbes) probes = vmg_probes_new(count_up, &changes);
    g_autoptr(GPtrArray) paths = g_ptr_array_new();

    assert_true(vmg_probes_are_known(probes));
    g_ptr_array_add(paths, (gpointer) "/");
    g_ptr_array_add(paths, (gpointer) "/nonexistent");
    vmg_probes_ask(probes, paths);
    assert_false(vmg_probes_are_known(probes));
    assert_null(vmg_probes_state(probes, "/"));
    while (!vmg_probes_are_known(probes))
        g_main_context_iteration(NULL, TRUE);
    assert_string_equal(vmg_probes_state(probes, "/"), "up");
    assert_string_equal(vmg_probes_state(probes, "/nonexistent"), "missing");
    assert_int_equal(changes, 2);
    g_ptr_array_set_size(paths, 1);
    vmg_probes_ask(probes, paths);
    assert_null(vmg_probes_state(probes, "/nonexistent"));
    assert_string_equal(vmg_probes_state(probes, "/"), "up");
    /* An answer about a path that the caller no longer asks for does not count as a change. */
    g_ptr_array_set_size(paths, 0);
    vmg_probes_ask(probes, paths);
    g_usleep(100 * 1000);
    while (g_main_context_iteration(NULL, FALSE))
        continue;
    assert_int_equal(changes, 2);
}

int
main(void)
{
    struct CMUnitTest discover[G_N_ELEMENTS(cases)] = {0};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mounts_are_read),
        cmocka_unit_test(vdsms_links_are_read),
        cmocka_unit_test(a_device_goes_by_its_uuid),
        cmocka_unit_test(pools_are_read),
        cmocka_unit_test(paths_are_asked),
        cmocka_unit_test(subnets_are_told),
        cmocka_unit_test(storage_networks_are_marked),
    };
    int failed;

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        discover[i] = (struct CMUnitTest){
            .name = cases[i].name,
            .test_func = test_discover,
            .initial_state = (void *)&cases[i], /* cmocka does not change what this points to */
        };
    failed = cmocka_run_group_tests_name("storage", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("discover", discover, NULL, NULL);
}
