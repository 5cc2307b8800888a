#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""plan_solver.py CLUSTERS SEED: does plan place as many guests as an exact solver?

Makes random small clusters, lets `virt-migration-guard plan --facts` plan for one host of each, and GLPK
solve the same problem exactly. No plan may break a capacity. All plans together must place at least 99 % of
the guests that the solver places. The model of the capacities is written here again, from the text of the man page."""
import json
import os
import random
import subprocess
import sys
import tempfile

PAGE = 2048  # KiB
RATIO = 2  # [vcpus] overcommit-ratio
WANTED = 0.99

CPU = """<{p}cpu arch="x86_64" threads="{threads}" vendor="AMD" model="EPYC"><{p}mode virt="qemu" model="EPYC">
<{p}features>sse2</{p}features>{models}</{p}mode></{p}cpu>"""
NETWORK = '<{p}network name="{name}" device="br-{name}" kind="bridge" state="up" mtu="1500">{role}</{p}network>'


def networks(names, p):
    role = f'<{p}role>management</{p}role><{p}address family="ipv4" prefix="24">192.0.2.2</{p}address>'
    return "".join(NETWORK.format(p=p, name=n, role=role if n == "management" else "") for n in names)


def guest_line(guest):
    apart = f' apart="{guest["group"]}"' if guest["group"] else ""
    return f'<guest uuid="{guest["uuid"]}" vcpus="{guest["vcpus"]}" commit="{guest["commit"]}"{apart}/>'


def host_xml(host):
    cpu = CPU.format(p="", threads=host["threads"], models="<models>qemu64</models><partial-models/>")
    there = "".join(guest_line(g) for g in host["there"])
    return f"""<host xmlns="urn:virt-migration-guard:1" generation="1" boottime="1"><uuid>{host["uuid"]}</uuid>
