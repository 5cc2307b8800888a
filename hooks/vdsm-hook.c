/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vdsm-hook-migration-guard: the program that VDSM runs at its hook points, as
 * /usr/libexec/vdsm/hooks/POINT/50_virt_migration_guard (lib/vdsm/hooks.py of VDSM). The steps:
 *
 *   1. If the hook point needs no decision, the hook exits at once with status 0.
 *   2. The hook starts its time limit, and reads the domain XML from the file that the environment
 *      variable _hook_domxml names. It never changes this file.
 *   3. The hook loads policy.so, which decides.
 *   4. If the guest is admitted, the hook exits with 0. Otherwise the hook writes the reason to
 *      stderr and exits with 2; VDSM then does not start or migrate the guest.
 *
 * From the environment the hook reads _hook_domxml, vmId, and the custom properties that the
 * configuration names. The program is linked with libc only. */
#include "base/text.h"
#include "deadline.h"
#include "io.h"
#include "policy-load.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    /* The time limit that applies until policy.so has read the configuration. */
    BUILTIN_DEADLINE_MS = 2000,
    /* This exit status tells VDSM that the hook failed: VDSM runs no further hooks and does not
     * start or migrate the guest. */
    STOP = 2,
    NO_DECISION = -1,
    UNKNOWN = -2
};

static const struct {
    const char *name;
    int event;
} points[] = {
    {"before_vm_start", VMG_EVENT_VDSM_START},
    {"before_vm_migrate_source", VMG_EVENT_VDSM_SOURCE},
    {"before_vm_migrate_destination", VMG_EVENT_VDSM_DESTINATION},
    {"before_device_migrate_source", VMG_EVENT_VDSM_DEVICE_SOURCE},
    {"before_device_migrate_destination", VMG_EVENT_VDSM_DEVICE_DESTINATION},
    {"after_vm_migrate_source", NO_DECISION},
    {"after_vm_migrate_destination", NO_DECISION},
    {"after_device_migrate_source", NO_DECISION},
    {"after_device_migrate_destination", NO_DECISION},
};

/* Finds out the hook point. It is the name of the directory in PROGRAM, the path with which VDSM
 * started this program. */
static int
classify(const char *program)
{
    const char *end = strrchr(program, '/'), *begin = end;

    while (begin && begin > program && begin[-1] != '/')
        begin--;
    for (size_t i = 0; begin && i < sizeof(points) / sizeof(points[0]); i++)
        if (strlen(points[i].name) == (size_t)(end - begin) &&
            strncmp(points[i].name, begin, (size_t)(end - begin)) == 0)
            return points[i].event;
    return UNKNOWN;
}

static int
refuse(const char *why)
{
    io_write_text(STDERR_FILENO, _("migration refused: "));
    io_write_text(STDERR_FILENO, why);
    io_write_text(STDERR_FILENO, "\n");
    return STOP;
}

static void
set_deadline(unsigned ms, int status)
{
    deadline_set(ms, status ? STOP : 0);
}

static const char *
property(const char *name)
{
    return getenv(name);
}

/* Reads the domain XML from the file that _hook_domxml names. Only a regular file is read,
 * because reading a FIFO or a device may never end. */
static char *
read_domain(size_t *len)
{
    const char *path = getenv("_hook_domxml");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) : -1;
    struct stat st;
    char *xml = NULL;

    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        xml = io_read_all(fd, len);
    if (fd >= 0)
        close(fd);
    return xml;
}

static int
decide(const struct vmg_request *request)
{
    char why[1024];
    struct vmg_answer answer;
    int status;

    if (policy_load_ask(VMG_POLICY_PATH, request, &answer, why, sizeof(why)) < 0)
        return refuse(why);
    if (answer.reason)
        io_write_text(STDERR_FILENO, answer.reason);
    status = answer.status ? STOP : 0;
    deadline_answered(status);
    answer.finish(&answer);
    return status;
}

int
main(int argc, char **argv)
{
    const char *id = getenv("vmId");
    struct vmg_request request = {.version = VMG_POLICY_VERSION,
                                  .guest = id ? id : "",
                                  .use_language = vmg_text_use,
                                  .set_deadline = set_deadline,
                                  .property = property};
    int event = argc > 0 ? classify(argv[0]) : UNKNOWN;
    char *xml;
    int status;

    if (event == NO_DECISION)
        return EXIT_SUCCESS;
    request.started_us = deadline_start(BUILTIN_DEADLINE_MS, STOP);
    io_keep_streams();
    if (event == UNKNOWN)
        return refuse(_("this is not a hook point of VDSM; fix: install the package "
                        "vdsm-hook-migration-guard again"));
    xml = read_domain(&request.len);
    if (!xml)
        return refuse(_("the file that _hook_domxml names could not be read or is larger than 16 "
                        "MiB; fix: see /var/log/vdsm/vdsm.log"));
    request.event = (uint32_t)event;
    request.xml = xml;
    status = decide(&request);
    free(xml);
    return status;
}
