# SPDX-License-Identifier: LGPL-2.1-or-later
# The lab's guest: a boot sector that fills memory, so that there is something to
# migrate. It stays in real mode, with one segment that reaches all memory. Then it
# dirties PAGES pages of 4 KiB at each of the BIOS timer's 18.2 ticks a second. If DISK
# is 1, it uses its disk instead: see below.
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

.if DISK
# A hundred times a second: writes the next number, to two sectors in turn, and reads the
# last two numbers from there. Whatever moment it is stopped at, the next number that it
# reads is one that it wrote before. The first serial port tells about each 256th number,
# and about each that the disk does not have.
.set READ, 0x8000
.set NUMBER, 0x8200
    xor ax, ax
    mov es, ax # the BIOS reads and writes at es:bx
    mov al, 0x36
    out 0x43, al
    mov ax, 11932 # of the timer's 1193182 Hz
    out 0x40, al
    mov al, ah
    out 0x40, al
    call write
next:
    inc dword ptr [NUMBER]
    call write
    hlt
    mov eax, [NUMBER]
    dec eax
    call compare
    mov eax, [NUMBER]
    call compare
    jmp next
write:
    mov eax, [NUMBER]
    mov di, 0x0301
    mov bx, NUMBER
    jmp sector
compare: # the number eax with what the disk has
    mov di, 0x0201
    mov bx, READ
    push eax
    call sector
    pop eax
    cmp eax, [READ]
    jne report
    test al, al
    jz report
    ret
sector: # of the number eax: the BIOS's function di
    mov cl, al
    and cl, 1
    shl cl, 5
    add cl, 2
    mov ch, 0
    mov dx, 0x80
    mov ax, di
    int 0x13
    ret
report:
    mov si, offset first
    call text
    mov si, offset second
    mov eax, [READ]
    call text
    mov al, '\n'
    jmp character
text: # si, then the number eax
    push eax
1:  lodsb
    test al, al
    jz 2f
    call character
    jmp 1b
2:  pop eax
number:
    xor edx, edx
    mov ecx, 10
    div ecx
    push dx
    test eax, eax
    jz 1f
    call number
1:  pop ax
    add al, '0'
character:
    mov dx, 0x3f8
    out dx, al
    ret
first: .asciz "wrote "
second: .asciz ", reads "
.else
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
.endif

descriptors:
    .quad 0
    .quad 0x00cf92000000ffff
table:
    .word 15
    .long descriptors

.org 510
.word 0xaa55
