/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reason codes: the same word for the same reason, in whatever language its texts are.
 * Programs rely on these words: a word never changes its meaning, and none is used again.
 * virt-migration-guard(7) lists all of them; tests/docs.sh compares that list with this one. */
#pragma once

/* Codes of findings that have no code of their own, by their result. A finding of a check
 * module has one of these if the module gives none. */
#define VMG_CODE_HOLDS          "holds"
#define VMG_CODE_CHECK_WARNED   "check-warned"
#define VMG_CODE_CHECK_FAILED   "check-failed"
#define VMG_CODE_NO_DESTINATION "no-destination"

/* What is missing for a decision. */
#define VMG_CODE_NO_STAMP         "no-stamp"
#define VMG_CODE_STAMP_INVALID    "stamp-invalid"
#define VMG_CODE_STAMP_OLD        "stamp-old"
#define VMG_CODE_STAMP_UNSIGNED   "stamp-unsigned"
#define VMG_CODE_FACTS_MISSING    "facts-missing"
#define VMG_CODE_FACTS_STALE      "facts-stale"
#define VMG_CODE_FACTS_UNREADABLE "facts-unreadable"
#define VMG_CODE_FACTS_UNDATED    "facts-undated"
#define VMG_CODE_CLOCKS_DIFFER    "clocks-differ"
#define VMG_CODE_REGISTRY_SILENT  "registry-silent"

/* The guard itself: its configuration, its files, its modules. */
#define VMG_CODE_EXEMPT                "exempt"
#define VMG_CODE_EXEMPTIONS_UNREADABLE "exemptions-unreadable"
#define VMG_CODE_CONFIG_BROKEN         "config-broken"
#define VMG_CODE_KEY_UNREADABLE        "key-unreadable"
#define VMG_CODE_MODULE_BROKEN         "module-broken"
#define VMG_CODE_CHECK_UNDECIDED       "check-undecided"
#define VMG_CODE_CHECK_SILENT          "check-silent"
#define VMG_CODE_GUEST_XML_INVALID     "guest-xml-invalid"
#define VMG_CODE_GUEST_CHANGED         "guest-changed"
#define VMG_CODE_LEDGER_UNWRITABLE     "ledger-unwritable"
#define VMG_CODE_LEDGER_LOCKED         "ledger-locked"
#define VMG_CODE_LEDGER_UNREADABLE     "ledger-unreadable"
#define VMG_CODE_ANSWER_LOST           "answer-lost"
#define VMG_CODE_UNKNOWN_EVENT         "unknown-event"

/* What the agent reports: nothing was decided. */
#define VMG_CODE_NOT_ASKED         "not-asked"
#define VMG_CODE_OTHER_NETWORK     "migration-off-network"
#define VMG_CODE_TOO_MANY_OUTGOING "too-many-outgoing"

#define VMG_CODE_CLUSTER_DIFFERS "cluster-differs"

#define VMG_CODE_SOURCE_NOT_UP      "source-not-up"
#define VMG_CODE_DESTINATION_NOT_UP "destination-not-up"

#define VMG_CODE_CPU_FACTS_MISSING      "cpu-facts-missing"
#define VMG_CODE_CPU_ARCH_DIFFERS       "cpu-arch-differs"
#define VMG_CODE_GUEST_TYPE_UNSUPPORTED "guest-type-unsupported"
#define VMG_CODE_CPU_FEATURES_DIFFER    "cpu-features-differ"
#define VMG_CODE_CPU_FEATURES_UNLISTED  "cpu-features-unlisted"
#define VMG_CODE_CPU_VENDOR_DIFFERS     "cpu-vendor-differs"
#define VMG_CODE_CPU_FEATURE_UNKNOWN    "cpu-feature-unknown"
#define VMG_CODE_CPU_MODEL_UNKNOWN      "cpu-model-unknown"
#define VMG_CODE_CPU_MODEL_UNUSABLE     "cpu-model-unusable"
#define VMG_CODE_CPU_EMULATED           "cpu-emulated"

#define VMG_CODE_NETWORK_MISSING         "network-missing"
#define VMG_CODE_NETWORK_DOWN            "network-down"
#define VMG_CODE_NETWORK_VLAN_DIFFERS    "network-vlan-differs"
#define VMG_CODE_NIC_DEVICE_MISSING      "nic-device-missing"
#define VMG_CODE_NIC_NETWORK_UNKNOWN     "nic-network-unknown"
#define VMG_CODE_NIC_LOCAL               "nic-local"
#define VMG_CODE_NIC_LINK_DOWN           "nic-link-down"
#define VMG_CODE_NIC_UNCLEAR             "nic-unclear"
#define VMG_CODE_NIC_MTU_TOO_SMALL       "nic-mtu-too-small"
#define VMG_CODE_NIC_LIBVIRT_NETWORK     "nic-libvirt-network-missing"
#define VMG_CODE_NIC_KIND_DIFFERS        "nic-kind-differs"
#define VMG_CODE_NIC_PORTGROUP_MISSING   "nic-portgroup-missing"
#define VMG_CODE_NIC_VLAN_DIFFERS        "nic-vlan-differs"
#define VMG_CODE_DISPLAY_ADDRESS_MISSING "display-address-missing"
#define VMG_CODE_DISPLAY_NETWORK_MISSING "display-network-missing"

