/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the agent reads from libvirt's capabilities and CPU baselines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agent/virt/cpu.h"
#include "tests/unit/support/helper.h"

/* The capabilities that libvirt 9.0.0 writes, shortened. */
static const char host_xml[] =
    "<capabilities><host><uuid>00000000-0000-4000-8000-000000000001</uuid><cpu>"
    "<arch>x86_64</arch><model>kvm64</model><vendor>AMD</vendor>"
    "<microcode version='16777317'/>"
    "<signature family='23' model='49' stepping='0'/><feature name='vme'/></cpu></host>"
    "<guest><arch name='i686'/></guest></capabilities>";

static const char kvm_xml[] =
    "<domainCapabilities><path>/usr/bin/qemu-system-x86_64</path><domain>kvm</domain><cpu>"
    "<mode name='host-passthrough' supported='yes'/>"
    "<mode name='host-model' supported='yes'><model fallback='forbid'>kvm64</model>"
    "<vendor>AMD</vendor><feature policy='require' name='vme'/></mode>"
    "<mode name='custom' supported='yes'><model usable='no' vendor='unknown'>qemu64</model>"
    "<model usable='yes' vendor='unknown'>pentium3</model>"
    "<model usable='unknown'>cortex</model><model usable='yes'>486</model></mode>"
    "</cpu></domainCapabilities>";

static const char baseline_xml[] =
    "<cpu mode='custom' match='exact'><model fallback='forbid'>kvm64</model><vendor>AMD</vendor>"
    "<feature policy='require' name='vme'/><feature policy='require' name='apic'/>"
    "<feature policy='disable' name='pni'/><feature policy='require'/></cpu>";

static char *
join(const char *const *names, gsize count)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (gsize i = 0; i < count; i++)
        g_string_append_printf(text, "%s ", names[i]);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
what_libvirt_says_is_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgCpuFacts) facts = vmg_cpu_facts_new();
    g_autoptr(VmgHost) host = vmg_host_empty();
    g_autofree char *features = NULL, *models = NULL, *partial = NULL;
    const struct vmg_cpu *kvm, *qemu;

    assert_true(vmg_cpu_take_host(facts, host_xml, NULL));
    assert_true(vmg_cpu_take_mode(facts, "kvm", kvm_xml, baseline_xml, NULL));
    assert_true(vmg_cpu_take_mode(facts, "qemu", "<domainCapabilities/>", NULL, NULL));
    assert_true(vmg_cpu_take_names(facts,
                                   "<cpus><feature name='sse2'/><future/><feature/>"
                                   "<feature name='aes'><cpuid/></feature><feature/></cpus>",
                                   NULL));
    vmg_cpu_take_versions(facts, 11003000, 10000013);
    host->view.arch = "i686";
    vmg_cpu_fill_in(facts, host);
    g_clear_pointer(&facts, vmg_cpu_facts_free);

    assert_string_equal(host->view.arch, "x86_64");
    assert_string_equal(host->view.cpu_vendor, "AMD");
    assert_string_equal(host->view.cpu_signature, "23-49-0");
    assert_string_equal(host->view.libvirt_version, "11.3.0");
    assert_string_equal(host->view.qemu_version, "10.0.13");
    assert_int_equal(host->view.cpu_name_count, 2);
    assert_string_equal(host->view.cpu_names[0], "aes");
    assert_string_equal(host->view.cpu_names[1], "sse2");
    assert_string_equal(host->view.cpu_model, "kvm64");
    assert_int_equal(host->view.cpu_count, 2);
    kvm = host->view.cpus[0];
    qemu = host->view.cpus[1];
    assert_int_equal(kvm->struct_size, sizeof(*kvm));
    assert_int_equal(kvm->flags, VMG_CPU_LISTED);
    assert_string_equal(kvm->virt, "kvm");
    assert_string_equal(kvm->model, "kvm64");
    features = join(kvm->features, kvm->feature_count);
    models = join(kvm->models, kvm->model_count);
    partial = join(kvm->partial_models, kvm->partial_model_count);
    assert_string_equal(features, "apic vme ");
    assert_string_equal(models, "486 pentium3 ");
    assert_string_equal(partial, "cortex qemu64 ");
    assert_string_equal(qemu->virt, "qemu");
    assert_int_equal(qemu->flags, 0);
    assert_null(qemu->model);
    assert_int_equal(qemu->feature_count + qemu->model_count + qemu->partial_model_count, 0);
}

