/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * virt-migration-guard-hook: what libvirt runs for every event of every guest
 * (https://libvirt.org/hooks.html#etc-libvirt-hooks-qemu). The steps:
 *
 *   1. an event that needs no decision ends at once, with 0;
 *   2. the deadline is set, the domain XML is read;
 *   3. policy.so is loaded and answers;
 *   4. the answer is written, then the record.
 *
 * It links libc only: loading the rest is most of a decision's cost.
 */
#include "base/text.h"
#include "deadline.h"
#include "io.h"
#include "ledger/file.h"
#include "policy-load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LEDGER VMG_RUNDIR "/incoming"

enum {
    BUILTIN_DEADLINE_MS = 2000, /* until the configuration is read */
    ENTRY_OLD_MS = 60 * 1000,   /* older ledger entries are never looked at */
    NO_DECISION = -1
};

static int
is_recent(const char *entry)
{
    struct timespec now;
    int64_t age;

    clock_gettime(CLOCK_BOOTTIME, &now);
    age = vmg_ledger_file_age(entry, (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
    return age >= 0 && age <= ENTRY_OLD_MS;
}

/* A guest that was not admitted a moment ago costs one open. Where the entry can't be
 * read policy.so says what that means. */
static int
was_admitted(const char *guest)
{
    char path[VMG_LEDGER_PATH_SIZE], *entry;
    size_t len;
    int fd, recent;

    vmg_ledger_file_path(LEDGER, guest, path);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return errno != ENOENT;
    entry = read_all(fd, &len);
    recent = !entry || is_recent(entry);
    free(entry);
    close(fd);
    return recent;
}

/* Which event policy.so has to answer. */
static int
classify(const char *guest, const char *operation, const char *phase)
{
    if (strcmp(operation, "migrate") == 0 && strcmp(phase, "begin") == 0)
        return VMG_EVENT_MIGRATE;
    if (strcmp(operation, "prepare") == 0 && strcmp(phase, "begin") == 0 && was_admitted(guest))
        return VMG_EVENT_PREPARE;
    if (strcmp(operation, "release") == 0)
        vmg_ledger_remove(LEDGER, guest);
    return NO_DECISION;
}

static int
refuse(const char *why)
{
    write_text(STDERR_FILENO, "\n");
    write_text(STDERR_FILENO, _("migration refused: "));
    write_text(STDERR_FILENO, why);
    write_text(STDERR_FILENO, "\n");
    return EXIT_FAILURE;
}

/* libvirt puts a long prefix before stderr: the reason begins on a new line. */
static int
give(const struct vmg_answer *answer)
{
    if (answer->reason) {
        write_text(STDERR_FILENO, "\n");
        write_text(STDERR_FILENO, answer->reason);
    }
    if (answer->output && write_all(STDOUT_FILENO, answer->output, answer->output_len) < 0)
        return refuse(
            _("the domain XML could not be handed back to libvirt; fix: see libvirtd's log"));
    return answer->status;
}

static int
decide(struct vmg_request *request)
{
    char why[1024];
    struct vmg_answer answer;
    int status;

    if (ask_policy(VMG_POLICY_PATH, request, &answer, why, sizeof(why)) < 0)
        return refuse(why);
    status = give(&answer);
    if (status && !answer.status)
        vmg_ledger_remove(LEDGER, request->guest);
    deadline_answered(status);
    answer.status = status;
    answer.finish(&answer);
    return status;
}

int
main(int argc, char **argv)
{
    struct vmg_request request = {
        .version = VMG_POLICY_VERSION, .use_language = vmg_text_use, .set_deadline = deadline_set};
    int event = argc >= 4 ? classify(argv[1], argv[2], argv[3]) : NO_DECISION;
    char *xml;
    int status;

    if (event == NO_DECISION)
        return EXIT_SUCCESS;
    request.started_us = deadline_start(BUILTIN_DEADLINE_MS, EXIT_FAILURE);
    keep_streams();
    xml = read_all(STDIN_FILENO, &request.len);
    if (!xml)
        return refuse(_("the domain XML on stdin could not be read or is larger than 16 MiB; fix: "
                        "see which hook in /etc/libvirt/hooks runs before"));
    request.event = (uint32_t)event;
    request.guest = argv[1];
    request.xml = xml;
    status = decide(&request);
    free(xml);
    return status;
}
