/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The time limit of a hook. libvirt waits for a hook as long as the hook runs, so the hook
 * limits itself: when the time is over, or when the process aborts, the process writes a reason
 * to stderr and exits. */
#pragma once

#include <stdint.h>

/* Starts the time limit: after MS milliseconds the process exits with STATUS. Returns
 * CLOCK_MONOTONIC in microseconds. Call this function once. */
int64_t deadline_start(unsigned ms, int status);
/* Changes the time limit to MS milliseconds after the start, and the exit status to STATUS. The
 * reason is in the language that is set when this function is called. */
void deadline_set(unsigned ms, int status);
/* The answer was written: from now on the process exits with STATUS and writes nothing when the
 * time is over. */
void deadline_answered(int status);
