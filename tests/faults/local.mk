# SPDX-License-Identifier: LGPL-2.1-or-later
# Parts of the agent that tests/faults/agent.sh runs while the system fails them.
EXTRA_PROGRAMS += tests/faults/agent
tests_faults_agent_SOURCES = tests/faults/agent.c tests/faults/agent.h \
	tests/faults/agent-probe.c tests/faults/agent-registry.c
CLEANFILES += tests/faults/agent
