/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The life of a ledger entry (docs/architecture.md, "lib/ledger") on one host with room for
 * one guest. The hook, the agent, libvirt and a second script are slow or die at any point.
 *
 * What must hold:
 *   two guests never get into room for one    assert(arrived <= 1)
 *   no changed guest gets in                  assert(!changed)
 *   no local start is stopped                 assert(!edited)
 *   no entry stays for ever                   assert(entry[...] == none), after all has ended
 *
 * Time is an event that may come at any moment: an entry that was not prepared becomes late.
 * One assumption about time remains: libvirt needs less time for itself between a script and
 * the hook of prepare than the agent leaves between two looks.
 *
 * Guest 0 may have two attempts to get in, 0 and 1; attempt 2 is guest 1's. Each attempt has an
 * entry of its own, so its number stands for the nonce. MUTATION breaks one rule of the
 * protocol; model.sh checks that spin notices each, in the SCENE whose number is there. */
#ifndef MUTATION
#define MUTATION 0
#endif
#define ANY_NONCE     (MUTATION == 1)  /* 3: prepare compares any start of the guest */
#define TIME_ENDS     (MUTATION == 2)  /* 1: time ends what a prepared entry reserves, too */
#define LATE_IS_LOCAL (MUTATION == 3)  /* 3: prepare takes a late entry for none */
#define LATE_HAS_ROOM (MUTATION == 4)  /* 1: prepare does not ask for room again */
#define RELEASES_ANY  (MUTATION == 5)  /* 2: release does not look at the nonce */
#define OLD_LIST      (MUTATION == 6)  /* 1: a list from before the preparation ends an entry */
#define OLD_LOOK      (MUTATION == 7)  /* 1: a look from before the preparation ends an entry */
#define ONE_LOOK      (MUTATION == 8)  /* 3: one look without a script ends an entry */
#define NO_LOCK       (MUTATION == 9)  /* 1: counting and adding are two steps */
#define OFFLINE_LIVE  (MUTATION == 10) /* 3: the entry of a shut-off guest is compared */
#define NEVER_TIDY    (MUTATION == 11) /* 3: the agent leaves what was never prepared */
#define DEFINED_ENDS  (MUTATION == 12) /* 3: whoever defines the guest ends its entries */
#define WRITE_LAST    (MUTATION == 13) /* 1: the agent ends an entry before it wrote the facts */

mtype = {none, admitted, prepared, starting, running};

/* The ledger. */
mtype entry[3] = none;
bool late[3], shut_off[3];
bool locked;

/* libvirt. */
mtype guest[2] = none;
byte scripts[3]; /* what libvirt waits for after the admission: the guard's hook, a script */
byte inside[3];  /* between that script and the end of the hook of prepare */
byte config;     /* attempt whose nonce the configuration of guest 0 bears; NO = none */

/* The agent: what it has seen, and what the facts that it wrote say. */
mtype seen[2] = none;
mtype listed[2] = none;
bool fresh[2]; /* seen since an entry of the guest was prepared */
bool told[2];  /* listed by such a look */
bool met[2];   /* seen by this agent; one that begins anew has seen nothing */
bool known;    /* the facts list the guests, since all were seen */

byte arrived; /* guests that came in migrations and are there */
byte movers;  /* what is still to come, or under way */

#define NO         9
#define of(a)      ((a) / 2)
#define counts(a)  (entry[a] == prepared && !(TIME_ENDS && late[a]) || entry[a] == admitted && !late[a])
#define drop(a)    entry[a] = none; late[a] = false; shut_off[a] = false
#define lock()     atomic { !locked -> locked = true }
#define unlock()   locked = false

inline take(taken, g) { /* Is the room taken? The entries are read before the facts. */
    taken = (g == 0 -> counts(2) : counts(0) || counts(1));
    taken = taken || !known || listed[1 - g] != none
}

inline release(a) { /* the hook of release; it may be killed */
    if
    :: skip
    :: atomic {
           !locked;
           if
           :: a != NO -> drop(a)
           :: else
           fi;
           if
           :: RELEASES_ANY -> drop(0); drop(1)
           :: else
           fi
       }
    fi
}

/* Attempt A of a guest to get in. */
proctype Migration(byte a; bool offline) {
    bool changed, taken, wrote;

    if
    :: NO_LOCK
    :: else -> lock()
    fi;
    take(taken, of(a));
    if
    :: taken
    :: !taken -> skip /* killed before it writes */
    :: !taken ->
       atomic { entry[a] = admitted; late[a] = false; shut_off[a] = offline; scripts[a]++; wrote = true }
    fi;
    unlock();
    if
    :: wrote
    :: else -> goto ended
    fi;
    if
    :: scripts[a]--; goto ended /* the hook was killed after it wrote, or a script refuses */
    :: offline -> config = a; scripts[a]--; goto ended
    :: !offline -> changed = true
    :: !offline -> skip
    fi;
    atomic { scripts[a]--; inside[a]++ };

    atomic {
        if
        :: guest[of(a)] == none -> guest[of(a)] = starting
        :: inside[a]--; goto ended /* active already, another fault, or libvirt is killed */
        fi
    };
    lock();
    if
    :: entry[a] == admitted && !(shut_off[a] && !OFFLINE_LIVE) && !(late[a] && LATE_IS_LOCAL) ->
       taken = false;
       if
       :: late[a] && !LATE_HAS_ROOM && !changed -> take(taken, of(a))
       :: else
       fi;
       if
       :: changed || taken -> atomic { drop(a); unlock(); inside[a]--; goto failed }
       :: else -> atomic { entry[a] = prepared; fresh[of(a)] = false; told[of(a)] = false; inside[a]-- }
       fi
    :: else -> inside[a]--
    fi;
    unlock();
    if
    :: goto failed /* the hook was killed after it wrote, or a second one refuses */
    :: atomic { assert(!changed); arrived++; assert(arrived <= 1) }
    fi;
    if
    :: guest[of(a)] = running
    :: atomic { guest[of(a)] = running; config = (of(a) == 0 -> a : config) } /* it is saved with its nonce */
    :: atomic { arrived--; goto failed } /* QEMU does not start, or the migration fails */
    fi;
    if
    :: goto ended /* it stays */
    :: atomic { arrived--; goto failed } /* it stops */
    fi;
failed:
    guest[of(a)] = none;
    release(a);
ended:
    movers--
}

