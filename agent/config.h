/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The agent's configuration. Hooks and the command line read guard.conf each time they run, so the
 * agent reads guard.conf again as soon as the file changes. Otherwise the agent would use an older
 * configuration than they do, until somebody runs systemctl reload. */
#pragma once

#include "agent/base/say.h"
#include "base/paths.h"
#include "config/config.h"

/* Reads the configuration and reports its warnings. *FILES (may be NULL) describes the
 * configuration files as they were just before this reading, for vmg_config_watch_new(); free it
 * with g_free(). */
VmgConfig *vmg_agent_load_config(const VmgPaths *paths, char **files, GError **error);

typedef struct VmgConfigWatch VmgConfigWatch;

/* Gets the new configuration and owns it. The old configuration is not used afterwards. */
typedef void (*VmgConfigTaker)(gpointer data, VmgConfig *config);

/* Watches the files. The agent runs with CONFIG, which was read from FILES (taken over). TAKE is
 * called on the main loop with each new configuration that can be read. Writes which
 * configuration the agent uses to the file that the member agent of PATHS names. PATHS must live as
 * long as the watch, and CONFIG must live until TAKE is called. */
VmgConfigWatch *vmg_config_watch_new(const VmgPaths *paths, const VmgConfig *config, char *files,
                                     VmgSay *say, VmgConfigTaker take, gpointer data,
                                     GError **error);
void vmg_config_watch_free(VmgConfigWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgConfigWatch, vmg_config_watch_free)

/* Why the files could not be read the last time; NULL if they could. Valid until they are read
 * again. */
const char *vmg_config_watch_broken(const VmgConfigWatch *watch);
/* Reads the configuration again. If the files are broken, the old configuration stays, and the
 * agent reports this. */
void vmg_config_watch_reload(VmgConfigWatch *watch);
/* As vmg_config_watch_reload(), but only if the files have changed. Call this from time to time,
 * for changes that inotify(7) does not report: the target of a link, a directory that was
 * missing. Returns whether a configuration was taken. */
gboolean vmg_config_watch_look(VmgConfigWatch *watch);
