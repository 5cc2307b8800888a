/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* virt-migration-guard-hook: the program that libvirt runs for every event of every guest
 * (https://libvirt.org/hooks.html#etc-libvirt-hooks-qemu). The steps:
 *
 *   1. If the event needs no decision, the hook exits with status 0.
 *   2. The hook starts its time limit and reads the domain XML from stdin.
 *   3. The hook loads policy.so, which decides.
 *   4. The hook writes the answer for libvirt. Then policy.so records the decision.
 *
 * The hook is linked with libc only, because loading the other libraries takes most of the time
 * of a decision, and most events need no decision. */
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
#include <unistd.h>

#define LEDGER VMG_RUNDIR "/incoming"

enum {
    /* The time limit that applies until policy.so has read the configuration. */
    BUILTIN_DEADLINE_MS = 2000,
    LOCK_MS = 1000,
    NO_DECISION = -1
};

/* Whether the guest has an entry in the ledger, the list of guests that were admitted and do not
 * run yet. Returns true also if the ledger can't be read. If the guest has no entry, this
 * function only reads one directory, which is usually empty. */
static int
has_entry(const char *guest)
{
    char nonce[VMG_NONCE_SIZE];

    return vmg_ledger_file_find(LEDGER, guest, NULL, nonce) != 0;
}

/* Whether the guest arrives in a migration: its XML contains the nonce of an entry in the
 * ledger, and vmg_ledger_file_awaits() says that policy.so must compare the guest with this
 * entry. Returns true also if the ledger can't be read, because policy.so decides about this
 * case. */
static int
arrives(const char *guest, const char *xml)
{
    char nonce[VMG_NONCE_SIZE];
    int found = vmg_ledger_file_find(LEDGER, guest, xml, nonce);

    return found < 0 || (found > 0 && vmg_ledger_file_awaits(LEDGER, guest, nonce));
}

/* Removes the guest's entry from the ledger. The ledger is locked meanwhile, so that no other
 * process changes the entry. */
static void
remove_entry(const char *guest, const char *xml)
{
    char nonce[VMG_NONCE_SIZE];
    int lock = vmg_ledger_file_lock(LEDGER, LOCK_MS);

    if (lock < 0)
        return;
    if (vmg_ledger_file_find(LEDGER, guest, xml, nonce) > 0)
        vmg_ledger_file_remove(LEDGER, guest, nonce);
    close(lock);
}

/* Handles the event `release`. The hook always exits with 0 here. If this function can't remove
 * the entry, the agent removes the entry later. */
static void
release(const char *guest)
{
    size_t len;
    char *xml;

    if (!has_entry(guest))
        return;
    deadline_start(BUILTIN_DEADLINE_MS, EXIT_SUCCESS);
    xml = io_read_all(STDIN_FILENO, &len);
    if (xml)
        remove_entry(guest, xml);
    free(xml);
}

/* Returns the event that policy.so has to decide about, or NO_DECISION if policy.so is not
 * needed. Handles the event `release` itself. */
static int
classify(const char *guest, const char *operation, const char *phase)
{
    if (strcmp(operation, "migrate") == 0 && strcmp(phase, "begin") == 0)
        return VMG_EVENT_MIGRATE;
    if (strcmp(operation, "prepare") == 0 && strcmp(phase, "begin") == 0 && has_entry(guest))
        return VMG_EVENT_PREPARE;
    if (strcmp(operation, "release") == 0)
        release(guest);
    return NO_DECISION;
}

static int
refuse(const char *why)
{
    io_write_text(STDERR_FILENO, "\n");
    io_write_text(STDERR_FILENO, _("migration refused: "));
    io_write_text(STDERR_FILENO, why);
    io_write_text(STDERR_FILENO, "\n");
    return EXIT_FAILURE;
}

/* libvirt prints a long prefix before the text that it reads from stderr, so the hook begins the
 * reason on a new line. */
static int
give(const struct vmg_answer *answer)
{
    if (answer->reason) {
        io_write_text(STDERR_FILENO, "\n");
        io_write_text(STDERR_FILENO, answer->reason);
    }
    if (answer->output && io_write_all(STDOUT_FILENO, answer->output, answer->output_len) < 0)
        return refuse(_("the domain XML could not be handed back to libvirt; fix: see journalctl "
                        "-u libvirtd -u virtqemud"));
    return answer->status;
}

static int
decide(struct vmg_request *request)
{
    char why[1024];
    struct vmg_answer answer;
    int status;

    if (policy_load_ask(VMG_POLICY_PATH, request, &answer, why, sizeof(why)) < 0)
        return refuse(why);
    status = give(&answer);
    if (status && !answer.status)
        remove_entry(request->guest, answer.output);
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
    io_keep_streams();
    xml = io_read_all(STDIN_FILENO, &request.len);
    if (!xml)
        return refuse(_("the domain XML on stdin could not be read or is larger than 16 MiB; fix: "
                        "find the hook in /etc/libvirt/hooks that runs before"));
    /* If libvirt sends no XML, the hook can't see whether the guest arrives in a migration. In
     * this case policy.so is called, and refuses. */
    if (event == VMG_EVENT_PREPARE && request.len > 0 && !arrives(argv[1], xml)) {
        free(xml);
        return EXIT_SUCCESS;
    }
    request.event = (uint32_t)event;
    request.guest = argv[1];
    request.xml = xml;
    status = decide(&request);
    free(xml);
    return status;
}
