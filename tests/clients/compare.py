"""Compares the client table of check_tls_chain with what real clients did. Prints "ok CELL" and "not ok CELL: why".

compare.py FOLDER DIVERGENCES     FOLDER as run.sh fills it

A cell is a scenario and a client. Each must agree, except those in DIVERGENCES: lines "SCENARIO CLIENT OURS REAL REASON", where CLIENT may
be CLIENT@VERSION, for versions that begin so. Those must differ just as the list says: what agrees now must be taken out.
"""
import json
import os
import re
import sys

# What runs for real, and the row that speaks of it.
ROWS = {"curl": "openssl", "s_client": "openssl", "python": "python", "certifi": "certifi", "java": "java", "node": "node", "go": "go",
        "gnutls": "gnutls", "browser": "browser"}
WORDS = {"accepts": "accept", "rejects": "reject"}


def read_lines(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return [line.rstrip("\n") for line in file]


def real_verdicts(folder, client):
    """Scenario to (verdict, reason)."""
    rows = (line.split("\t") for line in read_lines(f"{folder}/{client}.tsv"))
    return {row[0]: (row[1], row[2]) for row in rows if len(row) == 3 and row[1] in WORDS.values()}


def version(folder, client):
    found = re.search(r"\d[\d.]*", "".join(read_lines(f"{folder}/{client}.version")[:1]))
    return found.group() if found else ""


def our_verdicts(folder, scenario):
    """Row to (verdict, reason)."""
    try:
        with open(f"{folder}/json/{scenario}", encoding="utf-8") as file:
            rows = json.load(file).get("clients", [])
    except (OSError, ValueError):
        rows = []
    return {row["id"]: (WORDS.get(row["verdict"], row["verdict"]), row.get("reason", "")) for row in rows}


def read_divergences(path, versions):
    """(scenario, client) to (ours, real), those of the versions that run here; and what is wrong with the list."""
    found, wrong = {}, []
    for number, line in enumerate(read_lines(path), 1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split(None, 4)
        client, _, wanted = words[1].partition("@") if len(words) == 5 else ("", "", "")
        if client not in ROWS or {words[2], words[3]} != set(WORDS.values()):
            wrong.append(f"line {number}: not SCENARIO CLIENT OURS REAL REASON")
        elif (versions[client] + ".").startswith(wanted + "." if wanted else ""):
            found[words[0], client] = words[2], words[3]
    return found, wrong


def judge(ours, real, listed):
    """What is wrong with a cell, or nothing."""
    if listed and (ours[0], real[0]) != listed:
        return "agrees now: take it out of divergences.txt" if ours[0] == real[0] else "differs otherwise than divergences.txt says"
    if not listed and ours[0] != real[0]:
        return f"we say {ours[0]} ({ours[1]}), it says {real[0]} ({real[1][:200]})"
    return ""


def main():
    folder, list_path = sys.argv[1:]
    scenarios = [line.split()[0] for line in read_lines(f"{folder}/scenarios")]
    ours = {scenario: our_verdicts(folder, scenario) for scenario in scenarios}
    divergences, wrong = read_divergences(list_path, {client: version(folder, client) for client in ROWS})
    wrong += [f"{scenario}, {client}: no such scenario" for scenario, client in divergences if scenario not in ours]
    for problem in wrong:
        print(f"not ok divergences.txt: {problem}")
    for client, row in ROWS.items():
        real = real_verdicts(folder, client)
        missing = [scenario for scenario in scenarios if scenario not in real]
        if missing:
            said = read_lines(f"{folder}/{client}.version")[-1:]
            print(f"not ok {client}: no verdict on {len(missing)} of {len(scenarios)} scenarios, {missing[0]} first: {' '.join(said)}")
        for scenario in scenarios:
            if scenario in real:
                problem = judge(ours[scenario].get(row, ("nothing", "")), real[scenario], divergences.get((scenario, client)))
                print(f"not ok {scenario}, {client}: {problem}" if problem else f"ok {scenario}, {client}")


main()