#define meets(a, n) (entry[a] == admitted && (n == a || ANY_NONCE) && !(shut_off[a] && !OFFLINE_LIVE))

/* Guest 0 is defined here, and started by an administrator or by Pacemaker. */
proctype Local() {
    bool edited;
    byte n;

    atomic {
        if
        :: DEFINED_ENDS -> drop(0); drop(1)
        :: else
        fi
    };
    if
    :: edited = true
    :: skip
    fi;
    atomic {
        if
        :: guest[0] == none -> guest[0] = starting; n = config
        :: else -> goto ended
        fi
    };
    atomic {
        !locked;
        if
        :: meets(0, n) || meets(1, n) -> assert(!edited)
        :: else
        fi
    };
    guest[0] = running;
    guest[0] = none;
    release(n);
ended:
    movers--
}

#define ages(a) (entry[a] == admitted || TIME_ENDS && entry[a] == prepared) && !late[a] -> late[a] = true

proctype Time() {
    do
    :: movers == 0 -> break
    :: atomic { ages(0) }
#if SCENE == 1
    :: atomic { ages(2) }
#elif SCENE == 2
    :: atomic { ages(1) }
#endif
    od
}

inline look(g) { /* what libvirt says of a guest now */
    atomic { seen[g] = guest[g]; fresh[g] = true; met[g] = true }
}

inline publish() {
    atomic {
        listed[0] = seen[0]; told[0] = fresh[0];
        listed[1] = seen[1]; told[1] = fresh[1];
        known = met[0] && met[1]
    }
}

inline end_running(a) {
    if
    :: entry[a] == prepared && (WRITE_LAST -> seen[of(a)] : listed[of(a)]) == running &&
       ((WRITE_LAST -> fresh[of(a)] : told[of(a)]) || OLD_LOOK) -> drop(a)
    :: else
    fi
}

/* The list of all guests ends what was prepared before it was asked for and is not in it. */
inline list(a) {
    atomic { before = entry[a] == prepared || OLD_LIST; gone = false };
    gone = (guest[of(a)] == none);
    atomic {
        !locked;
        if
        :: entry[a] == prepared && gone && before -> drop(a)
        :: else
        fi
    }
}

/* What was never prepared ends after two looks without a script, with libvirt's own time
 * between them; or if the configuration bears its nonce. */
inline tidy(a) {
    quiet = entry[a] == admitted && late[a] && scripts[a] == 0;
    if
    :: ONE_LOOK || !quiet
    :: else ->
       inside[a] == 0; /* libvirt is faster than this */
       quiet = scripts[a] == 0
    fi;
    atomic {
        !locked;
        if
        :: !NEVER_TIDY && entry[a] == admitted && (quiet || config == a) -> drop(a)
        :: else
        fi;
        quiet = false
    }
}

proctype Agent() {
    bool before, gone, quiet;

    do
    :: movers == 0 -> break
    :: look(0)
    :: publish()
    :: atomic { !locked; end_running(0); end_running(1); end_running(2) }
    :: list(0)
    :: tidy(0)
#if SCENE == 1
    :: look(1)
    :: list(2)
    :: tidy(2)
#elif SCENE == 2
    :: list(1)
    :: tidy(1)
#endif
    :: atomic { known = false; listed[0] = none; listed[1] = none; seen[0] = none; seen[1] = none;
                fresh[0] = false; fresh[1] = false; told[0] = false; told[1] = false;
                met[0] = false; met[1] = SCENE != 1 } /* killed, and begins anew */
    od;
    /* Nothing happens any more, but the agent lives. */
    late[0] = true; late[1] = true; late[2] = true;
    look(0); look(1); publish();
    end_running(0); end_running(1); end_running(2);
    list(0); list(1); list(2); tidy(0); tidy(1); tidy(2);
    assert(entry[0] == none && entry[1] == none && entry[2] == none)
}

init {
    atomic {
        config = NO;
        if /* guest 0 was here before and has left; the agent has not seen it go */
        :: seen[0] = running; listed[0] = running; fresh[0] = true; told[0] = true
        :: skip
        fi;
        known = true; met[0] = true; met[1] = true;
#if SCENE == 1
        /* Two guests. */
        movers = 2;
        run Migration(0, false);
        run Migration(2, false);
#elif SCENE == 2
        /* One guest in two attempts. */
        movers = 2;
        run Migration(0, false);
        run Migration(1, false);
#else
        /* One guest, running or shut off, which is defined and started here meanwhile. */
        movers = 2;
        if
        :: run Migration(0, true)
        :: run Migration(0, false)
        fi;
        run Local();
#endif
        run Time();
        run Agent()
    }
}
