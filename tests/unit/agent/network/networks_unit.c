/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which logical networks the agent discovers. Each case gives devices, addresses, default routes,
 * libvirt networks and the configuration, and the text that describes the networks that must be
 * found. */
#include "tests/unit/support/helper.h"

#include "agent/network/networks.h"

#include <glib/gstdio.h>
#include <unistd.h>

enum { LINKS_MAX = 10, ADDRESSES_MAX = 6, ROUTES_MAX = 4, LIBVIRT_MAX = 3 };

typedef struct {
    const char *name;
    /* the ifindex of a device is its place in this table, from 1 on */
    struct {
        const char *name, *kind;
        int master, link;
        guint vlan;
        gboolean down;
    } links[LINKS_MAX];
    struct {
        int ifindex;
        const char *text;
        gboolean secondary;
    } addresses[ADDRESSES_MAX];
    int default_routes[ROUTES_MAX];
    struct {
        const char *name, *device, *vlans, *group;
    } libvirt[LIBVIRT_MAX];
    const char *config;
    /* a line for each network, "name device state vlan roles addresses [libvirt network, with trunk
     * and portgroups]", then a line "local kind name [state]" for each local bridge or NIC */
    const char *expected;
} Case;

static const Case cases[] = {
    {
        .name = "nothing there",
        .links = {{"lo", NULL, 0, 0, 0, FALSE}},
        .expected = "",
    },
    {
        .name = "a NIC alone is no logical network",
        .links = {{"eth0", NULL, 0, 0, 0, FALSE}},
        .default_routes = {1},
        .expected = "local nic eth0\n",
    },
    {
        .name = "a bridge with a NIC, which has the default route",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE}, {"eth0", NULL, 1, 0, 0, FALSE}},
        .addresses = {{1, "192.0.2.7", FALSE}},
        .default_routes = {1},
        .expected = "br0 br0 up 0 management 192.0.2.7/24\n",
    },
    {
        .name = "a bridge with a bond",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE},
                  {"bond0", "bond", 1, 0, 0, FALSE},
                  {"eth0", NULL, 2, 0, 0, FALSE}},
        .expected = "br0 br0 up 0 - -\n",
    },
    {
        .name = "a bridge with a team",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE}, {"team0", "team", 1, 0, 0, FALSE}},
        .expected = "br0 br0 up 0 - -\n",
    },
    {
        .name = "a bridge with a VLAN on a NIC, one with a VLAN on a bond",
        .links = {{"br10", "bridge", 0, 0, 0, FALSE},
                  {"eth0", NULL, 0, 0, 0, FALSE},
                  {"eth0.10", "vlan", 1, 2, 10, FALSE},
                  {"br20", "bridge", 0, 0, 0, FALSE},
                  {"bond0", "bond", 0, 0, 0, FALSE},
                  {"bond0.20", "vlan", 4, 5, 20, FALSE}},
        .expected = "br10 br10 up 10 - -\nbr20 br20 up 20 - -\nlocal nic bond0\nlocal nic eth0\n",
    },
    {
        .name = "bridges without a way out are local",
        .links = {{"virbr0", "bridge", 0, 0, 0, FALSE},
                  {"vnet0", "tun", 1, 0, 0, FALSE},
                  {"docker0", "bridge", 0, 0, 0, FALSE},
                  {"veth1", "veth", 3, 0, 0, FALSE},
                  {"br-d", "bridge", 0, 0, 0, FALSE},
                  {"dummy0", "dummy", 5, 0, 0, FALSE},
                  {"br-v", "bridge", 0, 0, 0, FALSE},
                  {"veth1.7", "vlan", 7, 4, 7, FALSE},
                  {"br-empty", "bridge", 0, 0, 0, FALSE}},
        .expected =
            "local bridge br-d\nlocal bridge br-empty\nlocal bridge br-v\nlocal bridge docker0\n"
            "local bridge virbr0\n",
    },
    {
        .name = "devices that lie on each other in a circle end somewhere",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE},
                  {"a", "vlan", 1, 3, 1, FALSE},
                  {"b", "vlan", 0, 2, 1, FALSE}},
        .expected = "local bridge br0\n",
    },
    {
        .name = "guests' ports beside the uplink change nothing",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE},
                  {"vnet0", "tun", 1, 0, 0, FALSE},
                  {"eth1.5", "vlan", 1, 4, 5, FALSE},
                  {"eth1", NULL, 0, 0, 0, FALSE}},
        .expected = "br0 br0 up 5 - -\nlocal nic eth1\n",
    },
    {
        .name = "down",
        .links = {{"br0", "bridge", 0, 0, 0, TRUE},
                  {"eth0", NULL, 1, 0, 0, FALSE},
                  {"br-off", "bridge", 0, 0, 0, TRUE}},
        .expected = "br0 br0 down 0 - -\nlocal bridge br-off down\n",
    },
    {
        .name = "declared on a bridge of veths",
        .links = {{"br-lab", "bridge", 0, 0, 0, FALSE}, {"veth0", "veth", 1, 0, 0, FALSE}},
        .config = "[network lab]\ndevice=br-lab\nvlan=30\nroles=migration;vm\n",
        .expected = "lab br-lab up 30 migration,vm -\n",
    },
    {
        .name = "declared on a NIC, and on a VLAN device",
        .links = {{"eth0", NULL, 0, 0, 0, FALSE}, {"eth0.9", "vlan", 0, 1, 9, FALSE}},
        .addresses = {{2, "198.51.100.9", FALSE}},
        .config = "[network a]\ndevice=eth0\n[network b]\ndevice=eth0.9\n",
        .expected = "a eth0 up 0 - -\nb eth0.9 up 9 - 198.51.100.9/24\n",
    },
    {
        .name = "declared replaces what is discovered on the device",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE}, {"eth0", NULL, 1, 0, 0, FALSE}},
        .libvirt = {{"lan", "br0", NULL, NULL}},
        .config = "[network office]\ndevice=br0\n",
        .expected = "office br0 up 0 - - lan\n",
    },
    {
        .name = "it has the first name of several, in whatever order libvirt lists them",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE}, {"eth0", NULL, 1, 0, 0, FALSE}},
        .libvirt = {{"wan", "br0", NULL, NULL}, {"lan", "br0", NULL, NULL}},
        .config = "[network office]\ndevice=br0\n",
        .expected = "office br0 up 0 - - lan\nwan br0 up 0 - - wan\n",
    },
    {
        .name = "the name of a discovered one, declared elsewhere",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE},
                  {"eth0", NULL, 1, 0, 0, FALSE},
                  {"eth1", NULL, 0, 0, 0, FALSE}},
        .config = "[network br0]\ndevice=eth1\n",
        .expected = "br0 eth1 up 0 - -\nlocal bridge br0\n",
    },
    {
        .name = "no port yet, or guests' alone: a bridge without a way out is up when it is on",
        .links = {{"br-a", "bridge", 0, 0, 0, FALSE},
                  {"br-b", "bridge", 0, 0, 0, FALSE},
                  {"vnet0", "tun", 2, 0, 0, TRUE}},
        .config = "[network a]\ndevice=br-a\n[network b]\ndevice=br-b\n",
        .expected = "a br-a up 0 - -\nb br-b up 0 - -\n",
    },
    {
        .name = "a way out without a carrier, whatever guests are on the bridge",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE},
                  {"eth0", NULL, 1, 0, 0, TRUE},
                  {"vnet0", "tun", 1, 0, 0, FALSE}},
        .expected = "br0 br0 down 0 - -\n",
    },
    {
        .name = "of ports that are nobody's one that is up will do",
        .links = {{"br-a", "bridge", 0, 0, 0, FALSE},
                  {"veth0", "veth", 1, 0, 0, TRUE},
                  {"veth1", "veth", 1, 0, 0, FALSE},
                  {"br-b", "bridge", 0, 0, 0, FALSE},
                  {"veth2", "veth", 4, 0, 0, TRUE}},
        .config = "[network a]\ndevice=br-a\n[network b]\ndevice=br-b\n",
        .expected = "a br-a up 0 - -\nb br-b down 0 - -\n",
    },
    {
        .name = "two VLANs on one bridge: libvirt's networks find theirs",
        .links = {{"ovs0", "openvswitch", 0, 0, 0, FALSE}},
        .libvirt = {{"r", "ovs0", "10", NULL},
                    {"g", "ovs0", "20", "web"},
                    {"t", "ovs0", "1,2", NULL}},
        .config = "[network red]\ndevice=ovs0\nvlan=10\n[network green]\ndevice=ovs0\nvlan=20\n"
                  "required=no\n",
        .expected = "green ovs0 up 20 - - g web:7 optional\nred ovs0 up 10 - - r\n"
                    "t ovs0 up 0 - - t trunk 1,2\n",
    },
    {
        .name =
            "the device of an Open vSwitch is down by itself; it counts where it has an address",
        .links = {{"ovs0", "openvswitch", 0, 0, 0, TRUE}, {"ovs1", "openvswitch", 0, 0, 0, TRUE}},
        .addresses = {{2, "192.0.2.1", FALSE}},
        .config = "[network a]\ndevice=ovs0\n[network b]\ndevice=ovs1\n",
        .expected = "a ovs0 up 0 - -\nb ovs1 down 0 - 192.0.2.1/24\n",
    },
    {
        .name = "a libvirt network with several tags is one of its own",
        .links = {{"ovs0", "openvswitch", 0, 0, 0, FALSE}},
        .libvirt = {{"both", "ovs0", "10,20", NULL}},
        .config = "[network ovs]\ndevice=ovs0\n",
        .expected = "both ovs0 up 0 - - both trunk 10,20\novs ovs0 up 0 - -\n",
    },
    {
        .name = "a libvirt network without a tag is no VLAN of its switch",
        .links = {{"ovs0", "openvswitch", 0, 0, 0, FALSE}},
        .libvirt = {{"lan", "ovs0", NULL, NULL}},
        .config = "[network blue]\ndevice=ovs0\nvlan=20\n",
        .expected = "blue ovs0 up 20 - -\nlan ovs0 up 0 - - lan\n",
    },
    {
        .name = "a tag that the switch sets is declared: libvirt's network leads there",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE}, {"eth0", NULL, 1, 0, 0, FALSE}},
        .libvirt = {{"lan", "br0", NULL, NULL}, {"nat", NULL, NULL, NULL}},
        .config = "[network office]\ndevice=br0\nvlan=5\n",
        .expected = "office br0 up 5 - - lan\nlocal network nat\n",
    },
    {
        .name = "roles and VLAN for a discovered one",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE}, {"eth0", NULL, 1, 0, 0, FALSE}},
        .config = "[network br0]\nroles=migration; display\nvlan=4\n",
        .expected = "br0 br0 up 4 migration,display -\n",
    },
    {
        .name = "declared without a device: the device of that name",
        .links = {{"eth7", NULL, 0, 0, 0, FALSE}},
        .config = "[network eth7]\nroles=migration\n",
        .expected = "eth7 eth7 up 0 migration -\n",
    },
    {
        .name = "a device that is not there",
        .links = {{"eth0", NULL, 0, 0, 0, FALSE}},
        .config = "[network a]\ndevice=br9\nvlan=3\nroles=vm\n[network b]\n",
        .expected = "a - missing 3 vm -\nb - missing 0 - -\nlocal nic eth0\n",
    },
    {
        .name = "a role by config is the management network, whatever the default route",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE},
                  {"eth0", NULL, 1, 0, 0, FALSE},
                  {"br1", "bridge", 0, 0, 0, FALSE},
                  {"eth1", NULL, 3, 0, 0, FALSE}},
        .default_routes = {1},
        .config = "[network br1]\nroles=management\n",
        .expected = "br0 br0 up 0 - -\nbr1 br1 up 0 management -\n",
    },
    {
        .name = "the preferred default route that is a network's; one network only",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE},
                  {"eth0", NULL, 1, 0, 0, FALSE},
                  {"br1", "bridge", 0, 0, 0, FALSE},
                  {"eth1", NULL, 3, 0, 0, FALSE}},
        .default_routes = {2, 3, 1},
        .expected = "br0 br0 up 0 - -\nbr1 br1 up 0 management -\n",
    },
    {
        .name = "libvirt's networks, their bridges are not listed twice",
        .links = {{"ovirtmgmt", "bridge", 0, 0, 0, FALSE},
                  {"eth0", NULL, 1, 0, 0, FALSE},
                  {"ovsbr0", "openvswitch", 0, 0, 0, FALSE}},
        .addresses = {{1, "192.0.2.1", FALSE}},
        .default_routes = {1},
        .libvirt = {{"vdsm-ovirtmgmt", "ovirtmgmt", NULL, NULL},
                    {"blue", "ovsbr0", "12", NULL},
                    {"x", "br8", NULL, NULL}},
        .expected = "blue ovsbr0 up 12 - - blue\n"
                    "ovirtmgmt ovirtmgmt up 0 management 192.0.2.1/24 vdsm-ovirtmgmt\n"
                    "x - missing 0 - - x\n",
    },
    {
        .name = "VDSM's libvirt network changes no set: a bridge with it",
        .links = {{"red", "bridge", 0, 0, 0, FALSE}, {"eth0", NULL, 1, 0, 0, FALSE}},
        .libvirt = {{"vdsm-red", "red", NULL, NULL}},
        .expected = "red red up 0 - - vdsm-red\n",
    },
    {
        .name = "and without it",
        .links = {{"red", "bridge", 0, 0, 0, FALSE}, {"eth0", NULL, 1, 0, 0, FALSE}},
        .expected = "red red up 0 - -\n",
    },
    {
        .name = "a long name, whose bridge has another",
        .links = {{"on7c23", "bridge", 0, 0, 0, FALSE}, {"eth0", NULL, 1, 0, 0, FALSE}},
        .libvirt = {{"vdsm-a-very-long-name", "on7c23", NULL, NULL}},
        .expected = "on7c23 on7c23 up 0 - - vdsm-a-very-long-name\n",
    },
    {
        .name = "a bridge without a way out stays the host's own",
        .links = {{"red", "bridge", 0, 0, 0, FALSE}},
        .libvirt = {{"vdsm-red", "red", NULL, NULL}},
        .expected = "local bridge red\n",
    },
    {
        .name = "a network without a bridge is never required",
        .links = {{"eth0", NULL, 0, 0, 0, FALSE}},
        .libvirt = {{"vdsm-red", "eth0", NULL, NULL}, {"vdsm-gone", "eth9", NULL, NULL}},
        .expected = "red eth0 up 0 - - vdsm-red optional\n",
    },
    {
        .name = "what another libvirt network or a declaration calls it stays",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE},
                  {"eth0", NULL, 1, 0, 0, FALSE},
                  {"br1", "bridge", 0, 0, 0, FALSE},
                  {"eth1", NULL, 3, 0, 0, FALSE}},
        .libvirt = {{"vdsm-br0", "br0", NULL, NULL},
                    {"lan", "br0", NULL, NULL},
                    {"vdsm-br1", "br1", NULL, NULL}},
        .config = "[network office]\ndevice=br1\n",
        .expected = "lan br0 up 0 - - lan\noffice br1 up 0 - - vdsm-br1\n",
    },
    {
        .name = "what was declared for VDSM's libvirt network is about the bridge",
        .links = {{"red", "bridge", 0, 0, 0, FALSE}, {"eth0", NULL, 1, 0, 0, FALSE}},
        .config = "[network vdsm-red]\nroles=migration\nvlan=7\nrequired=no\n",
        .expected = "red red up 7 migration - optional\n",
    },
    {
        .name = "addresses sorted: IPv4 first, secondary ones last",
        .links = {{"br0", "bridge", 0, 0, 0, FALSE}, {"eth0", NULL, 1, 0, 0, FALSE}},
        .addresses = {{1, "2001:db8::2", FALSE},
                      {1, "192.0.2.1", TRUE},
                      {1, "192.0.2.9", FALSE},
                      {2, "203.0.113.1", FALSE},
                      {1, "192.0.2.5", FALSE},
                      {1, "2001:db8::1", FALSE}},
        .expected = "br0 br0 up 0 - "
                    "192.0.2.5/24,192.0.2.9/24,192.0.2.1/24,2001:db8::1/64,2001:db8::2/64\n",
    },
};

