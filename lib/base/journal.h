/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Entries of the journal. Each kind of entry has a MESSAGE_ID that never changes: administrators
 * filter by the ID, and the message catalog (packaging/catalog) explains it. */
#pragma once

#include <glib.h>

/* Decisions of the hooks. */
#define VMG_MESSAGE_ADMITTED     "1300b90f112f48848f7a1a3d53770273"
#define VMG_MESSAGE_REFUSED      "7aa6d62533fe490f9b9267d8d0cf023d"
#define VMG_MESSAGE_WOULD_REFUSE "718b7d9665534f0588ac031bfbdf93a2"
/* What the agent reports about a guest. */
#define VMG_MESSAGE_UNDECIDED   "c939d694cc0343758f7f42168bda3349"
#define VMG_MESSAGE_OFF_NETWORK "7258e76b9e0b471c959c1515c2dfa273"
#define VMG_MESSAGE_ABOVE_LIMIT "250fee1f1af34abc84cf4a929e9fa0f8"
#define VMG_MESSAGE_UNSTAMPED   "0f353a29587a49f09bdf7336008b56b2"
/* An administrator has made or removed an exemption; an exemption has expired; the status of this
 * host has changed; the configuration has an error. */
#define VMG_MESSAGE_EXEMPTION         "5f5de8f5954243089ab811ec19d3e2a7"
#define VMG_MESSAGE_EXEMPTION_EXPIRED "28b192bbaf2c496dbe628226ce7925a6"
#define VMG_MESSAGE_STATUS            "b5c7eb8600804552b12fb93bb6b7e743"
#define VMG_MESSAGE_CONFIG            "6dabfee7ac564f3bb675895f2b77ef67"
/* The agent can't do something (the field VMG_TOPIC says what), or is able to do it again after
 * such a failure. */
#define VMG_MESSAGE_WRONG "7974fd7813284abb8a82ccb9857557dc"

/* Writes one entry. ID may be NULL, PRIORITY is a priority of syslog(3), IDENTIFIER is the
 * program's name, MORE are further fields. FALSE if the host has no journal. */
gboolean vmg_journal(const char *id, int priority, const char *identifier, const char *message,
                     const GLogField *more, gsize more_count);
