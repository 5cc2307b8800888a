/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This host's administrative status, as other verbs need it. */
#pragma once

/* Puts this host into maintenance: from now on it admits no guest. Who asked first, and when,
 * stays. Prints what went wrong. Returns an exit status. */
int vmg_cli_maintenance_begin(void);
