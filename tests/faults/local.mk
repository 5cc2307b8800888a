# SPDX-License-Identifier: LGPL-2.1-or-later
# tests/faults/agent.sh runs this program: parts of the agent, while system calls fail.
EXTRA_PROGRAMS += tests/faults/agent
tests_faults_agent_SOURCES = tests/faults/agent.c tests/faults/agent.h \
	tests/faults/agent-probe.c tests/faults/agent-registry.c
CLEANFILES += tests/faults/agent
EXTRA_DIST += tests/faults/agent.sh tests/faults/differential.py tests/faults/differential.sh \
	tests/faults/faults.c tests/faults/faults.sh tests/faults/installed.sh tests/faults/shim.c
