/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lets other verbs than `maintenance` put this host into maintenance. */
#pragma once

/* Puts this host into maintenance: from now on it admits no guest. If somebody has already asked
 * for maintenance, the name of that user and the time stay. Prints an error if there is one.
 * Returns an exit status. */
int vmg_cli_maintenance_begin(void);
