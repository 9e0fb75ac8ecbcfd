#!/usr/bin/env python3
"""Submitting results is ended at random moments; receivers count what arrives.

  tests/programs/submit.py BIN_DIR [KILLS [SEED]]     KILLS: 200 in all

For each kind of target: runs that nobody ends deliver each result once; of runs that are ended by SIGTERM or SIGKILL at random
moments nothing is lost, what is known to be kept arrives with the run after it, unchanged, and only what the end interrupted
arrives twice. Prints "ok NAME: ..." and "not ok NAME: ...: why".
"""

import collections
import os
import random
import re
import signal
import subprocess
import sys
import tempfile

from receivers import SECONDS, Api, CommandPipe, ResultFolder, Trapper

RESULTS = 300  # of a run: two of Zabbix' batches, two of Nagios' files
RESULT = re.compile(r"TLS - result (\d+) of run (\w+); back\\slash")


def key_of(text, whole):
    """(run, number) of a result."""
    del whole
    found = RESULT.search(text)
    return found and (found[2], int(found[1]))


class Test:
    def __init__(self, bin_dir, folder, receiver):
        self.program = os.path.join(bin_dir, "tests/checks/submit/submit_sample")
        self.receiver = receiver
        self.spool = folder + "/spool"
        self.added = folder + "/added"
        self.failed = 0

    def expect(self, what, good, why=""):
        name = "submit " + self.receiver.kind
        print(f"ok {name}: {what}" if good else f"not ok {name}: {what}: {str(why)[:1000]}", flush=True)
        self.failed += not good

    def command(self, run, count=RESULTS):
        options = [f"{name}={value}" for name, value in self.receiver.options().items()]
        return [self.program, self.receiver.target, str(count), run, f"spool={self.spool}", f"added={self.added}", *options]

    def run(self, run, count=RESULTS):
        done = subprocess.run(self.command(run, count), capture_output=True, text=True, timeout=SECONDS, check=False)
        self.receiver.settle()
        return done

    def known(self):
        """What was kept, as the program says: [(run, number)]."""
        with open(self.added, encoding="utf-8") as added:
            return [(run, int(number)) for run, number in (line.split() for line in added)]

    def once(self):
        """Without an end, each arrives once."""
        done = self.run("clean")
        counts = collections.Counter(len(one) for one in self.receiver.arrived.values())
        self.expect("each result arrives once", done.returncode == 0 and counts == {1: RESULTS}, f"{done.stdout} {counts}")
        self.expect("the spool is empty then", os.listdir(self.spool) == ["lock"], os.listdir(self.spool))
        done = self.run("again", 0)
        self.expect("and nothing arrives a second time", done.stdout.startswith("0 0 0 0\n") and len(self.receiver.arrived) == RESULTS, done.stdout)

    def end_one(self, run, moment, how):
        """True if it had to be ended."""
        with subprocess.Popen(self.command(run), stdout=subprocess.DEVNULL) as process:
            try:
                process.wait(timeout=moment)
                return False
            except subprocess.TimeoutExpired:
                process.send_signal(how)
            process.wait(timeout=SECONDS)
        return True

    def end_often(self, wanted, chance):
        """Ends so many runs. Where one came to its end, the next moment is sought earlier: what takes long changes with the machine."""
        ended, begun, longest = 0, 0, 0.1
        while ended < wanted and begun < 6 * wanted:
            how = chance.choice((signal.SIGTERM, signal.SIGKILL))
            was_ended = self.end_one(f"r{begun}", chance.uniform(0, longest), how)
            longest *= 1.1 if was_ended else 0.9
            ended += was_ended
            begun += 1
            self.receiver.settle()
        done = self.run("last", 1)
        self.expect(f"{ended} of {begun} runs were ended at random moments", ended == wanted, longest)
        self.expect("the run after them delivers what waited", done.returncode == 0, done.stdout)
        self.judge(ended)

    def again(self):
        return [key for key, one in self.receiver.arrived.items() if len(one) > 1]

    def judge(self, ended):
        arrived = self.receiver.arrived
        known = self.known()
        lost = [key for key in known if key not in arrived]
        self.expect(f"none of {len(known)} results is lost", not lost, lost)
        again = self.again()
        changed = [arrived[key] for key in again if len(set(arrived[key])) > 1]
        self.expect("what arrives again is unchanged, with its time", not changed, changed[:2])
        most = ended * self.receiver.under_way
        self.expect(f"{len(again)} arrived again, at most {self.receiver.under_way} of an end", len(again) <= most, most)
        left = sorted(os.listdir(self.spool))
        self.expect("nothing stays in the spool, nothing was damaged", left == ["lock"], left)


def main():
    bin_dir = os.path.realpath(sys.argv[1])
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(1 << 32)
    print(f"# submit.py: seed {seed}", flush=True)
    chance = random.Random(seed)
    failed = 0
    kinds = (CommandPipe, ResultFolder, Trapper, Api)
    for kind in kinds:
        with tempfile.TemporaryDirectory(prefix="submit-") as folder:
            receiver = kind(folder, key_of)
            try:
                test = Test(bin_dir, folder, receiver)
                test.once()
                test.end_often(kills // len(kinds), chance)
                failed += test.failed
            finally:
                receiver.stop()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