static void
what_it_does_not_say_stays_unknown(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgCpuFacts) facts = vmg_cpu_facts_new();
    g_autoptr(VmgHost) host = vmg_host_empty();

    assert_true(vmg_cpu_take_host(facts, "<capabilities/>", NULL));
    host->view.arch = "riscv64";
    vmg_cpu_fill_in(facts, host);
    assert_string_equal(host->view.arch, "riscv64");
    assert_null(host->view.cpu_vendor);
    assert_null(host->view.cpu_model);
    assert_int_equal(host->view.cpu_count, 0);
    vmg_cpu_facts_free(NULL);
}

static void
what_is_not_xml_is_an_error(void **state G_GNUC_UNUSED)
{
    g_autoptr(VmgCpuFacts) facts = vmg_cpu_facts_new();
    g_autoptr(VmgHost) host = vmg_host_empty();
    g_autoptr(GError) error = NULL;

    assert_false(vmg_cpu_take_host(facts, "capabilities", &error));
    assert_non_null(error);
    assert_false(vmg_cpu_take_mode(facts, "kvm", "", baseline_xml, NULL));
    assert_false(vmg_cpu_take_names(facts, "<cpus>", NULL));
    assert_false(vmg_cpu_take_mode(facts, "kvm", kvm_xml, "<cpu>", NULL));
    vmg_cpu_fill_in(facts, host);
    assert_int_equal(host->view.cpu_count, 0);
}

static void
a_baseline_is_asked_of_the_host_model(void **state G_GNUC_UNUSED)
{
    g_autofree char *model = vmg_cpu_host_model(kvm_xml), *spaceless = NULL;
    GRegex *space = g_regex_new(">\\s+<", 0, 0, NULL);

    assert_non_null(model);
    spaceless = g_regex_replace_literal(space, model, -1, 0, "><", 0, NULL);
    g_regex_unref(space);
    assert_string_equal(spaceless, "<cpu><model fallback=\"forbid\">kvm64</model>"
                                   "<vendor>AMD</vendor>"
                                   "<feature policy=\"require\" name=\"vme\"/></cpu>");
    assert_null(vmg_cpu_host_model("<domainCapabilities/>"));
    assert_null(vmg_cpu_host_model("<domainCapabilities><cpu><mode name='host-model' "
                                   "supported='no'/></cpu></domainCapabilities>"));
    assert_null(vmg_cpu_host_model("nonsense"));
}

static void
processors_of_one_kind_have_one_midr(void **state G_GNUC_UNUSED)
{
    g_autoptr(TestDir) dir = test_dir_new();
    g_autofree char *root = test_path(dir, "cpu"), *none = vmg_cpu_midr(root), *one, *other;

    assert_null(none);
    test_write(dir, "cpu/online", "0-1\n");
    test_write(dir, "cpu/cpu0/regs/identification/midr_el1", "0x00000000410fd0c1\n");
    test_write(dir, "cpu/cpu1/regs/identification/midr_el1", "0x00000000410fd0c1\n");
    one = vmg_cpu_midr(root);
    assert_string_equal(one, "0x00000000410fd0c1");
    test_write(dir, "cpu/cpu2/regs/identification/midr_el1", "0x00000000410fd401\n");
    other = vmg_cpu_midr(root);
    assert_null(other);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_libvirt_says_is_read),
        cmocka_unit_test(what_it_does_not_say_stays_unknown),
        cmocka_unit_test(a_baseline_is_asked_of_the_host_model),
        cmocka_unit_test(what_is_not_xml_is_an_error),
        cmocka_unit_test(processors_of_one_kind_have_one_midr),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
