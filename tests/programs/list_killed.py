#!/usr/bin/env python3
"""check_tls_list is ended at random moments, with all that it can give away; receivers count what arrives.

  tests/programs/list_killed.py BIN_DIR [KILLS [SEED]]     KILLS: 200 in all

Each run checks a list against the lab, submits, mails, and writes a state, a page and a file. It is ended by SIGTERM or SIGKILL at a random moment,
some runs while the monitor and the relay are down. After each: every file is whole, the old or the new one; what is known to be kept (its line was
printed, or it is in the spool) arrives later, unchanged and with its own time; what arrives twice was under way when a run was ended. The state is
never ahead of the mails: an endpoint that changed is told. One run more, and nothing is left lying about.
"""

import collections
import json
import os
import random
import re
import signal
import subprocess
import sys
import time

from receivers import SECONDS, Api, CommandPipe, Relay, ResultFolder, Trapper

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "monitors"))
from support import Run  # noqa: E402

ENDPOINTS = 40
OTHERS = {5: "expired", 11: "expiring", 17: "refused", 23: "garbage", 29: "expired"}  # the rest is good
FILES = ("state.json", "page.html", "out.json")
KEPT_FILES = {"lock", "mail.lock", "zabbix-doubts"}
NAME = re.compile(r"tls\.(e\d+|all)\.(r\d+)")
SUBJECT = re.compile(r"^Subject: run (r\d+)\b", re.M)
# When it was checked, as each kind says it.
TIMES = {"nagios": r"^\[(\d+)\]", "nagios-spool": r"finish_time=([\d.]+)", "zabbix": r'"clock": (\d+)', "icinga2": r'"execution_end":([\d.eE+]+)'}


def result_key(text, whole):
    """(label, run)"""
    del text
    found = NAME.search(whole)
    return found and found.groups()


def mail_key(text, whole):
    """The run."""
    del text
    found = SUBJECT.search(whole)
    return found and found[1]


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


class Arrivals:
    """In which run each came, as often as it came."""

    def __init__(self, receiver):
        self.receiver = receiver
        self.runs = collections.defaultdict(list)

    def note(self, run):
        self.receiver.settle()
        for key, came in self.receiver.arrived.items():
            self.runs[key] += [run] * (len(came) - len(self.runs[key]))

    def again(self):
        return {key: runs for key, runs in self.runs.items() if len(runs) > 1}


