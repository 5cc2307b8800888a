# SPDX-License-Identifier: LGPL-2.1-or-later

# VMG_REQUIRE(NAME, MODULE, DEBIAN, FEDORA) looks for the library that pkg-config calls MODULE. If
# the library is missing, configure stops with an error that names the package to install: DEBIAN on
# Debian, FEDORA on Fedora.
AC_DEFUN([VMG_REQUIRE], [
  PKG_CHECK_MODULES([$1], [$2], [],
    [AC_MSG_ERROR([$2 is missing. Install it: apt install $3 (Debian, Ubuntu) or dnf install $4 (Fedora, RHEL)])])
])

# Finds out whether libxml2 on this system needs the C++ library (through ICU), and which file it
# is. The hooks load this library before the other libraries; hooks/policy-load.c says why.
AC_DEFUN([VMG_FIND_CXX_LIBRARY], [
  AC_CACHE_CHECK([which C++ library libxml2 needs], [vmg_cv_cxx_library], [
    vmg_saved="$LIBS"
    LIBS="$XML_LIBS $LIBS"
    AC_LINK_IFELSE([AC_LANG_CALL([], [xmlInitParser])],
      [vmg_cv_cxx_library=`ldd ./conftest$EXEEXT 2>/dev/null | sed -n 's/.*\(libstdc++\.so\.@<:@0-9@:>@*\) .*/\1/p'`])
    LIBS="$vmg_saved"
  ])
  AS_IF([test -n "$vmg_cv_cxx_library"],
    [AC_DEFINE_UNQUOTED([VMG_CXX_LIBRARY], ["$vmg_cv_cxx_library"],
      [The C++ library that libxml2 needs.])])
])

# Without a --prefix, or with --prefix=/usr, configure would use /usr/etc, /usr/var and
# /usr/var/run. This macro replaces them by /etc, /var and /run, unless an option of configure sets
# them.
AC_DEFUN([VMG_SYSTEM_DIRECTORIES], [
  AS_IF([test "x$prefix" = xNONE || test "x$prefix" = x/usr], [
    AS_IF([test "x$sysconfdir" = 'x${prefix}/etc'], [sysconfdir=/etc])
    AS_IF([test "x$localstatedir" = 'x${prefix}/var'], [localstatedir=/var])
    AS_IF([test "x$runstatedir" = 'x${localstatedir}/run'], [runstatedir=/run])
  ])
  AC_ARG_WITH([libvirt-hooks],
    [AS_HELP_STRING([--with-libvirt-hooks=DIR], [libvirt's hook directory @<:@SYSCONFDIR/libvirt/hooks@:>@])],
    [], [with_libvirt_hooks='${sysconfdir}/libvirt/hooks'])
  AC_SUBST([libvirthooksdir], [$with_libvirt_hooks])
  AC_ARG_WITH([systemdsystemunitdir],
    [AS_HELP_STRING([--with-systemdsystemunitdir=DIR], [systemd units @<:@PREFIX/lib/systemd/system@:>@])],
    [], [with_systemdsystemunitdir='${prefix}/lib/systemd/system'])
  AC_SUBST([systemdsystemunitdir], [$with_systemdsystemunitdir])
])

# VMG_ADD_FLAG(VARIABLE, FLAG) appends the compiler option FLAG to VARIABLE if the compiler accepts
# it.
AC_DEFUN([VMG_ADD_FLAG], [
  AS_VAR_PUSHDEF([known], [vmg_cv_flag_$2])
  AC_CACHE_CHECK([whether the compiler takes $2], [known], [
    vmg_saved="$CFLAGS"
    CFLAGS="$CFLAGS -Werror $2"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[]], [[]])], [AS_VAR_SET([known], [yes])],
      [AS_VAR_SET([known], [no])])
    CFLAGS="$vmg_saved"
  ])
  AS_VAR_IF([known], [yes], [$1="$$1 $2"])
  AS_VAR_POPDEF([known])
])

AC_DEFUN([VMG_COMPILER_FLAGS], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [warnings are errors, as in CI @<:@no@:>@])])
  AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers], [AddressSanitizer and UBSan @<:@no@:>@])])
  AC_ARG_ENABLE([coverage],
    [AS_HELP_STRING([--enable-coverage], [what make coverage counts @<:@no@:>@])])
  AC_ARG_ENABLE([hardening],
    [AS_HELP_STRING([--disable-hardening], [leave the hardening to the distribution's flags])])

  # Fedora and RHEL compile all packages with -fexceptions. With this option, code that uses the
  # attribute cleanup needs libgcc_s, which each hook would then have to load. This code never
  # throws exceptions, so the option is switched off.
  AS_CASE([" $CFLAGS "], [*" -fexceptions "*], [CFLAGS="$CFLAGS -fno-exceptions"])

  WARNING_CFLAGS=
  m4_foreach_w([flag], [-Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes
    -Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wwrite-strings
    -Wformat=2 -Wundef -Wvla -Wimplicit-fallthrough -Wlogical-op -Wduplicated-cond],
    [VMG_ADD_FLAG([WARNING_CFLAGS], flag)])
  AS_VAR_IF([enable_werror], [yes], [WARNING_CFLAGS="$WARNING_CFLAGS -Werror"])

  HARDENING_CFLAGS= HARDENING_LDFLAGS= PIE_CFLAGS= PIE_LDFLAGS=
  AS_VAR_IF([enable_hardening], [no], [], [
    VMG_ADD_FLAG([HARDENING_CFLAGS], [-fstack-protector-strong])
    VMG_ADD_FLAG([HARDENING_CFLAGS], [-fstack-clash-protection])
    VMG_ADD_FLAG([HARDENING_CFLAGS], [-fcf-protection])
    AS_IF([test "x$enable_sanitizers$enable_coverage" != x], [],
      [HARDENING_CFLAGS="$HARDENING_CFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"])
    VMG_ADD_FLAG([HARDENING_LDFLAGS], [-Wl,-z,relro,-z,now])
    PIE_CFLAGS=-fPIE PIE_LDFLAGS=-pie
  ])
  SANITIZER_FLAGS=
  AS_VAR_IF([enable_sanitizers], [yes],
    [SANITIZER_FLAGS="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer"])
  AS_VAR_IF([enable_coverage], [yes],
    [SANITIZER_FLAGS="$SANITIZER_FLAGS --coverage" CFLAGS="$CFLAGS -O0"])
  AC_SUBST([WARNING_CFLAGS])
  AC_SUBST([HARDENING_CFLAGS])
  AC_SUBST([HARDENING_LDFLAGS])
  AC_SUBST([PIE_CFLAGS])
  AC_SUBST([PIE_LDFLAGS])
  AC_SUBST([SANITIZER_FLAGS])
])