static VmgLinks *
make_links(const Case *the_case)
{
    VmgLinks *links = vmg_links_empty();

    for (int i = 0; i < LINKS_MAX && the_case->links[i].name; i++) {
        VmgLink *link = g_new0(VmgLink, 1);

        link->ifindex = i + 1;
        link->name = g_strdup(the_case->links[i].name);
        link->kind = g_strdup(the_case->links[i].kind);
        link->master = the_case->links[i].master;
        link->link = the_case->links[i].link;
        link->vlan = the_case->links[i].vlan;
        link->up = link->on = !the_case->links[i].down;
        link->nic = !link->kind && !g_str_equal(link->name, "lo");
        link->mtu = 1500;
        g_ptr_array_add(links->links, link);
    }
    for (int i = 0; i < ADDRESSES_MAX && the_case->addresses[i].text; i++) {
        VmgLinkAddress *address = g_new0(VmgLinkAddress, 1);

        address->ifindex = the_case->addresses[i].ifindex;
        address->text = g_strdup(the_case->addresses[i].text);
        address->secondary = the_case->addresses[i].secondary;
        address->ipv6 = strchr(address->text, ':') != NULL;
        address->prefix = address->ipv6 ? 64 : 24;
        g_ptr_array_add(links->addresses, address);
    }
    for (int i = 0; i < ROUTES_MAX && the_case->default_routes[i]; i++)
        g_array_append_val(links->default_ifindexes, the_case->default_routes[i]);
    return links;
}

