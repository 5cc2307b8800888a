/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy-load.h"

#include "base/text.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int
is_trusted(const char *path, char *why, size_t size)
{
    struct stat st;

    if (stat(path, &st) < 0) {
        snprintf(why, size,
                 _("%s can't be loaded: %s; fix: install the package virt-migration-guard again"),
                 path, strerror(errno));
        return 0;
    }
    if (!S_ISREG(st.st_mode) || st.st_uid != 0 || (st.st_mode & (S_IWGRP | S_IWOTH))) {
        snprintf(why, size,
                 _("%s is not a regular file that only root can write; fix: install the package "
                   "virt-migration-guard again"),
                 path);
        return 0;
    }
    return 1;
}

#ifdef RTLD_DEEPBIND
static int
count(struct dl_phdr_info *info __attribute__((unused)), size_t size __attribute__((unused)),
      void *data)
{
    ++*(int *)data;
    return 0;
}

/* Whether this process has loaded only the hook, the kernel's vdso, libc and the dynamic loader,
 * and no other shared object (for example by LD_PRELOAD). */
static int
is_alone(void)
{
    enum { OWN = 4 };
    int objects = 0;

    dl_iterate_phdr(count, &objects);
    return objects <= OWN;
}
#endif

/* RTLD_LAZY is needed although policy.so is linked with -z now: RTLD_NOW would also bind all
 * functions of the libraries that libxml2 uses. That takes a third of the time of a decision.
 *
 * With RTLD_DEEPBIND, the libraries look for their 2,500 symbols first in each other, and only
 * then in the hook and in libc. This saves another tenth of the time. But if a library is
 * preloaded that replaces functions such as malloc(), libc would use the new functions and the
 * other libraries would not. So RTLD_DEEPBIND is used only if no library is preloaded. */
static int
load_flags(void)
{
#ifdef RTLD_DEEPBIND
    if (is_alone())
        return RTLD_LAZY | RTLD_LOCAL | RTLD_DEEPBIND;
#endif
    return RTLD_LAZY | RTLD_LOCAL;
}

/* Loads the C++ library before policy.so, if libxml2 needs this library (through ICU). The C++
 * library looks for 1,700 symbols, and has almost all of them itself. If policy.so loaded the
 * C++ library, the loader would look for each symbol in ten other libraries first. That would
 * take a sixth of the instructions of a small decision. If loading the C++ library fails,
 * loading policy.so fails as well, and policy_load() then reports the reason. */
static void
load_cxx(int flags)
{
#ifdef VMG_CXX_LIBRARY
    dlopen(VMG_CXX_LIBRARY, flags);
#else
    (void)flags;
#endif
}

vmg_policy_function
policy_load(const char *path, char *why, size_t size)
{
    vmg_policy_function function = NULL;
    int flags = load_flags();
    void *module;

    if (!is_trusted(path, why, size))
        return NULL;
    load_cxx(flags);
    module = dlopen(path, flags);
    if (module)
        *(void **)&function = dlsym(module, VMG_POLICY_FUNCTION);
    if (!function)
        snprintf(why, size,
                 _("%s can't be loaded: %s; fix: install the package virt-migration-guard again"),
                 path, dlerror());
    return function;
}

int
policy_load_ask(const char *path, const struct vmg_request *request, struct vmg_answer *answer,
                char *why, size_t size)
{
    vmg_policy_function policy = policy_load(path, why, size);

    if (!policy)
        return -1;
    if (policy(request, answer) == 0)
        return 0;
    snprintf(why, size,
             _("%s is of another version; fix: install the package virt-migration-guard again"),
             path);
    return -1;
}
