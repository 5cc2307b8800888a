# SPDX-License-Identifier: LGPL-2.1-or-later
# The guest of the lab: a boot sector that is the whole operating system. It fills 38 MiB of memory,
# so that a migration has memory to copy. It stays in real mode, but the segment fs reaches 4 GiB.
# The symbols PAGES and DISK come from the command line of as. If DISK is 0, the guest then writes
# to PAGES pages of 4 KiB at each tick of the BIOS timer, which ticks 18.2 times a second. If DISK
# is 1, the guest writes to its disk instead, as the comment after ".if DISK" describes.
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
# The guest counts: a hundred times a second it writes the next number to the disk. Even numbers go
# to one sector, odd numbers to another sector. After each write the guest reads the last two
# numbers from the disk. So at whatever moment a migration stops the guest, the guest reads on the
# destination a number that it wrote on the source. The guest prints a line to the first serial port
# for every 256th number, and for each number that the disk does not have.
.set READ, 0x8000
.set NUMBER, 0x8200
    xor ax, ax
    mov es, ax # es:bx is the address of the buffer for the BIOS
    mov al, 0x36
    out 0x43, al
    mov ax, 11932 # the frequency of the timer, 1193182 Hz, divided by 100
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
compare: # compares the number in eax with the number on the disk
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
sector: # calls the BIOS function in di for the sector of the number in eax
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
text: # prints the text at si, and then the number in eax
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
