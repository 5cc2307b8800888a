/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* guard.conf as the agent runs with it. Hooks and the command line read guard.conf each time,
 * so the agent reads it again as soon as it changes: otherwise they would judge by different
 * configurations until somebody thinks of systemctl reload. */
#pragma once

#include "agent/base/say.h"
#include "base/paths.h"
#include "config/config.h"

/* Reads the configuration and says its warnings. *FILES (may be NULL) describes the files as
 * they were just before, for vmg_config_watch_new(); free with g_free(). */
VmgConfig *vmg_agent_load_config(const VmgPaths *paths, char **files, GError **error);

typedef struct VmgConfigWatch VmgConfigWatch;

/* Is handed the new configuration, to take over: the one before is used no more. */
typedef void (*VmgConfigTaker)(gpointer data, VmgConfig *config);

/* The agent runs with CONFIG, which was read from FILES (taken over). Calls TAKE on the main
 * loop with each new configuration that can be read. Publishes what the agent runs with in
 * PATHS' agent file. PATHS must live as long as the watch, CONFIG until TAKE is called. */
VmgConfigWatch *vmg_config_watch_new(const VmgPaths *paths, const VmgConfig *config, char *files,
                                     VmgSay *say, VmgConfigTaker take, gpointer data,
                                     GError **error);
void vmg_config_watch_free(VmgConfigWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmgConfigWatch, vmg_config_watch_free)

/* Reads the configuration again. If it is broken the old one stays; that is said. */
void vmg_config_watch_reload(VmgConfigWatch *watch);
/* The same if the files have changed; to be called now and then, for changes that inotify(7)
 * does not tell: a link's target, a directory that was missing. Returns whether it was taken. */
gboolean vmg_config_watch_look(VmgConfigWatch *watch);
