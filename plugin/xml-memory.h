/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fast memory for libxml2 in a process that makes one decision and exits. */
#pragma once

/* Lets libxml2 take its memory from large blocks, which are freed only when the process exits.
 * Call it before any other function of libxml2, and use libxml2 in one thread only. If memory
 * runs out, the process ends, as g_malloc() does; libxml2 by itself would continue with half a
 * tree. */
void vmg_xml_memory_use(void);
