/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A model of the ledger's entries (docs/architecture.md, "lib/ledger") on one host, which has
 * memory for one guest only. The hook, the agent, libvirt and another hook script can be slow or
 * die at any point.
 *
 * What must hold:
 *   never more than one guest has arrived           assert(arrived <= 1)
 *   a guest that was changed after its admission
 *   never arrives                                   assert(!changed)
 *   the hook stops no local start                   assert(!edited)
 *   no entry stays for ever                         assert(entry[...] == none), when all migrations
 *                                                   and local starts have ended
 *
 * The model has no clock. At any moment an entry that is not prepared may become late: the entry
 * is then older than the time limit of a reservation. The model assumes one thing about time:
 * between the end of a hook script and the end of the guard's hook at prepare, libvirt needs less
 * time than the agent lets pass between two looks at the hook scripts.
 *
 * The attempts 0 and 1 are two migrations of guest 0. Attempt 2 is a migration of guest 1. Each
 * attempt has an entry of its own, so the number of the attempt stands for the nonce.
 *
 * MUTATION breaks one rule of the protocol on purpose. The comment of each mutation begins with the
 * number of a SCENE and says what is then wrong. model.sh checks that spin finds an error in this
 * scene. */
#ifndef MUTATION
#define MUTATION 0
#endif
#define ANY_NONCE     (MUTATION == 1)  /* 3: the hook also compares a start without the nonce */
#define TIME_ENDS     (MUTATION == 2)  /* 1: a late prepared entry reserves nothing */
#define LATE_IS_LOCAL (MUTATION == 3)  /* 3: the hook ignores a late entry at prepare */
#define LATE_HAS_ROOM (MUTATION == 4)  /* 1: the hook does not check memory for a late entry */
#define RELEASES_ANY  (MUTATION == 5)  /* 2: the hook ignores the nonce at release */
#define OLD_LIST      (MUTATION == 6)  /* 1: the agent uses a list from before the preparation */
#define OLD_LOOK      (MUTATION == 7)  /* 1: the agent uses a look from before the preparation */
#define ONE_LOOK      (MUTATION == 8)  /* 3: one look without a script ends a late entry */
#define NO_LOCK       (MUTATION == 9)  /* 1: the hook does not lock the ledger */
#define OFFLINE_LIVE  (MUTATION == 10) /* 3: the hook compares a guest that came shut off */
#define NEVER_TIDY    (MUTATION == 11) /* 3: the agent never ends an unprepared entry */
#define DEFINED_ENDS  (MUTATION == 12) /* 3: defining the guest ends the guest's entries */
#define WRITE_LAST    (MUTATION == 13) /* 1: the agent ends an entry before it writes the facts */

mtype = {none, admitted, prepared, starting, running};

/* The ledger. */
mtype entry[3] = none;
bool late[3], shut_off[3];
bool locked;

/* libvirt. */
mtype guest[2] = none;
/* 1 after the entry is written, while libvirt waits for the end of a hook script: the guard's hook
 * or another script */
byte scripts[3];
/* 1 from the end of these hook scripts to the end of the guard's hook at prepare */
byte inside[3];
byte config; /* the attempt whose nonce is in the configuration of guest 0; NO = no attempt */

/* The agent: the state of each guest when the agent last looked (seen), and in the facts that the
 * agent wrote last (listed). */
mtype seen[2] = none;
mtype listed[2] = none;
bool fresh[2]; /* the agent has looked at the guest since an entry of the guest was prepared */
bool told[2];  /* the facts contain the result of a look after the preparation */
bool met[2];   /* the agent has looked at the guest since the agent's last start */
bool known;    /* the facts list all guests, because the agent has looked at all of them */

byte arrived; /* the number of guests that arrived in a migration and still run on the host */
byte movers;  /* the number of migrations and local starts that have not ended */

#define NO         9
#define of(a)      ((a) / 2)
#define counts(a)  (entry[a] == prepared && !(TIME_ENDS && late[a]) || entry[a] == admitted && !late[a])
#define drop(a)    entry[a] = none; late[a] = false; shut_off[a] = false
#define lock()     atomic { !locked -> locked = true }
#define unlock()   locked = false

