/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/cpu-reader.h"

#include "agent/base/work.h"

struct VmgCpuReader {
    VmgWork *work; /* one thread: answers come in order */
    void (*read)(gpointer data, VmgCpuFacts *facts, const GError *error);
    gpointer data;
};

typedef struct {
    const VmgCpuReader *reader;
    virConnect *connect;
    VmgCpuFacts *facts;
    GError *error;
} Question;

/* The connection is let go here: the last reference waits for libvirtd. */
static void
run(gpointer data)
{
    Question *question = data;

    question->facts = vmg_cpu_read(question->connect, &question->error);
    virConnectClose(question->connect);
}

static void
done(gpointer data)
{
    Question *question = data;

    question->reader->read(question->reader->data, question->facts, question->error);
    g_clear_error(&question->error);
    g_free(question);
}

VmgCpuReader *
vmg_cpu_reader_new(void (*read)(gpointer data, VmgCpuFacts *facts, const GError *error),
                   gpointer data)
{
    VmgCpuReader *reader = g_new0(VmgCpuReader, 1);

    reader->work = vmg_work_new(1);
    reader->read = read;
    reader->data = data;
    return reader;
}

void
vmg_cpu_reader_free(VmgCpuReader *reader)
{
    if (!reader)
        return;
    vmg_work_free(reader->work);
    g_free(reader);
}

void
vmg_cpu_reader_ask(VmgCpuReader *reader, virConnect *connect)
{
    Question *question = g_new0(Question, 1);

    question->reader = reader;
    question->connect = connect;
    virConnectRef(connect);
    vmg_work_push(reader->work, run, done, question);
}

gboolean
vmg_cpu_reader_is_idle(const VmgCpuReader *reader)
{
    return vmg_work_pending(reader->work) == 0;
}
