/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Usage: keep-pages FILE: maps the file into memory, reads all of it, and keeps it mapped until
 * this process ends. posix_fadvise(2) does not drop mapped pages from the page cache. */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
    const volatile char *pages;
    off_t size;
    int fd;
    char sum = 0;

    if (argc != 2)
        errx(2, "usage: keep-pages FILE");
    fd = open(argv[1], O_RDONLY | O_CLOEXEC);
    if (fd < 0 || (size = lseek(fd, 0, SEEK_END)) < 0)
        err(1, "%s", argv[1]);
    pages = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, fd, 0);
    if (pages == MAP_FAILED)
        err(1, "%s", argv[1]);
    for (off_t at = 0; at < size; at += 512)
        sum = (char)(sum + pages[at]);
    printf("%d\n", sum);
    fflush(stdout);
    for (;;)
        pause();
}
