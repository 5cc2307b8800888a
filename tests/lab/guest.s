# SPDX-License-Identifier: LGPL-2.1-or-later
# The lab's guest: a boot sector that fills memory, so that there is something to
# migrate, and then dirties PAGES pages of 4 KiB at each of the BIOS timer's 18.2
# ticks a second. It stays in real mode, with one segment that reaches all memory.
.intel_syntax noprefix
.code16
.globl _start
.set FIRST, 0x00200000
.set LAST,  0x02800000

_start:
    cli
    xor ax, ax
    mov ds, ax
    mov ss, ax
    mov sp, 0x7c00
    lgdt [table]
    mov eax, cr0
    or al, 1
    mov cr0, eax
    mov bx, 8
    mov fs, bx
    and al, 0xfe
    mov cr0, eax
    sti

    mov edi, FIRST
fill:
    mov fs:[edi], edi
    add edi, 4096
    cmp edi, LAST
    jb fill

    mov edi, FIRST
tick:
    hlt
    mov cx, PAGES
    jcxz tick
dirty:
    inc dword ptr fs:[edi]
    add edi, 4096
    cmp edi, LAST
    jb 1f
    mov edi, FIRST
1:  loop dirty
    jmp tick

descriptors:
    .quad 0
    .quad 0x00cf92000000ffff
table:
    .word 15
    .long descriptors

.org 510
.word 0xaa55
