/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The signature of a stamp: HMAC-SHA256 over what the stamp says, whatever libvirt
 * and other hooks make of its white space, prefixes and order of attributes. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* The signature of the element STAMP with KEY, its own <signature> left out: 64
 * hexadecimal digits. Pure. Free with g_free(). */
char *vmg_signature_of(const xmlNode *stamp, GBytes *key);

/* Signs STAMP: adds its last child, in the namespace NS. */
void vmg_signature_add(xmlNode *stamp, xmlNs *ns, GBytes *key);

/* Whether STAMP, in the guard's namespace, is signed with KEY. VMG_ERROR_MISSING
 * where it is not signed at all, VMG_ERROR_INVALID where the signature is wrong. */
gboolean vmg_signature_check(xmlNode *stamp, GBytes *key, GError **error);
