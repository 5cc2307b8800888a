# SPDX-License-Identifier: LGPL-2.1-or-later
# The translations. Each po/LANGUAGE.po is in the source tree; the compiled catalogues are not. The
# keywords for xgettext are the macros of lib/base/text.h.
XGETTEXT_FLAGS = --language=C --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=NG_:1,2 \
	--flag=_:1:pass-c-format --flag=N_:1:pass-c-format --flag=NG_:1:pass-c-format \
	--flag=NG_:2:pass-c-format --flag=vmg_cli_fail:1:c-format --flag=g_strdup_printf:1:c-format \
	--flag=g_set_error:4:c-format --flag=g_string_append_printf:2:c-format \
	--flag=is_broken:3:c-format --add-location=file

ru_mo = po/ru/LC_MESSAGES/virt-migration-guard.mo
rudir = $(localedir)/ru/LC_MESSAGES
nodist_ru_DATA = $(ru_mo)
$(ru_mo): po/ru.po
	$(AM_V_GEN)$(MKDIR_P) $(@D) && sed 's/<PRI\([a-z]\)64>/$(INT64_LENGTH)\1/g' $(srcdir)/po/ru.po | \
		$(MSGFMT) --check -o $@ -

EXTRA_DIST += po/ru.po
CLEANFILES += $(ru_mo) po/virt-migration-guard.pot
clean-local: clean-po
clean-po:
	-rmdir po/ru/LC_MESSAGES po/ru 2>/dev/null

# Collects the texts that are marked for translation in all source files.
po/virt-migration-guard.pot: FORCE
	$(AM_V_GEN)$(MKDIR_P) po && (cd $(srcdir) && \
		grep -rlE '\<(_|N_|NG_)\("' --include='*.[ch]' lib plugin hooks agent cli | LC_ALL=C sort) | \
		xgettext $(XGETTEXT_FLAGS) --directory=$(srcdir) --files-from=- --output=- | \
		sed 's/CHARSET/UTF-8/; /^"POT-Creation-Date/d' >$@
FORCE:

# Call make update-po after you have changed a text. It adds the new texts to po/ru.po.
update-po: po/virt-migration-guard.pot
	msgmerge --update --backup=none --no-location --sort-output --quiet $(srcdir)/po/ru.po $<
	msgattrib --no-obsolete --no-location --sort-output --output-file=$(srcdir)/po/ru.po $(srcdir)/po/ru.po
.PHONY: FORCE update-po
