/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which storage domain of a host a path, pool, source or export is on. */
#include "match/disks.h"

#include "tests/unit/support/helper.h"

#define UUID  "0d4f3b1e-0000-4000-8000-000000000001"
#define OTHER "0d4f3b1e-0000-4000-8000-000000000002"

#define DOMAIN(name, kind, source, more)                                                           \
    "<domain name='" name "' kind='" kind "' source='" source "' state='up' " more "/>"
#define DOMAINS                                                                                    \
    DOMAIN("nfs", "nfs", "nas:/vm", "path='/srv/vm' pool='images'")                                \
    DOMAIN("below", "nfs", "nas:/deep", "path='/srv/vm/deep'")                                     \
    DOMAIN("hole", "local", "/dev/sdb1", "path='/srv/vm/local'")                                   \
    DOMAIN("root", "nfs", "nas:/", "path='/mnt/root/'")                                            \
    ODD_DOMAINS
#define ODD_DOMAINS                                                                                \
    DOMAIN("vdsm", "vdsm", UUID, "path='/rhev/data-center/mnt/nas'")                               \
    DOMAIN("lun", "iscsi", "10.0.0.9:iqn.2020-01.com.a:disks", "path='/dev/disk/by-path'")         \
    DOMAIN("bare", "vdsm", OTHER, "")                                                              \
    DOMAIN("ours", "virtiofs", "tag", "path='/srv/ours'")                                          \
    DOMAIN("iso", "iso9660", "label", "path='/srv/iso'")                                           \
    DOMAIN("odd", "iscsi", "no-colon", "path='/dev/disk/by-path'")                                 \
    DOMAIN("ceph", "rbd", "pool@mon1,mon2", "")                                                    \
    DOMAIN("", "rbd", "@mon3", "")                                                                 \
    TWICE
#define TWICE                                                                                      \
    "<domain name='twice' kind='nfs' source='nas:/twice' path='/a' state='down'/>"                 \
    "<domain name='twice' kind='nfs' source='nas:/twice' path='/b' state='up'/>"                   \
    "<domain name='twice' kind='nfs' source='nas:/twice' path='/c' state='down'/>"                 \
    "<domain name='downs' kind='nfs' source='nas:/downs' path='/d' state='down'/>"                 \
    "<domain name='downs' kind='nfs' source='nas:/downs' path='/e' state='missing'/>"

static VmgHost *
host_new(void)
{
    return test_host("<host xmlns='urn:virt-migration-guard:1' generation='1' boottime='1'>"
                     "<uuid>" TEST_SOURCE_UUID "</uuid><name>a</name><cluster>c</cluster>"
                     "<status>up</status><storage>" DOMAINS "</storage></host>");
}

static const char *
name_of(const struct vmg_domain *domain)
{
    return domain ? domain->name : "-";
}

static void
a_path_is_on_the_deepest_domain(void **state G_GNUC_UNUSED)
{
    static const char *const rows[][2] = {
        {"/srv/vm/a.img", "nfs"},
        {"/srv/vm", "nfs"},
        {"/srv/vm2/a.img", "-"},
        {"/srv/vm/deep/a.img", "below"},
        {"/srv/vm/deeper/a.img", "nfs"},
        {"/srv/vm/local/a.img", "-"},
        {"/srv//vm/./deep//a.img", "below"},
        {"/srv/vm/.hidden", "nfs"},
        {"/srv/vm/deep/../a.img", "-"},
        {"/srv/vm/..", "-"},
        {"/srv/vm/..a/b", "nfs"},
        {"/mnt/root/a", "root"},
        {"/rhev/data-center/mnt/nas/" UUID "/images/i", "vdsm"},
        {"/rhev/data-center/mnt/nas/" OTHER "/images/i", "bare"},
        {"/rhev/data-center/mnt/nas/" OTHER "/" UUID, "vdsm"},
        {"/srv/ours/a", "ours"},
        {"/srv/iso/a", "iso"},
        {"/run/vdsm/storage/" UUID "/i/v", "vdsm"},
        {"/var/run/vdsm/storage/" UUID, "vdsm"},
        {"/elsewhere/" UUID "/i", "-"},
        {"/rhev/data-center/mnt/x" UUID "/i", "-"},
        {"/rhev/data-center/mnt/" UUID "x/i", "-"},
        {"/dev/disk/by-path/ip-10.0.0.9:3260-iscsi-iqn.2020-01.com.a:disks-lun-1", "lun"},
        {"/dev/disk/by-path/ip-10.0.0.9:3260-iscsi-iqn.2020-01.com.b:disks-lun-1", "-"},
        {"/", "-"},
        {"", "-"},
    };
    g_autoptr(VmgHost) host = host_new();

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        test_same(rows[i][0], name_of(vmg_disks_domain_by_path(&host->view, rows[i][0])),
                  rows[i][1]);
}

