/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that many unit tests use: temporary directories, guests and hosts. */
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

/* The <cpu> of a host that can run the guests of both types, kvm and qemu. */
#define TEST_CPU                                                                                   \
    "<cpu arch='x86_64' threads='8' vendor='AMD' model='EPYC'>"                                    \
    "<mode virt='kvm' model='EPYC'><features>aes avx sse2</features>"                              \
    "<models>EPYC kvm64</models><partial-models>Icelake</partial-models></mode>"                   \
    "<mode virt='qemu' model='EPYC'><features>avx sse2</features>"                                 \
    "<models>qemu64</models><partial-models>EPYC</partial-models></mode></cpu>"

/* A temporary directory that is removed at the end of the test. */
typedef struct {
    char *path;
    VmgPaths paths; /* paths inside the directory; none of them exists at first */
} TestDir;

TestDir *test_dir_new(void);
void test_dir_free(TestDir *dir);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TestDir, test_dir_free)

/* The path of NAME in DIR. Free with g_free(). */
char *test_path(const TestDir *dir, const char *name);
/* Writes the file NAME in DIR. Missing parent directories are made. */
void test_write(const TestDir *dir, const char *name, const char *text);
/* The text of the file; NULL if there is no such file. Free with g_free(). */
char *test_read(const char *path);
/* The configuration of TEXT (NULL: an empty one). Fails if TEXT can't be read. */
VmgConfig *test_config(const char *text);
/* The text of the file NAME; NAME is a path in the source tree. Fails if there is no such file. */
char *test_fixture(const char *name);

/* A domain called g1, with these texts inside its <metadata> and <devices>. */
char *test_domain(const char *metadata, const char *devices);
/* Parses XML. Fails the test if this is not possible. */
xmlDoc *test_doc(const char *xml);
VmgGuest *test_guest(const char *xml);
VmgHost *test_host(const char *xml);

/* A storage domain that all hosts have, and that has the disks of test_domain(). */
#define TEST_STORAGE                                                                               \
    "<domain name='images' kind='nfs' source='nas:/images' path='/srv/images' state='up'/>"
/* A <host> element, with NETWORKS inside its <networks>. */
char *test_host_xml(const char *name, const char *uuid, const char *cluster, const char *status,
                    const char *networks);
/* The usual hosts: host-a as the source, and host-b as the destination. */
char *test_source_xml(void);
char *test_dest_xml(void);
/* The stamp that SOURCE (host XML) writes for the guest of DOMAIN, in the guard's namespace. */
char *test_stamp(const char *source, const char *domain);
/* As test_stamp(), for a guest whose persistent configuration is NEXT (domain XML, may be NULL). */
char *test_stamp_next(const char *source, const char *domain, const char *next);
/* The domain with DEVICES and METADATA, with the stamp of host-a. */
char *test_stamped(const char *metadata, const char *devices);

/* Writes what the agent knows about the host UUID to a file in PEERS, the member `peers` of
 * VmgPaths. */
gboolean test_note(const char *peers, const char *uuid, const char *status, const char *name,
                   const char *serials);

/* All findings, "CHECK RESULT [SUBJECT: ]FOUND", one on a line. */
char *test_findings(const VmgVerdict *verdict);
/* The codes of all findings, separated by blanks. Free with g_free(). */
char *test_codes(const VmgVerdict *verdict);

/* Fails unless TEXT, in the language in use, matches the glob PATTERN. LABEL is for the message. */
void test_like(const char *label, const char *text, const char *pattern);
/* Fails unless TEXT, in the language in use, is the expected text. LABEL is for the message. */
void test_same(const char *label, const char *text, const char *expected);

/* The time that vmg_sys_boottime_ms() returns, in programs that are linked with clock.c. */
extern gint64 test_now_ms;

/* From now on, texts are in Russian, from the catalogue that po/ has built. */
void test_speak_russian(void);
