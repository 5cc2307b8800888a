/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the unit tests share: temporary directories, guests and hosts made fast. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/paths.h"
#include "base/xml.h"
#include "config/config.h"
#include "decide/verdict.h"
#include "guest/guest.h"
#include "host/host.h"

#include <glib.h>

#define TEST_GUEST_UUID  "a0000000-0000-4000-8000-000000000001"
#define TEST_OTHER_UUID  "a0000000-0000-4000-8000-000000000002"
#define TEST_SOURCE_UUID "b0000000-0000-4000-8000-00000000000a"
#define TEST_DEST_UUID   "b0000000-0000-4000-8000-00000000000b"

/* <cpu> of a host that runs guests of both types. */
#define TEST_CPU                                                                                   \
    "<cpu arch='x86_64' threads='8' vendor='AMD' model='EPYC'>"                                    \
    "<mode virt='kvm' model='EPYC'><features>aes avx sse2</features>"                              \
    "<models>EPYC kvm64</models><partial-models>Icelake</partial-models></mode>"                   \
    "<mode virt='qemu' model='EPYC'><features>avx sse2</features>"                                 \
    "<models>qemu64</models><partial-models>EPYC</partial-models></mode></cpu>"

/* A temporary directory that lives as long as the test. */
typedef struct {
    char *path;
    VmgPaths paths; /* in it; nothing of that exists yet */
} TestDir;

TestDir *test_dir_new(void);
void test_dir_free(TestDir *dir);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TestDir, test_dir_free)

/* NAME in DIR. Free with g_free(). */
char *test_path(const TestDir *dir, const char *name);
/* Writes NAME (parents are made) in DIR. */
void test_write(const TestDir *dir, const char *name, const char *text);
/* The file's text, NULL if there is none. Free with g_free(). */
char *test_read(const char *path);
/* The configuration that TEXT (NULL: the empty one) is; fails where it can't be read. */
VmgConfig *test_config(const char *text);
/* A file of the source tree, by its path there; fails where it is missing. */
char *test_fixture(const char *name);

/* A domain named g1, its <metadata> and <devices> with that inside. */
char *test_domain(const char *metadata, const char *devices);
/* Parses; fails the test where it can't. */
xmlDoc *test_doc(const char *xml);
VmgGuest *test_guest(const char *xml);
VmgHost *test_host(const char *xml);

/* A storage domain that is on all hosts, with the disks of test_domain(). */
#define TEST_STORAGE                                                                               \
    "<domain name='images' kind='nfs' source='nas:/images' path='/srv/images' state='up'/>"
/* <host> of the vocabulary, with NETWORKS inside <networks>. */
char *test_host_xml(const char *name, const char *uuid, const char *cluster, const char *status,
                    const char *networks);
/* The same with everything usual: host-a the source, host-b the destination. */
char *test_source_xml(void);
char *test_dest_xml(void);
/* The stamp that SOURCE (host XML) puts on the guest of DOMAIN, in the guard's
 * namespace. */
char *test_stamp(const char *source, const char *domain);
/* The same, of a guest whose persistent configuration is NEXT (domain XML, may be NULL). */
char *test_stamp_next(const char *source, const char *domain, const char *next);
/* The domain with DEVICES and METADATA, stamped by host-a. */
char *test_stamped(const char *metadata, const char *devices);

/* All findings, "CHECK RESULT [SUBJECT: ]FOUND", a line each. */
char *test_findings(const VmgVerdict *verdict);
/* The codes of all findings, a space between. Free with g_free(). */
char *test_codes(const VmgVerdict *verdict);

/* Fails unless TEXT, in the language in use, matches the glob PATTERN; says LABEL. */
void test_like(const char *label, const char *text, const char *pattern);
/* Fails unless TEXT, in the language in use, is the one expected; says LABEL. */
void test_same(const char *label, const char *text, const char *expected);

/* In programs that link clock.c: what vmg_sys_boottime_ms() says. */
extern gint64 test_now_ms;

/* Texts are Russian from now on, from what po/ built. */
void test_speak_russian(void);