class Test:
    def __init__(self, run, lab, kind):
        self.run, self.lab = run, lab
        folder = run.make_folder(kind.kind)
        self.out = run.make_folder(kind.kind, "out")
        self.spool = folder + "/spool"
        self.receiver, self.relay = kind(folder, result_key), Relay(folder, mail_key)
        self.results, self.mails = Arrivals(self.receiver), Arrivals(self.relay)
        self.known, self.known_mails = set(), set()
        self.ended, self.times = set(), {}
        self.faults = collections.defaultdict(list)
        self.before = dict.fromkeys(FILES)
        self.count = 0
        for number in range(2):
            self.write_list(number)

    def write_list(self, number):
        """Two lists that differ in the state of e0."""
        with open(f"{self.out}/../list-{number}.csv", "w", encoding="ascii") as text:
            text.write("name,port,address,label,warning,critical\n")
            for i in range(ENDPOINTS):
                one = self.lab[OTHERS.get(i, "good-ecdsa")]
                text.write(f"{one.host},{one.port},127.0.0.1,e{i}," + ("91,90\n" if i == 0 and number == 1 else f"{10 + i},1\n"))

    def expect(self, what, good, why=""):
        self.run.expect(f"{self.receiver.kind}: {what}", good, why)

    def command(self):
        name, number = f"r{self.count}", self.count % 2
        needs = [word for option, value in self.receiver.options().items() for word in ("--submit-" + option.replace("certificate", "cert"), value)]
        form = ("-o", "json", "--output-file", self.out + "/out.json") if number else ("-o", "jsonl")
        return [self.run.bin_dir + "/nagios/check_tls_list", "-f", f"{self.out}/../list-{number}.csv", "-r", self.lab.roots, "--aia", "never", "-t", "60",
                "--concurrency", "8", "--per-host", "8", "--submit", self.receiver.target, "--submit-host", "{label}", "--submit-service",
                "tls.{label}." + name, "--submit-summary", "all/tls.all." + name, *needs, "--spool", self.spool, "--digest", "--always",
                "--state", self.out + "/state.json", "--mail-via", self.relay.target, "--mail-to", "ops@example.org", "--mail-subject", f"run {name} {{state}}",
                "--html", self.out + "/page.html", *form]

    def once(self, moment=None, how=signal.SIGKILL):
        """A run, ended at that moment. True if it had to be."""
        began = time.time()
        was_ended = False
        with subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            try:
                output, errors = process.communicate(timeout=moment or SECONDS)
            except subprocess.TimeoutExpired:
                process.send_signal(how)
                was_ended = True
                output, errors = process.communicate(timeout=SECONDS)
                was_ended = how == signal.SIGTERM or process.returncode < 0
        if was_ended:
            self.ended.add(self.count)
        self.times[f"r{self.count}"] = (int(began), time.time() + 1)
        self.note(output)
        self.check(process.returncode, how if was_ended else None, output, errors)
        self.count += 1
        return was_ended

    def note(self, output):
        """What is known to be kept, and what came."""
        name = f"r{self.count}"
        if not self.count % 2:
            lines = [json.loads(line) for line in output.splitlines(True) if line.startswith('{"name"') and line.endswith("\n")]
            self.known |= {(line["name"], name) for line in lines if "not checked: " not in line["summary"]}
        for file in os.listdir(self.spool) if os.path.isdir(self.spool) else ():
            text = read(f"{self.spool}/{file}")
            if file.startswith("results-"):
                self.known |= {NAME.search(line).groups() for line in text.splitlines(True) if line.startswith("R ") and line.endswith("\n")}
            elif file.startswith("mail-") and file.endswith(".eml"):
                self.known_mails.add(SUBJECT.search(text)[1])
        self.results.note(self.count)
        self.mails.note(self.count)

    def fault(self, what, why):
        self.faults[what].append(f"r{self.count}: {why}")

    def check(self, code, how, output, errors):
        if errors or (how is None and code != 2) or (how == signal.SIGKILL and code != -9):
            self.fault("ends as it should", f"{how}: {code} {errors} {output[:300]}")
        for file in FILES:
            text = read(f"{self.out}/{file}")
            if text != self.before[file]:
                self.check_new(file, text)
                self.before[file] = text
        left = [name for name in os.listdir(self.out) if name not in FILES]
        if len(left) > len(FILES):
            self.fault("unfinished files are bounded", left)

    def check_new(self, file, text):
        """A file that is another than before."""
        try:
            if file == "state.json":
                state = json.loads(text)
                good = state["schema"] == 1 and len(state["endpoints"]) == ENDPOINTS
                self.check_marks(state, json.loads(self.before[file] or '{"endpoints": {}}'))
            elif file == "out.json":
                good = len(json.loads(text)["endpoints"]) == ENDPOINTS
            else:
                good = text.rstrip().endswith("</html>") and '"e39"' in text
        except (ValueError, KeyError) as error:
            good, text = False, f"{error}: {text}"
        if not good:
            self.fault(f"{file} is whole", text[:300])

    def check_marks(self, state, before):
        """Who knows that an endpoint changed, and is the last to know, has told it."""
        states = [{key: one["state"] for key, one in some["endpoints"].items()} for some in (before, state)]
        name = f"r{self.count}"
        if states[0] != states[1] and name not in self.relay.arrived and name not in self.known_mails:
            self.fault("what the state knows is told", f"{name}: no mail")

    def undisturbed(self):
        for _ in range(4):
            self.once()
        for what, one, wanted in (("result", self.results, 4 * (ENDPOINTS + 1)), ("mail", self.mails, 4)):
            counts = collections.Counter(len(runs) for runs in one.runs.values())
            self.expect(f"each {what} arrives once", counts == {1: wanted}, counts)
        self.expect_clean("nothing is left")

    def expect_clean(self, what):
        left = [name for name in os.listdir(self.spool) if name not in KEPT_FILES] + [name for name in os.listdir(self.out) if name not in FILES]
        self.expect(what, not left, left)

    def end_often(self, wanted, chance):
        longest = 0.2
        first = self.count
        while len(self.ended) < wanted and self.count - first < 6 * wanted:
            self.receiver.is_down = self.relay.is_down = chance.random() < 0.25
            was_ended = self.once(chance.uniform(0, longest), chance.choice((signal.SIGTERM, signal.SIGKILL)))
            longest *= 1.05 if was_ended else 0.95
        self.receiver.is_down = self.relay.is_down = False
        self.expect(f"{len(self.ended)} of {self.count - first} runs were ended at random moments", len(self.ended) == wanted, longest)
        self.once()

    def judge(self):
        for what in ("ends as it should", *(f"{file} is whole" for file in FILES), "unfinished files are bounded", "what the state knows is told"):
            self.expect(what, not self.faults[what], self.faults[what])
        for what, known, one in (("results", self.known, self.results), ("mails", self.known_mails, self.mails)):
            lost = sorted(key for key in known if key not in one.runs)
            self.expect(f"none of {len(known)} {what} is lost", not lost, lost)
            again = one.again()
            changed = [came for came in one.receiver.arrived.values() if len(set(came)) > 1]
            self.expect(f"{what} that arrive again are unchanged", not changed, changed[:2])
            unasked = {key: runs for key, runs in again.items() if not self.ended.issuperset(runs[:-1])}
            self.expect(f"{len(again)} {what} arrived again, where a run was ended while they were under way", not unasked, unasked)
            most = one.receiver.under_way * len(self.ended)
            self.expect(f"{what}: at most {one.receiver.under_way} of an end", len(again) <= most, len(again))
        self.check_times()
        self.expect_clean("the run after them leaves nothing behind")

    def check_times(self):
        """Each result has the time when it was checked, whenever it was sent."""
        wrong = []
        for (label, name), came in self.receiver.arrived.items():
            begin, end = self.times[name]
            said = float(re.search(TIMES[self.receiver.kind], came[0], re.M)[1])
            if not begin <= said <= end:
                wrong.append((label, name, said, begin, end))
        self.expect("each result has its own time", not wrong, wrong[:5])

    def stop(self):
        self.receiver.stop()
        self.relay.stop()


def main():
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(1 << 32)
    print(f"# list_killed.py: seed {seed}", flush=True)
    chance = random.Random(seed)
    kinds = (CommandPipe, ResultFolder, Trapper, Api)
    with Run("list killed", sys.argv[1]) as run:
        lab = run.lab("*")
        for kind in kinds:
            test = Test(run, lab, kind)
            try:
                test.undisturbed()
                test.end_often(kills // len(kinds), chance)
                test.judge()
            finally:
                test.stop()


if __name__ == "__main__":
    main()
