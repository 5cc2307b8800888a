/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The time limit of a hook. libvirt waits until the hook ends, however long this takes, so the
 * hook sets a time limit for itself. When the time is over, or when the process aborts, the
 * process writes a reason to stderr and exits. */
#pragma once

#include <stdint.h>

/* Starts the time limit: after MS milliseconds the process exits with STATUS. Returns the
 * present time of CLOCK_MONOTONIC, in microseconds. Call this function once. */
int64_t deadline_start(unsigned ms, int status);
/* Changes the time limit to MS milliseconds after the call of deadline_start(), and the exit
 * status to STATUS. If the time limit is reached, the process writes the reason in the language
 * that is set when this function is called. */
void deadline_set(unsigned ms, int status);
/* Call this function when the hook has written its answer. If the time limit is reached after
 * this call, the process exits with STATUS and writes no reason. */
void deadline_answered(int status);