static void
a_pool_a_source_and_an_export_have_their_domain(void **state G_GNUC_UNUSED)
{
    static const struct {
        struct vmg_image image;
        const char *domain;
    } exports[] = {
        {{.source = "pool/image"}, "ceph"},
        {{.source = "pool@mon1/image"}, "ceph"},
        {{.source = "pool"}, "-"},
        {{.source = "pools/image"}, "-"},
        {{.source = "other/image"}, "-"},
        {{.source = "pool/i@mon2:6789", .host = "mon2", .protocol = "rbd"}, "ceph"},
        {{.source = "pool/i@mon9:", .host = "mon9", .protocol = "rbd"}, "-"},
        {{.source = "pool/i@::1:", .host = "::1", .protocol = "rbd", .flags = VMG_IMAGE_LOOPBACK},
         "ceph"},
        {{.source = "pool/i@mon9:", .host = "mon9", .protocol = "gluster"}, "ceph"},
    };
    g_autoptr(VmgHost) host = host_new();
    const struct vmg_host *view = &host->view;

    test_same("pool", name_of(vmg_disks_domain_by_pool(view, "images")), "nfs");
    test_same("no such pool", name_of(vmg_disks_domain_by_pool(view, "none")), "-");
    test_same("no pool", name_of(vmg_disks_domain_by_pool(view, NULL)), "-");
    test_same("source", name_of(vmg_disks_domain_by_source(view, "nas:/vm")), "nfs");
    test_same("no such source", name_of(vmg_disks_domain_by_source(view, "nas:/v")), "-");
    test_same("after all", name_of(vmg_disks_domain_by_source(view, "zzz")), "-");
    test_same("no source", name_of(vmg_disks_domain_by_source(view, NULL)), "-");
    assert_string_equal(vmg_disks_domain_by_source(view, "nas:/twice")->path, "/b");
    assert_string_equal(vmg_disks_domain_by_source(view, "nas:/downs")->path, "/d");
    for (gsize i = 0; i < G_N_ELEMENTS(exports); i++)
        test_same(exports[i].image.source,
                  name_of(vmg_disks_domain_by_export(view, &exports[i].image)), exports[i].domain);
}

static void
what_a_path_says_of_itself(void **state G_GNUC_UNUSED)
{
    static const struct vmg_image image = {.type = "network", .source = "pool/" UUID "/i"};
    static const struct vmg_image up = {.type = "file",
                                        .source = "/rhev/data-center/mnt/" UUID "/../i"};

    static const struct vmg_image first = {.type = "network", .source = UUID "/i"};
    g_autofree char *plain = vmg_disks_path_plain("a//b/.c/.");

    assert_true(vmg_disks_path_is_payload("/run/vdsm/payload/i.img"));
    assert_true(vmg_disks_path_is_payload("/var/run/vdsm/payload/i.img"));
    assert_false(vmg_disks_path_is_payload("/run/vdsm/payload/../i.img"));
    assert_false(vmg_disks_path_is_payload("/run/vdsm/i.img"));
    assert_false(vmg_disks_path_is_under("/a", NULL));
    assert_true(vmg_disks_image_is_vdsms(&image, UUID));
    assert_false(vmg_disks_image_is_vdsms(&image, OTHER));
    assert_false(vmg_disks_image_is_vdsms(&up, UUID));
    assert_false(vmg_disks_image_is_vdsms(&first, UUID));
    test_same("relative", plain, "a/b/.c");
}

/* A source on localhost, for example, is another server on each host, so two hosts with the same
 * source do not share its files. */
static void
what_is_the_hosts_own(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *kind, *source;
        gboolean own;
    } rows[] = {
        {"nfs", "localhost:/srv/vm", TRUE},
        {"nfs4", "127.0.0.1:/", TRUE},
        {"nfs4", "[::1]:/a", TRUE},
        {"cifs", "//LOCALHOST/vm", TRUE},
        {"cifs", "//127.0.0.1/vm", TRUE},
        {"nfs", "localhost.example:/a", FALSE},
        {"nfs", "nas:/localhost", FALSE},
        {"fuse.glusterfs", "localhost:/v", FALSE},
        {"declared", "localhost:/srv/vm", FALSE},
        {VMG_DOMAIN_LOCAL, "/x", TRUE},
        {"ceph", "127.0.0.1:/", FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const struct vmg_domain domain = {.kind = rows[i].kind, .source = rows[i].source};

        assert_int_equal(vmg_disks_domain_is_own(&domain), rows[i].own);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_the_hosts_own),
        cmocka_unit_test(a_path_is_on_the_deepest_domain),
        cmocka_unit_test(a_pool_a_source_and_an_export_have_their_domain),
        cmocka_unit_test(what_a_path_says_of_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