#define VMG_CODE_STORAGE_FACTS_MISSING  "storage-facts-missing"
#define VMG_CODE_STORAGE_DOMAIN_MISSING "storage-domain-missing"
#define VMG_CODE_STORAGE_DOMAIN_DOWN    "storage-domain-down"
#define VMG_CODE_DISK_NOT_SHARED        "disk-not-on-shared-storage"
#define VMG_CODE_DISK_UNREACHABLE       "disk-unreachable"
#define VMG_CODE_DISK_PATH_DIFFERS      "disk-path-differs"
#define VMG_CODE_DISK_SERVER_LOCAL      "disk-server-local"
#define VMG_CODE_DISK_POOL_MISSING      "disk-pool-missing"
#define VMG_CODE_DISK_UNCLEAR           "disk-unclear"
#define VMG_CODE_LEASE_UNREACHABLE      "lease-unreachable"
#define VMG_CODE_LEASE_UNCLEAR          "lease-unclear"

#define VMG_CODE_MEMORY_FACTS_MISSING "memory-facts-missing"
#define VMG_CODE_MEMORY_UNAVAILABLE   "memory-unavailable"
#define VMG_CODE_MEMORY_COMMITTED     "memory-committed"
#define VMG_CODE_HUGE_PAGES_MISSING   "huge-pages-missing"

#define VMG_CODE_VCPUS_ABOVE_THREADS "vcpus-above-threads"
#define VMG_CODE_VCPUS_MAXIMUM       "vcpus-maximum-above-threads"
#define VMG_CODE_VCPUS_COMMITTED     "vcpus-committed"
#define VMG_CODE_PINNED_CPU_MISSING  "pinned-cpu-missing"

#define VMG_CODE_CACHE_MODE          "cache-mode"
#define VMG_CODE_CACHE_MODE_DEFAULT  "cache-mode-default"
#define VMG_CODE_CACHE_MODE_UNLISTED "cache-mode-unlisted"
#define VMG_CODE_CACHE_PROPERTY      "cache-property"

#define VMG_CODE_PROPERTY_INVALID "custom-property-invalid"

#define VMG_CODE_HOST_DEVICE         "host-device"
#define VMG_CODE_HOST_DEVICE_UNCLEAR "host-device-unclear"

#define VMG_CODE_GUEST_NOT_RESUMED  "guest-not-resumed"
#define VMG_CODE_GUEST_NAME_TAKEN   "guest-name-taken"
#define VMG_CODE_GUEST_UUID_TAKEN   "guest-uuid-taken"
#define VMG_CODE_GUEST_ACTIVE_THERE "guest-active-there"
#define VMG_CODE_GUEST_SAVED_THERE  "guest-saved-there"
#define VMG_CODE_GUESTS_UNLISTED    "guests-unlisted"
#define VMG_CODE_EMULATOR_MISSING   "emulator-missing"
#define VMG_CODE_MACHINE_MISSING    "machine-type-missing"
#define VMG_CODE_TPM_MISSING        "swtpm-missing"
#define VMG_CODE_SECRET_MISSING     "secret-missing"
#define VMG_CODE_SECRET_EMPTY       "secret-without-value"
#define VMG_CODE_FILTER_MISSING     "nwfilter-missing"
#define VMG_CODE_ADDRESS_MISSING    "address-missing"
#define VMG_CODE_HUGETLBFS_MISSING  "hugetlbfs-missing"
#define VMG_CODE_NODE_MISSING       "numa-node-missing"
#define VMG_CODE_NODE_FULL          "numa-memory-missing"

#define VMG_CODE_MIGRATION_NETWORK_FACTS   "migration-network-facts-missing"
#define VMG_CODE_MIGRATION_NETWORK_UNSET   "migration-network-unset"
#define VMG_CODE_MIGRATION_NETWORK_DOWN    "migration-network-down"
#define VMG_CODE_MIGRATION_NETWORK_UNUSED  "migration-network-unused"
#define VMG_CODE_MIGRATION_NETWORK_DIFFERS "migration-network-differs"
#define VMG_CODE_MIGRATION_NETWORK_UNREAD  "migration-network-unread"
#define VMG_CODE_MIGRATION_NETWORK_SHARED  "migration-network-shared"

#define VMG_CODE_TOO_MANY_INCOMING "too-many-incoming"
