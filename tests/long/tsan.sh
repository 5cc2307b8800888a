#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs the agent under ThreadSanitizer: its unit tests, and two lab cases in which its threads have
# work (the registry and the answers to hooks). No thread may use data that another thread changes,
# unless both hold the same lock. Debian's GLib is not compiled for ThreadSanitizer, so
# ThreadSanitizer does not see GLib's locks and main loops, and reports races that do not exist. So
# the script builds GLib from the source of Debian's own package. tests/long/tsan.supp lists the
# reports that are left out, and why. VMG_TSAN_ROOT names a directory that keeps GLib; building it
# takes about four minutes.
. "$(dirname "$0")/../lab/functions.sh"
requires_lab
requires gcc make meson ninja apt-get dpkg-source setarch pkg-config
[ -n "${VMG_STAGE:-}" ] || { echo "skip: VMG_STAGE names no staged installation" && exit 77; }

top=$(realpath "$here/../..") suppressions=$(realpath "$here/../long/tsan.supp")
work=$(mktemp -d /var/tmp/vmg-tsan.XXXXXX)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work" # some unit tests continue as another user
root=${VMG_TSAN_ROOT:-$work/root}
prefix=$root/glib
flags='-fsanitize=thread -fno-omit-frame-pointer'
# On some kernels ThreadSanitizer can't start with random addresses, so the program gets fixed
# addresses.
fixed() { setarch -R "$@"; }

# Downloads the source package of GLib from the same archives as the machine's packages, with
# package lists of its own, so that the machine's lists stay as they are. It takes the installed
# version. If the archives do not have this version, it takes the version that apt chooses.
get_source() {
    local version file
    version=$(dpkg-query -W -f '${source:Version}' libglib2.0-dev)
    mkdir -p "$root/lists/partial" "$root/source" "$root/sources"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
        [ ! -e "$file" ] || sed 's/^deb /deb-src /; s/^Types:.*/Types: deb-src/' "$file" >"$root/sources/${file##*/}"
    done
    [ ! -e "$root/sources/sources.list" ] || mv "$root/sources/sources.list" "$root/sources/main.list"
    apt() {
        apt-get -qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$root/sources" \
            -o Dir::State::Lists="$root/lists" -o APT::Sandbox::User=root "$@"
    }
    apt update && cd "$root/source" && { apt source "glib2.0=$version" || apt source glib2.0; }
}
build_glib() {
    (get_source) || return
    fixed meson setup "$root/b" "$root"/source/glib2.0-*/ --prefix="$prefix" --libdir=lib --buildtype=debugoptimized \
        --auto-features=disabled -Db_sanitize=thread -Db_lundef=false -Dtests=false &&
        fixed ninja -C "$root/b" install && rm -rf "$root/b" "$root/source" && touch "$root/.glib"
}
[ -e "$root/.glib" ] || {
    mkdir -p "$root" && build_glib
} >"$work/glib.log" 2>&1 || { echo "skip: no GLib for ThreadSanitizer: $(tail -n 1 "$work/glib.log")" && exit 77; }

export G_SLICE=always-malloc # with GLib's own allocator ThreadSanitizer can't see when memory is freed
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
rpath="-Wl,-rpath,$prefix/lib -Wl,--disable-new-dtags"
options="suppressions=$suppressions:halt_on_error=0:exitcode=66:second_deadlock_stack=1"
reports() { cat "$work/$1".* 2>/dev/null | grep -c 'WARNING: ThreadSanitizer'; }
silent() { # LOG: whether ThreadSanitizer has reported nothing in it
    [ "$(reports "$1")" -eq 0 ] && return
    cat "$work/$1".* | sed 's/^/# /' | head -n "${VMG_TSAN_LINES:-200}"
    return 1
}

# Checks that ThreadSanitizer works: it must report two threads that change a number without a lock,
# and must not report them if they use GLib's lock.
cat >"$work/race.c" <<'RACE'
#include <glib.h>
static GMutex lock;
static int count, locks;
static gpointer run(gpointer data)
{
    for (int i = 0; i < 1000; i++) {
        if (locks)
            g_mutex_lock(&lock);
        count++;
        if (locks)
            g_mutex_unlock(&lock);
    }
    return data;
}
int main(int argc, char **argv)
{
    GThread *thread;
    locks = argc > 1;
    thread = g_thread_new("race", run, argv);
    run(NULL);
    g_thread_join(thread);
    return 0;
}
RACE
gcc -g $flags $(pkg-config --cflags glib-2.0) -o "$work/race" "$work/race.c" $rpath $(pkg-config --libs glib-2.0) || exit 1
run_race() { TSAN_OPTIONS=$options:log_path=$work/$1 fixed "$work/race" "${@:2}"; }
run_race racing
check "a race is reported" [ "$(reports racing)" -gt 0 ]
check "and none where GLib's lock keeps the threads apart" run_race locking lock

mapfile -t units < <(cd "$top" && find tests/unit/agent tests/unit/probe -name '*_unit.c' | sed 's/\.c$//' | sort)
build() {
    mkdir "$work/build" && cd "$work/build" &&
        "$top/configure" --disable-hardening CFLAGS="-g -O1" LDFLAGS="$rpath" &&
        make -j"$(nproc)" SANITIZER_FLAGS="$flags" virt-migration-guardd "${units[@]}" &&
        make -j"$(nproc)" SANITIZER_FLAGS="$flags" check TESTS= check_PROGRAMS=
}
check "agent and unit tests build (${#units[@]})" eval '(build) >"$work/build.log" 2>&1'
[ "$failures" -eq 0 ] || { tail -n 20 "$work/build.log" && exit 1; }
run_units() {
    cd "$work/build" && TSAN_OPTIONS=$options:log_path=$work/unit fixed make -k check SANITIZER_FLAGS="$flags" \
        check_PROGRAMS="${units[*]}" TESTS="${units[*]}" >"$work/unit-tests" 2>&1
}
check "the unit tests pass" eval '(run_units)'
sed -n 's/^\(# [A-Z]*\): */\1: /p; s/^FAIL: /# FAIL: /p; s/^SKIP: /# SKIP: /p' "$work/unit-tests"
check "no report in the unit tests" silent unit

# The lab uses the agent that was built here. Everything else comes from the staged installation.
cp -a "$VMG_STAGE" "$work/stage"
mkdir "$work/agent" && cp "$work/build/virt-migration-guardd" "$work/agent/"
cat >"$work/stage/usr/sbin/virt-migration-guardd" <<WRAPPER
#!/bin/sh
echo agent >>$work/starts
G_SLICE=always-malloc TSAN_OPTIONS=$options:log_path=$work/lab exec setarch -R $work/agent/virt-migration-guardd "\$@"
WRAPPER
for case in 45-paths 89-registry; do
    VMG_STAGE=$work/stage "$top/tests/lab/$case.sh" >"$work/case" 2>&1
    status=$?
    [ $status -eq 0 ] || grep -v '^ok' "$work/case"
    check "$case with agents under ThreadSanitizer" [ $status -eq 0 ]
    check "no report in $case" silent lab
    rm -f "$work"/lab.*
done
check "$(wc -l <"$work/starts") agents were started, with ThreadSanitizer and this GLib" eval \
    '[ "$(wc -l <"$work/starts")" -ge 5 ] && ldd "$work/agent/virt-migration-guardd" | grep >/dev/null libtsan &&
        ldd "$work/agent/virt-migration-guardd" | grep >/dev/null "libglib-2.0.so.0 => $prefix/"'
finished