<name>{host["name"]}</name><cluster>default</cluster><status>{host["status"]}</status>{cpu}
<memory unit="KiB" total="{host["total"]}" available="{host["available"]}"><pages size="{PAGE}" kib="{host["pages"]}"/></memory>
<networks>{networks(host["networks"], "")}</networks>
<migration network="management" configured="yes" host="192.0.2.2" address="192.0.2.2"/><storage/>
<guests>{there}</guests><inventory/></host>"""


def guest_xml(guest, source):
    p = "vmg:"
    cpu = CPU.format(p=p, threads=source["threads"], models="")
    group = guest["group"]
    placement = f"""<p:placement xmlns:p="urn:virt-migration-guard:placement:1"><p:apart>{group}</p:apart></p:placement>"""
    nic = f"<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='br-{guest['network']}'/></interface>"
    backing = "<memoryBacking><hugepages/></memoryBacking>" if guest["huge"] else ""
    return f"""<domain type='qemu' id='1'><name>{guest["name"]}</name><uuid>{guest["uuid"]}</uuid><metadata>
{placement if group else ""}<vmg:stamp xmlns:vmg="urn:virt-migration-guard:1"><vmg:host generation="1">
<vmg:uuid>{source["uuid"]}</vmg:uuid><vmg:name>{source["name"]}</vmg:name><vmg:cluster>default</vmg:cluster>
<vmg:status>up</vmg:status>{cpu}<vmg:networks>{networks(source["networks"], p)}</vmg:networks>
<vmg:migration network="management"/><vmg:storage/></vmg:host><vmg:guest uuid="{guest["uuid"]}"/></vmg:stamp></metadata>
<memory unit='KiB'>{guest["memory"]}</memory>{backing}<vcpu>{guest["vcpus"]}</vcpu>
<os><type arch='x86_64' machine='pc'>hvm</type></os><devices>{nic}</devices></domain>"""


def uuid(kind, number):
    return f"{kind}0000000-0000-4000-8000-{number:012d}"


def make_guest(number, name, chance):
    return {
        "name": name, "uuid": uuid("a", number), "memory": 1024 * 256 * chance.randint(1, 24),
        "vcpus": chance.choice([1, 1, 2, 2, 4, 6]), "group": chance.choice([None, None, None, "db", "web"]),
        "network": chance.choice(["management", "management", "storage"]), "huge": chance.random() < 0.2,
    }


def make_host(number, chance, guests, hosts):
    """Makes a host. All hosts together have about as much room as all guests need."""
    share = sum(g["memory"] + 131072 for g in guests) / hosts * chance.uniform(0.5, 1.3)
    there = [dict(make_guest(1000 + number * 10 + i, "", chance), commit=1024 * chance.randint(256, 2048))
             for i in range(chance.randint(0, 2))]
    return {
        "name": f"host-{number}", "uuid": uuid("b", number), "status": "maintenance" if chance.random() < 0.05 else "up",
        "threads": chance.choice([4, 8, 16]), "total": 64 << 20, "available": int(share), "there": there,
        "pages": PAGE * chance.randint(0, 4096),
        "networks": ["management"] + (["storage"] if chance.random() < 0.7 else []),
    }


def make_cluster(chance):
    guests = [make_guest(i, f"g{i}", chance) for i in range(chance.randint(4, 14))]
    count = chance.randint(2, 5)
    hosts = [make_host(i, chance, guests, count) for i in range(1, count + 1)]
    source = dict(make_host(0, chance, guests, 1), status="up", networks=["management", "storage"], there=[])
    return source, hosts, guests


def plan(source, hosts, guests):
    with tempfile.TemporaryDirectory() as directory:
        for host in [source] + hosts:
            with open(os.path.join(directory, host["name"] + ".xml"), "w") as file:
                file.write(host_xml(host))
        for guest in guests:
            with open(os.path.join(directory, guest["name"] + ".xml"), "w") as file:
                file.write(guest_xml(guest, source))
        done = subprocess.run(["virt-migration-guard", "plan", source["name"], "--facts", directory, "--json"],
                              capture_output=True, text=True)
    if done.returncode > 1:
        raise SystemExit(f"the plan failed: {done.stderr}")
    said = json.loads(done.stdout)
    for guest, move in zip(sorted(guests, key=lambda g: g["name"]), sorted(said["guests"], key=lambda m: m["guest"])):
        guest.update(to=move["to"], commit=move["commit_kib"], reason=move["reason"])


def pages(guest):
    return guest["memory"] if guest["huge"] else 0


def admits(host, guest):
    """Whether the host would take the guest if it took no other guest."""
    return (host["status"] == "up" and guest["network"] in host["networks"] and guest["vcpus"] <= host["threads"] and
            not any(guest["group"] and g["group"] == guest["group"] for g in host["there"]))


def limits(host):
    """Returns the limits for all guests together on the host, each as (the limit, a function that returns what one
    guest needs). There is no limit of vCPUs if the host has more vCPUs than the ratio allows already, because
    plan then only warns."""
    vcpus = RATIO * host["threads"] - sum(g["vcpus"] for g in host["there"])
    return [(host["available"], lambda g: g["commit"]), (host["pages"], pages)] + (
        [(vcpus, lambda g: g["vcpus"])] if vcpus >= 0 else [])


def check(hosts, guests):
    """Returns the capacities that the plan exceeds."""
    wrong = []
    for host in hosts:
        placed = [g for g in guests if g["to"] == host["name"]]
        wrong += [f"{g['name']} on {host['name']}" for g in placed if not admits(host, g)]
        wrong += [f"limit {n} of {host['name']}" for n, (most, need) in enumerate(limits(host))
                  if placed and sum(map(need, placed)) > most]
        groups = [g["group"] for g in placed if g["group"]]
        if len(groups) != len(set(groups)):
            wrong.append(f"a group on {host['name']}")
    return wrong


def solve(hosts, guests):
    """Asks the solver how many guests can be placed."""
    pairs = [(i, j) for i, g in enumerate(guests) for j, h in enumerate(hosts) if admits(h, g)]
    rows = [[(1, (i, j)) for j in range(len(hosts)) if (i, j) in pairs] + [1] for i in range(len(guests))]
    for j, host in enumerate(hosts):
        rows += [[(need(g), (i, j)) for i, g in enumerate(guests) if (i, j) in pairs] + [most] for most, need in limits(host)]
        rows += [[(1, (i, j)) for i, g in enumerate(guests) if g["group"] == group and (i, j) in pairs] + [1]
                 for group in {g["group"] for g in guests} - {None}]
    if not pairs:
        return 0
    lines = ["Maximize", "n: " + " + ".join(f"x{i}_{j}" for i, j in pairs), "Subject To"]
    lines += [f"c{n}: " + " + ".join(f"{a} x{i}_{j}" for a, (i, j) in row[:-1]) + f" <= {row[-1]}"
              for n, row in enumerate(rows) if len(row) > 1]
    lines += ["Binary"] + [f"x{i}_{j}" for i, j in pairs] + ["End"]
    with tempfile.TemporaryDirectory() as directory:
        problem, answer = os.path.join(directory, "problem"), os.path.join(directory, "answer")
        with open(problem, "w") as file:
            file.write("\n".join(lines) + "\n")
        said = subprocess.run(["glpsol", "--lp", problem, "--write", answer, "--tmlim", "60"],
                              capture_output=True, text=True)
        if not os.path.exists(answer):
            raise SystemExit(f"GLPK fails: {said.stdout}")
        with open(answer) as file:
            text = file.read()
    # The line "s mip ROWS COLUMNS STATUS OBJECTIVE" of the solver's output. The status o means that
    # the result is proven to be the best one.
    status = next(line.split() for line in text.splitlines() if line.startswith("s "))
    if status[4] != "o":
        raise SystemExit(f"GLPK did not find out within a minute: {said.stdout}")
    return round(float(status[5]))


def main():
    clusters, seed = int(sys.argv[1]), int(sys.argv[2])
    chance = random.Random(seed)
    placed = best = worse = possible = 0
    broken = []
    for number in range(clusters):
        source, hosts, guests = make_cluster(chance)
        plan(source, hosts, guests)
        here, most = sum(1 for g in guests if g["to"]), solve(hosts, guests)
        broken += [f"cluster {number}: {what}" for what in check(hosts, guests)]
        if here > most:
            broken.append(f"cluster {number}: {here} placed, but only {most} can be")
        if here < most:
            worse += 1
            print(f"# cluster {number}: {here} of {most} on {len(hosts)} hosts")
        placed, best, possible = placed + here, best + most, possible + len(guests)
    if not placed:
        print("# nothing has a place, for example:", guests[0]["reason"])
    for line in broken:
        print(f"# {line}")
    print(f"# seed {seed}: {possible} guests, {best} placed by the solver, {placed} by plan; "
          f"{worse} of {clusters} plans place fewer than the solver")
    print(f"{'not ok' if broken else 'ok'} - no plan breaks a capacity")
    print(f"{'ok' if placed >= WANTED * best else 'not ok'} - at least {WANTED:.0%} of the guests that can be placed are")
    print(f"{'ok' if best < possible else 'not ok'} - the clusters are not so large that all is easy")
    return 1 if broken or placed < WANTED * best or best == possible else 0


sys.exit(main())