static GPtrArray *
make_libvirt(const Case *the_case)
{
    GPtrArray *networks = g_ptr_array_new_with_free_func((GDestroyNotify)vmg_libvirt_network_free);

    for (int i = 0; i < LIBVIRT_MAX && the_case->libvirt[i].name; i++) {
        VmgLibvirtNetwork *network =
            vmg_libvirt_network_new(the_case->libvirt[i].name, the_case->libvirt[i].device);
        struct vmg_portgroup *group = vmg_arena_new0(network->arena, struct vmg_portgroup);

        network->vlans = the_case->libvirt[i].vlans;
        group->name = the_case->libvirt[i].group;
        group->vlans = "7";
        if (group->name)
            g_ptr_array_add(network->groups, group);
        g_ptr_array_add(networks, network);
    }
    return networks;
}

static void
print_words(GString *out, char separator, const char *word)
{
    if (out->str[out->len - 1] != ' ')
        g_string_append_c(out, separator);
    g_string_append(out, word);
}

static void
print_network(GString *out, const struct vmg_network *network)
{
    g_string_append_printf(out, "%s %s %s %u ", network->name,
                           network->device ? network->device : "-", network->state, network->vlan);
    for (guint32 role = 1; role; role <<= 1)
        if (network->roles & role)
            print_words(out, ',', vmg_host_role_to_name(role));
    g_string_append(out, network->roles ? " " : "- ");
    for (gsize i = 0; i < network->address_count; i++) {
        g_autofree char *text =
            g_strdup_printf("%s/%u", network->addresses[i]->address, network->addresses[i]->prefix);

        print_words(out, ',', text);
    }
    if (!network->address_count)
        g_string_append_c(out, '-');
    if (network->libvirt)
        g_string_append_printf(out, " %s", network->libvirt);
    if (network->trunk)
        g_string_append_printf(out, " trunk %s", network->trunk);
    for (gsize i = 0; i < network->portgroup_count; i++)
        g_string_append_printf(out, " %s:%s", network->portgroups[i]->name,
                               network->portgroups[i]->vlans);
    g_string_append(out, network->flags & VMG_NETWORK_OPTIONAL ? " optional\n" : "\n");
}

