/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "record/record.h"

/* The text of the last record; NULL if there was no record. */
extern char *test_last_record;
