/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/schema.h"

#include "tests/unit/support/helper.h"

static void
what_keys_accept(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *group, *key, *value, *expected; /* the error; NULL if the value is accepted */
    } rows[] = {
        {"guard", "mode", "enforcing", NULL},
        {"guard", "mode", "permissive", NULL},
        {"guard", "mode", "disabled", NULL},
        {"guard", "mode", "Enforcing",
         "one of enforcing, permissive, disabled; did you mean 'enforcing'?"},
        {"guard", "mode", "", "one of enforcing, permissive, disabled"},
        {"guard", "on-error", "admit", NULL},
        {"guard", "on-error", "yes", "one of refuse, admit"},
        {"guard", "deadline-ms", "10", NULL},
        {"guard", "deadline-ms", "60000", NULL},
        {"guard", "deadline-ms", "9", "a number from 10 to 60000"},
        {"guard", "deadline-ms", "60001", "a number from 10 to 60000"},
        {"guard", "deadline-ms", "1s", "a number from 10 to 60000"},
        {"guard", "facts-max-age", "0", "a number from 3 to 86400"},
        {"host", "cluster", "any text; at all", NULL},
        {"checks", "of-a-module", "off", NULL},
        {"checks", "cache", "no", "one of enforce, warn, off"},
        {"status", "evacuate", "true", "one of yes, no"},
        {"cpu", "match", "superset", NULL},
        {"networks", "match", "superset", "one of identical, guest"},
        {"network lan", "vlan", "4094", NULL},
        {"network lan", "vlan", "4095", "a number from 0 to 4094"},
        {"network lan", "roles", "vm; migration;", NULL},
        {"network lan", "roles", "", NULL},
        {"network lan", "roles", "vm;vmm", "one of management, migration, display, vm"},
        {"network lan", "required", "maybe", "one of yes, no"},
        {"network lan", "device", "br-lan.100", NULL},
        {"network lan", "device", "fifteen-letters", NULL},
        {"network lan", "device", "sixteen-letters!", "a network device: 1 to 15 bytes, *"},
        {"network lan", "device", "", "a network device: *"},
        {"network lan", "device", "..", "a network device: *"},
        {"network lan", "device", "br lan", "a network device: *"},
        {"network lan", "device", "eth0:1", "a network device: *"},
        {"storage-domain d", "path", "/x", NULL},
        {"storage-domain d", "path", "x", "a path that begins with /"},
        {"libvirt", "auth-file", "", "a path that begins with /"},
        {"metrics", "file", "/x/guard.prom", NULL},
        {"metrics", "file", "/x/guard", "a path that begins with / and ends with .prom"},
        {"metrics", "file", "guard.prom", "a path that begins with / and ends with .prom"},
        {"memory", "reserve-mib", "4294967295", NULL},
        {"memory", "reserve-mib", "4294967296", "a number from 0 to 4294967295"},
        {"memory", "overcommit-percent", "0", "a number from 1 to 1000"},
        {"custom-properties", "cache", "^(a|b)$", NULL},
        {"custom-properties", "other", "(", "a regular expression: *"},
        {"registry", "uri", "none", NULL},
        {"registry", "uri", "etcd://a:2379,b:2379", NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const VmgKey *key = vmg_schema_find(rows[i].group, rows[i].key);
        g_autofree char *expected = NULL;
        g_autofree char *label = g_strjoin(" ", rows[i].group, rows[i].key, rows[i].value, NULL);

        if (!key)
            fail_msg("%s: no such key", label);
        if (vmg_schema_accepts(key, rows[i].value, &expected) != !rows[i].expected)
            fail_msg("%s: %s", label, expected ? expected : "accepted");
        if (rows[i].expected)
            test_like(label, expected, rows[i].expected);
    }
}

static void
what_is_unknown(void **state G_GNUC_UNUSED)
{
    assert_null(vmg_schema_find("guard", "mod"));
    assert_null(vmg_schema_find("guards", "mode"));
    assert_null(vmg_schema_find("network lan", "colour"));
    assert_null(vmg_schema_find("network ", "vlan"));
    assert_null(vmg_schema_find("network", "vlan"));
    assert_null(vmg_schema_find("checks", ""));
    assert_true(vmg_schema_has_group("checks"));
    assert_true(vmg_schema_has_group("network lan"));
    assert_false(vmg_schema_has_group("network "));
    assert_false(vmg_schema_has_group("network"));
    assert_false(vmg_schema_has_group(""));
}

/* If the schema refused one of its own defaults, no installation would work. */
static void
defaults_are_acceptable(void **state G_GNUC_UNUSED)
{
    static const char *const keys[][2] = {
        {"guard", "mode"},
        {"guard", "on-error"},
        {"guard", "deadline-ms"},
        {"guard", "facts-max-age"},
        {"checks", "cache"},
        {"status", "evacuate"},
        {"cpu", "match"},
        {"networks", "match"},
        {"network x", "vlan"},
        {"network x", "roles"},
        {"network x", "required"},
        {"storage", "match"},
        {"memory", "overcommit-percent"},
        {"vcpus", "overcommit-ratio"},
        {"cache", "network-disks"},
        {"custom-properties", "cache"},
        {"migration", "max-bandwidth-mib"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        const VmgKey *key = vmg_schema_find(keys[i][0], keys[i][1]);
        g_autofree char *expected = NULL;

        assert_non_null(key);
        assert_non_null(key->fallback);
        assert_true(vmg_schema_accepts(key, key->fallback, &expected));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_keys_accept),
        cmocka_unit_test(what_is_unknown),
        cmocka_unit_test(defaults_are_acceptable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