static void
print_local(GString *out, const struct vmg_local *local)
{
    g_string_append_printf(out, "local %s %s%s%s\n", local->kind, local->name,
                           local->state ? " " : "", local->state ? local->state : "");
}

static void
test_discover(void **state)
{
    const Case *the_case = *state;
    g_autoptr(VmgLinks) links = make_links(the_case);
    g_autoptr(GPtrArray) libvirt = make_libvirt(the_case);
    g_autoptr(VmgConfig) config = test_config(the_case->config);
    g_autoptr(VmgHost) host = vmg_host_empty();
    g_autoptr(GString) out = g_string_new(NULL);

    vmg_networks_discover(host, links, libvirt, config);
    for (gsize i = 0; i < host->view.network_count; i++)
        print_network(out, host->view.networks[i]);
    for (gsize i = 0; i < host->view.local_count; i++)
        print_local(out, host->view.locals[i]);
    assert_string_equal(out->str, the_case->expected);
}

static void
test_mtu_and_structure(void **state G_GNUC_UNUSED)
{
    const Case *the_case = &cases[2];
    g_autoptr(VmgLinks) links = make_links(the_case);
    g_autoptr(VmgConfig) config = test_config(NULL);
    g_autoptr(VmgHost) host = vmg_host_empty();

    vmg_networks_discover(host, links, NULL, config);
    assert_int_equal(host->view.networks[0]->mtu, 1500);
    assert_int_equal(host->view.networks[0]->struct_size, sizeof(struct vmg_network));
    assert_int_equal(host->view.networks[0]->addresses[0]->struct_size, sizeof(struct vmg_address));
    assert_string_equal(host->view.networks[0]->addresses[0]->family, "ipv4");
}

