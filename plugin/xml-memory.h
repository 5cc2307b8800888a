/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libxml2's memory where a process makes one decision and ends. */
#pragma once

/* To be called before anything else of libxml2: its memory comes from large blocks from
 * then on, and goes with the process. Where there is none the process ends, as by
 * g_malloc(): by itself libxml2 would go on with half a tree. For one thread. */
void vmg_xml_memory_use(void);
