/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/credentials.h"

#include "agent/virt/error.h"
#include "base/error.h"
#include "base/sys.h"
#include "base/text.h"

#include <libvirt/virterror.h>
#include <string.h>

/* vdsm, lib/vdsm/common/libvirtconnection.py */
#define VDSM_USER     "vdsm@ovirt"
#define VDSM_PASSWORD "/etc/pki/vdsm/keys/libvirt_password"

enum { PASSWORD_MAX = 1024 };

/* The URI with the auth-file. libvirt itself reads the file: https://libvirt.org/auth.html */
char *
vmg_credentials_uri(const VmgConfig *config)
{
    const char *uri = vmg_config_get(config, "libvirt", "uri");
    const char *file = vmg_config_get(config, "libvirt", "auth-file");
    g_autofree char *escaped = file && *file ? g_uri_escape_string(file, "/", FALSE) : NULL;

    return escaped ? g_strdup_printf("%s%cauthfile=%s", uri, strchr(uri, '?') ? '&' : '?', escaped)
                   : g_strdup(uri);
}

static const char *
answer_to(const virConnectCredential *question, const char *password)
{
    return question->type == VIR_CRED_AUTHNAME ? VDSM_USER : password;
}

/* Answers libvirt's questions for a user name and a password with the name and PASSWORD of VDSM's
 * user. Fails if PASSWORD is NULL, because VDSM's password file could not be read. libvirt calls
 * this function only for credentials that the auth-file does not have. */
static int
answer(virConnectCredential *questions, unsigned count, void *password)
{
    for (unsigned i = 0; i < count; i++) {
        const char *text = password ? answer_to(&questions[i], password) : NULL;

        if (!text)
            return -1;
        questions[i].result = strdup(text);
        questions[i].resultlen = (unsigned)strlen(text);
    }
    return 0;
}

static void
wipe(char *password)
{
    if (password)
        explicit_bzero(password, strlen(password));
    g_free(password);
}

virConnect *
vmg_credentials_open(const char *uri, GError **error)
{
    /* VIR_CRED_USERNAME is left out: SASL would also ask for a user to act as, and no auth-file has
     * one. */
    static int types[] = {VIR_CRED_AUTHNAME, VIR_CRED_PASSPHRASE};
    char *password = vmg_sys_read_file(VDSM_PASSWORD, PASSWORD_MAX, NULL, NULL);
    virConnectAuth auth = {types, G_N_ELEMENTS(types), answer,
                           password ? g_strchomp(password) : NULL};
    virConnect *connect = virConnectOpenAuth(uri, &auth, 0);

    wipe(password);
    if (connect)
        return connect;
    vmg_virt_error(error, _("can't connect"));
    if (virGetLastErrorCode() == VIR_ERR_AUTH_FAILED)
        g_prefix_error(error, _("libvirt wants credentials that it did not get; name a file with "
                                "them in [libvirt] auth-file of guard.conf: "));
    return NULL;
}