/* A libvirt network that is not active does not count as a network of the host, but a display
 * can listen on it. */
static void
test_listens(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *device, *address, *expected;
    } rows[] = {{"br0", NULL, "192.0.2.7"}, {"gone", NULL, NULL}, {NULL, "10.9.0.1", "10.9.0.1"}};
    g_autoptr(VmgLinks) links = make_links(&cases[2]);
    g_autoptr(VmgConfig) config = test_config(NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(VmgHost) host = vmg_host_empty();
        g_autoptr(GPtrArray) libvirt =
            g_ptr_array_new_with_free_func((GDestroyNotify)vmg_libvirt_network_free);
        VmgLibvirtNetwork *network = vmg_libvirt_network_new("n", rows[i].device);

        network->active = FALSE;
        network->address = rows[i].address;
        g_ptr_array_add(libvirt, network);
        vmg_networks_discover(host, links, libvirt, config);
        vmg_networks_add_listens(host, links, libvirt);
        for (gsize at = 0; at < host->view.local_count; at++)
            assert_string_not_equal(host->view.locals[at]->kind, "network");
        assert_null(host->view.networks[0]->libvirt);
        assert_int_equal(host->view.resource_count, 1);
        assert_int_equal(g_strcmp0(host->view.resources[0]->detail, rows[i].expected), 0);
    }
}

int
main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 2] = {
        cmocka_unit_test(test_mtu_and_structure),
        cmocka_unit_test(test_listens),
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i + 2] = (struct CMUnitTest){
            cases[i].name, test_discover, NULL, NULL, (gpointer)&cases[i],
        };
    return cmocka_run_group_tests_name("agent: logical networks", tests, NULL, NULL);
}