/* Sets TAKEN if the host has no memory for guest G. The entries are read before the facts. */
inline take(taken, g) {
    taken = (g == 0 -> counts(2) : counts(0) || counts(1));
    taken = taken || !known || listed[1 - g] != none
}

/* The hook at release, for the nonce A. The hook may be killed before it removes the entry. */
inline release(a) {
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

/* Attempt A: a guest migrates to this host. OFFLINE: the guest is shut off. */
proctype Migration(byte a; bool offline) {
    bool changed, taken, wrote;

    if
    :: NO_LOCK
    :: else -> lock()
    fi;
    take(taken, of(a));
    if
    :: taken
    :: !taken -> skip /* the hook is killed before it writes the entry */
    :: !taken ->
       atomic { entry[a] = admitted; late[a] = false; shut_off[a] = offline; scripts[a]++; wrote = true }
    fi;
    unlock();
    if
    :: wrote
    :: else -> goto ended
    fi;
    if
    :: scripts[a]--; goto ended /* the hook is killed after it wrote, or a script refuses */
    :: offline -> config = a; scripts[a]--; goto ended
    :: !offline -> changed = true
    :: !offline -> skip
    fi;
    atomic { scripts[a]--; inside[a]++ };

    atomic {
        if
        :: guest[of(a)] == none -> guest[of(a)] = starting
        :: inside[a]--; goto ended /* already active, another error, or libvirt is killed */
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
    :: goto failed /* the hook is killed after it wrote the entry, or another script refuses */
    :: atomic { assert(!changed); arrived++; assert(arrived <= 1) }
    fi;
    if
    :: guest[of(a)] = running
    /* libvirt saves the guest's configuration with the nonce */
    :: atomic { guest[of(a)] = running; config = (of(a) == 0 -> a : config) }
    :: atomic { arrived--; goto failed } /* QEMU does not start, or the migration fails */
    fi;
    if
    :: goto ended /* the guest stays on this host */
    :: atomic { arrived--; goto failed } /* the guest stops */
    fi;
failed:
    guest[of(a)] = none;
    release(a);
ended:
    movers--
}

#define meets(a, n) (entry[a] == admitted && (n == a || ANY_NONCE) && !(shut_off[a] && !OFFLINE_LIVE))

/* A local start: guest 0 is defined on this host, and an administrator or Pacemaker starts it. */
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

/* The agent asks libvirt for the state of guest G. */
inline look(g) {
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

/* The agent asks libvirt for the list of all guests. The agent then ends each entry
 * that was prepared earlier and whose guest is not in the list. */
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

/* The agent ends an entry that is late and not prepared if it finds no running hook script at two
 * looks. It also ends an entry that is not prepared if the guest's configuration has its nonce. */
inline tidy(a) {
    quiet = entry[a] == admitted && late[a] && scripts[a] == 0;
    if
    :: ONE_LOOK || !quiet
    :: else ->
       inside[a] == 0; /* the agent waits longer than libvirt needs */
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
                met[0] = false; met[1] = SCENE != 1 } /* the agent is killed and starts again */
    od;
    /* All migrations and local starts have ended, but the agent still runs. */
    late[0] = true; late[1] = true; late[2] = true;
    look(0); look(1); publish();
    end_running(0); end_running(1); end_running(2);
    list(0); list(1); list(2); tidy(0); tidy(1); tidy(2);
    assert(entry[0] == none && entry[1] == none && entry[2] == none)
}

init {
    atomic {
        config = NO;
        /* Guest 0 may have been on this host before and have left it, and the agent has not noticed
         * yet that the guest has left. */
        if
        :: seen[0] = running; listed[0] = running; fresh[0] = true; told[0] = true
        :: skip
        fi;
        known = true; met[0] = true; met[1] = true;
#if SCENE == 1
        /* Two guests migrate to this host. */
        movers = 2;
        run Migration(0, false);
        run Migration(2, false);
#elif SCENE == 2
        /* One guest migrates to this host in two attempts. */
        movers = 2;
        run Migration(0, false);
        run Migration(1, false);
#else
        /* One guest migrates to this host, running or shut off. Meanwhile somebody defines and
         * starts the same guest on this host. */
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
