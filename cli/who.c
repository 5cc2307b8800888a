/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/who.h"

#include "base/sys.h"

#include <pwd.h>
#include <unistd.h>

/* the kernel keeps this user, set by pam_loginuid(8), also after sudo and su */
#define LOGIN_UID "/proc/self/loginuid"

/* The value of LOGIN_UID if nobody has logged in: for services, and on kernels without audit. */
static const guint64 nobody = G_MAXUINT32;

static guint64
login_uid(void)
{
    g_autofree char *text = vmg_sys_read_file(LOGIN_UID, 64, NULL, NULL);
    guint64 uid = nobody;

    if (text)
        g_ascii_string_to_unsigned(g_strstrip(text), 10, 0, G_MAXUINT32, &uid, NULL);
    return uid;
}

static char *
name_of(uid_t uid)
{
    enum { LONGEST = 16 * 1024 }; /* bytes; longest entry of one user in passwd(5) */
    g_autofree char *buffer = g_malloc(LONGEST);
    struct passwd user, *found = NULL;

    if (getpwuid_r(uid, &user, buffer, LONGEST, &found) == 0 && found)
        return g_strdup(user.pw_name);
    return g_strdup_printf("%u", (guint)uid);
}

char *
vmg_cli_who(void)
{
    guint64 uid = login_uid();
    const char *sudo = g_getenv("SUDO_USER");

    if (uid != nobody)
        return name_of((uid_t)uid);
    return sudo && *sudo ? g_strdelimit(g_strdup(sudo), "\n\r", '?') : name_of(getuid());
}
