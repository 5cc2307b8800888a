/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* tags: a guest may need things on its host that no program can discover: a software licence, a
 * GPU driver, a zone. The administrator names these things in a custom property of the guest's
 * oVirt metadata, and lists in guard.conf of each host what this host has:
 *
 *     <ovirt-vm:vm xmlns:ovirt-vm="http://ovirt.org/vm/1.0">
 *       <ovirt-vm:custom><ovirt-vm:tags>oracle-licence;zone-b</ovirt-vm:tags></ovirt-vm:custom>
 *     </ovirt-vm:vm>
 *
 *     [tags]
 *     host = oracle-licence;zone-a;zone-b
 *     property = tags        # the default
 *
 * Tags are separated by semicolons, commas or white space. Upper and lower case differ. Build:
 *
 *     cc -shared -fPIC $(pkg-config --cflags virt-migration-guard) -o tags.so tags.c */
#include <virt-migration-guard.h>

#include <stdio.h>
#include <string.h>

#define SEPARATORS ";, \t\r\n"
#define TAG_MAX    256 /* in bytes; a finding shows only the beginning of a longer tag */

/* Returns the next tag in *TEXT and sets *LEN to its length; NULL if there are no more tags. */
static const char *
next_tag(const char **text, size_t *len)
{
    const char *tag = *text + strspn(*text, SEPARATORS);

    *len = strcspn(tag, SEPARATORS);
    *text = tag + *len;
    return *len > 0 ? tag : NULL;
}

static int
has_tag(const char *tags, const char *wanted, size_t wanted_len)
{
    const char *tag;
    size_t len;

    while ((tag = next_tag(&tags, &len)) != NULL)
        if (len == wanted_len && memcmp(tag, wanted, len) == 0)
            return 1;
    return 0;
}

static void
report(const struct vmg_input *input, enum vmg_result result, const char *subject,
       const char *wanted, const char *found, const char *fix)
{
    struct vmg_finding finding;

    memset(&finding, 0, sizeof(finding));
    finding.struct_size = sizeof(finding);
    finding.result = (int32_t)result;
    finding.subject = subject;
    finding.wanted = wanted;
    finding.found = found;
    finding.fix = fix;
    input->report(input, &finding);
}

/* Reports a finding for the tag TAG, whether the destination has it or not. The caller does this
 * for each tag, so that the administrator sees all missing tags at once. */
static void
judge_tag(const struct vmg_input *input, const char *tag, size_t len, const char *host_tags)
{
    int cut = (int)(len < TAG_MAX ? len : TAG_MAX);
    char subject[TAG_MAX + 8], found[TAG_MAX + 256];

    snprintf(subject, sizeof(subject), "tag %.*s", cut, tag);
    if (has_tag(host_tags, tag, len)) {
        report(input, VMG_PASS, subject, "a tag of the destination", "the destination has it",
               NULL);
        return;
    }
    snprintf(found, sizeof(found), "%.200s has: %.250s", input->destination->name,
             *host_tags ? host_tags : "no tags");
    report(input, VMG_FAIL, subject, "a tag of the destination", found,
           "choose a host that has it, or add it to [tags] host in guard.conf there");
}

/* The value of the guest's own custom property whose name guard.conf gives (`tags` by default);
 * "" if the guest has no such property. Properties of devices do not count. */
static const char *
required_tags(const struct vmg_input *input)
{
    const char *name = input->option(input, "property");
    size_t i;

    for (i = 0; i < input->guest->property_count; i++) {
        const struct vmg_property *property = input->guest->properties[i];

        if (!property->device && strcmp(property->name, name ? name : "tags") == 0)
            return property->value;
    }
    return "";
}

static int
run(const struct vmg_input *input)
{
    const char *required = required_tags(input), *host_tags = input->option(input, "host"), *tag;
    size_t len, count = 0;

    /* If there are no facts about the destination, the guard.conf that was read may be another
     * host's, so its tags mean nothing. The guard itself has already reported the missing facts. */
    if (!input->destination)
        return 0;
    while ((tag = next_tag(&required, &len)) != NULL) {
        judge_tag(input, tag, len, host_tags ? host_tags : "");
        count++;
    }
    if (count == 0)
        report(input, VMG_PASS, NULL, "tags of the destination", "the guest requires none", NULL);
    return 0;
}

static const struct vmg_check check = {
    sizeof(struct vmg_check),
    VMG_ABI_VERSION,
    "tags",
    "1.0",
    "the destination has every tag that the guest requires",
    VMG_NEEDS_DESTINATION,
    0,
    run,
};

VMG_REGISTER_CHECK(check)
