/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The signature of a stamp: HMAC-SHA256 over its content. The signature stays valid if libvirt
 * or other hooks change white space, namespace prefixes or the order of attributes. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* Returns the signature of the element STAMP with KEY: 64 hexadecimal digits. A <signature> that
 * STAMP already has is not part of what is signed. Free with g_free(). */
char *vmg_signature_of(const xmlNode *stamp, GBytes *key);

/* Signs STAMP: adds an element <signature> in the namespace NS as its last child. */
void vmg_signature_add(xmlNode *stamp, xmlNs *ns, GBytes *key);

/* Whether STAMP is signed with KEY. STAMP must be in the guard's namespace. The error is
 * VMG_ERROR_MISSING if STAMP is not signed, VMG_ERROR_INVALID if the signature is wrong. */
gboolean vmg_signature_check(xmlNode *stamp, GBytes *key, GError **error);
