/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/watch.h"

#include "cli/cli.h"

#include <stdio.h>
#include <unistd.h>

enum { WATCH_SECONDS = 2 };

int
vmg_cli_watch(VmgShow show, gconstpointer data)
{
    int status = show(data);

    while (status != VMG_EXIT_UNDECIDED && fflush(stdout) == 0) {
        sleep(WATCH_SECONDS);
        printf(isatty(STDOUT_FILENO) ? "\033[H\033[J" : "\n");
        status = show(data);
    }
    return status;
}
