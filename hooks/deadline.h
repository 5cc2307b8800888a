/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A hook's own time limit: libvirt has none. When it runs out the process says
 * so on stderr and ends; so it does when it aborts. */
#pragma once

#include <stdint.h>

/* Starts the clock; it runs out after MS milliseconds, with STATUS. Returns
 * CLOCK_MONOTONIC in microseconds. To be called once. */
int64_t deadline_start(unsigned ms, int status);
/* Now it runs out MS milliseconds after the start, with STATUS, and says so in the
 * language that is set by now. */
void deadline_set(unsigned ms, int status);
/* The answer has been written: run out silently, with STATUS. */
void deadline_answered(int status);
