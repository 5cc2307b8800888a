# SPDX-License-Identifier: LGPL-2.1-or-later
# Run by tests/run, as root, on a staged installation.
EXTRA_DIST += .ci/run .clang-tidy tests/demo tests/packages.sh tests/run \
	tests/lab/00-lab.sh tests/lab/10-cache.sh tests/lab/20-facts.sh tests/lab/30-broken.sh \
	tests/lab/40-later-script.sh tests/lab/50-agent.sh tests/lab/60-offline.sh tests/lab/70-capacity.sh \
	tests/lab/71-cpu.sh tests/lab/72-networks.sh tests/lab/73-storage.sh tests/lab/74-devices.sh \
	tests/lab/75-migration-network.sh tests/lab/76-persistent.sh tests/lab/77-limits.sh tests/lab/78-doctor.sh \
	tests/lab/79-decisions.sh tests/lab/80-signed.sh tests/lab/81-sasl.sh tests/lab/82-vdsm.sh \
	tests/lab/83-exempt.sh tests/lab/84-kills.sh tests/lab/85-threats.sh tests/lab/86-fixes.sh \
	tests/lab/kills.sh tests/full tests/texts.py .clang-format .editorconfig \
	tests/lab/README.md tests/lab/functions.sh tests/lab/guest.s tests/lab/guests.sh \
	tests/lab/host-init.sh tests/lab/hosts.sh tests/lab/journal.c tests/lab/lab tests/lab/netfs.c \
	tests/lab/process.sh \
	tests/faults/differential.py tests/faults/differential.sh tests/faults/faults.c tests/faults/faults.sh \
	tests/faults/installed.sh tests/faults/shim.c tests/static/cppcheck tests/static/gcc tests/static/static.sh \
	tests/packages/deb.sh tests/packages/functions.sh tests/packages/in-host.sh \
	tests/packages/in-vm-functions.sh tests/packages/in-vm.sh tests/packages/rpm.sh \
	tests/packages/upgrade.sh tests/packages/vm.sh tests/long/endurance.sh tests/long/kills.sh \
	tests/long/systemd.sh tests/long/two-hosts.sh tests/long/valgrind.sh
