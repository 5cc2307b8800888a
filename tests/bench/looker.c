/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* looker SOCKET: answers hooks as the agent does, until it is killed. make bench uses it to
 * measure decisions for which the hook asks the agent. */
#include "agent/storage/looker.h"

#include <unistd.h>

int
main(int argc, char **argv)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(GError) error = NULL;
    VmgLooker *looker = argc == 2 ? vmg_looker_new(argv[1], &error) : NULL;

    if (!looker) {
        g_printerr("%s\n", error ? error->message : "usage: looker SOCKET");
        return 1;
    }
    vmg_looker_set_daemon(looker, getpid());
    g_main_loop_run(loop);
    return 0;
}
