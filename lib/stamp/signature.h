/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The signature of a stamp: HMAC-SHA256 over its content. It stays valid if libvirt or other
 * hooks change white space, prefixes or the order of attributes. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* The signature of the element STAMP with KEY, without its own <signature>: 64 hexadecimal
 * digits. A pure function. Free with g_free(). */
char *vmg_signature_of(const xmlNode *stamp, GBytes *key);

/* Signs STAMP: adds a last child in the namespace NS. */
void vmg_signature_add(xmlNode *stamp, xmlNs *ns, GBytes *key);

/* Whether STAMP, in the guard's namespace, is signed with KEY. The error is VMG_ERROR_MISSING if
 * STAMP is not signed, VMG_ERROR_INVALID if the signature is wrong. */
gboolean vmg_signature_check(xmlNode *stamp, GBytes *key, GError **error);
