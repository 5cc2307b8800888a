/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent asks libvirt about a guest's CPU, and what it reads from the answer. */
#include "agent/virt/guest-cpu.h"

#include "tests/unit/support/helper.h"

#define DOMAIN(cpu)                                                                                \
    "<domain type='qemu'><name>g</name><uuid>" TEST_GUEST_UUID "</uuid>"                           \
    "<os><type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type></os>" cpu "</domain>"

/* A running guest as libvirt 11.3.0 shows it, shortened. */
static const char running[] =
    DOMAIN("<cpu mode='custom' match='exact' check='full'><model fallback='forbid'>EPYC</model>"
           "<vendor>AMD</vendor><topology sockets='1' cores='1' threads='1'/>"
           "<feature policy='require' name='monitor'/><feature policy='force' name='mpx'/>"
           "<feature policy='optional' name='pku'/><feature policy='disable' name='vme'/>"
           "<feature policy='forbid' name='osvw'/></cpu>");

static void
the_definition_is_the_question(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgGuest) guest = test_guest(running);
    g_autofree char *question = vmg_guest_cpu_question(&guest->view);

    test_same("question", question,
              "<cpu mode=\"custom\" match=\"exact\">\n"
              "  <model>EPYC</model>\n"
              "  <feature policy=\"require\" name=\"monitor\"/>\n"
              "  <feature policy=\"require\" name=\"mpx\"/>\n"
              "  <feature policy=\"disable\" name=\"vme\"/>\n"
              "  <feature policy=\"disable\" name=\"osvw\"/>\n"
              "</cpu>");
}

static void
a_definition_that_says_nothing_is_none(void **state G_GNUC_UNUSED)
{
    static const char *const cpus[] = {
        DOMAIN(""), DOMAIN("<cpu mode='host-passthrough' check='none'/>"),
        DOMAIN("<cpu mode='custom' match='exact'/>"), DOMAIN("<cpu><topology sockets='2'/></cpu>")};

    for (gsize i = 0; i < G_N_ELEMENTS(cpus); i++) {
        g_autoptr(VmgGuest) guest = test_guest(cpus[i]);
        VmgGuestCpu cpu = {0};

        assert_null(vmg_guest_cpu_question(&guest->view));
        vmg_guest_cpu_fill_in(&cpu, NULL, guest);
        assert_null(guest->view.running_cpu_model);
        vmg_guest_cpu_clear(&cpu);
    }
}

static void
an_answer_is_a_list_of_names(void **state G_GNUC_UNUSED)
{
    g_autofree char *names =
        vmg_guest_cpu_features("<cpu><model>EPYC</model><feature policy='require' name='sse2'/>"
                               "<feature policy='disable' name='vme'/><feature name='aes'/>"
                               "<feature/></cpu>");
    g_autofree char *none = vmg_guest_cpu_features("nonsense");

    assert_string_equal(names, "sse2 aes");
    assert_string_equal(none, "");
}

/* After libvirt has answered, it is not asked the same question again. */
static void
the_same_question_is_asked_once(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgGuest) guest = test_guest(running);
    g_autofree char *question = vmg_guest_cpu_question(&guest->view);
    VmgGuestCpu cpu = {g_ref_string_new_intern(question), g_ref_string_new_intern("sse2 aes  aes")};
    const struct vmg_guest *view = &guest->view;

    vmg_guest_cpu_fill_in(&cpu, NULL, guest);
    assert_string_equal(view->running_cpu_model, "EPYC");
    assert_int_equal(view->running_cpu_feature_count, 2);
    assert_string_equal(view->running_cpu_features[0], "aes");
    assert_string_equal(view->running_cpu_features[1], "sse2");
    assert_int_equal(view->running_cpu_name_count, 5);
    assert_string_equal(view->running_cpu_names[0], "monitor");
    vmg_guest_cpu_clear(&cpu);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_definition_is_the_question),
        cmocka_unit_test(a_definition_that_says_nothing_is_none),
        cmocka_unit_test(an_answer_is_a_list_of_names),
        cmocka_unit_test(the_same_question_is_asked_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
