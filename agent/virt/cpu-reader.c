/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent/virt/cpu-reader.h"

#include "agent/base/work.h"

struct VmgCpuReader {
    VmgWork *work; /* a pool with one thread, so that answers come in order */
    void (*read)(gpointer data, const VmgCpuAnswer *answer);
    gpointer data;
};

typedef struct {
    const VmgCpuReader *reader;
    virConnect *connect;
    VmgCpuAnswer answer;
} Question;

/* Asks libvirt for the facts about the CPU and for the emulators. Frees the connection here in the
 * worker, because freeing the last reference waits for libvirtd. */
static void
run(gpointer data)
{
    Question *question = data;

    question->answer.cpu = vmg_cpu_read(question->connect, &question->answer.cpu_error);
    question->answer.emulators =
        vmg_emulators_read(question->connect, &question->answer.emulators_error);
    virConnectClose(question->connect);
}

static void
done(gpointer data)
{
    Question *question = data;

    question->reader->read(question->reader->data, &question->answer);
    g_clear_error(&question->answer.cpu_error);
    g_clear_error(&question->answer.emulators_error);
    g_free(question);
}

VmgCpuReader *
vmg_cpu_reader_new(void (*read)(gpointer data, const VmgCpuAnswer *answer), gpointer data)
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
