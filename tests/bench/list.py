#!/usr/bin/env python3
"""What a run over many endpoints costs: check_tls_list against bare OpenSSL handshakes, on loopback, in one run.

  tests/bench/list.py BIN_DIR [COUNT...]     100, 1,000 and 10,000 endpoints

Of the endpoints 5 % are silent, 5 % refuse, 1 % send garbage; the others answer 50 ms late, each at an address of its own. Ends with 1 if something
misses its bound or was judged wrongly. What is compared:

* CPU time of the process, user and system, for each endpoint and for each good one. The yardsticks are bare_loop.c (handshakes one after the other, all
  that check_tls asks of OpenSSL) and `openssl s_time -new -verify`, both measured right before and behind, against a server without delay: at their best.
* Wall time against its bound, with T the timeout, C the endpoints at once, h the CPU time of a handshake by s_time. Who does not know which servers are
  silent takes the list as it comes: entry k is begun when k+1-C of those before it have ended; as many of these as cannot be bad ones have cost h; if k is
  silent, it takes T from then on. The bound is the largest such sum of all silent entries, and not less than all handshakes, nor than what fills C places
  for so long. It knows one thread: the servers (list_server.c, one process, one thread) have the other core, and what they take there is printed. What
  other processes take of the two cores is printed too: wall time on a busy machine says little, CPU time more.
* Memory: the largest resident set, by wait4. Descriptors: the most that were open at once, looked at 20 times a second.
* Each verdict, by a line of -o jsonl, with what was made of the endpoint.
* Growth: CPU time of the further endpoints, each, against that of those before, each in handshakes of the bare loop of its own time.
* The same list by a check_tls each, 50 at once by xargs: CPU time of all of them, with that of starting them.
"""

import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading

DELAY_MS = 50
TIMEOUT = 5
CONCURRENCY = 1000
ALONE = 1000  # endpoints that are checked by a process each as well

MOST_WALL = 1.5
MOST_CPU = 1.3
MOST_MEMORY = 128  # MB
MOST_OTHER_DESCRIPTORS = 50  # beside a connection for each endpoint under way
MOST_GROWTH = 1.2
LEAST_AGAINST_ALONE = 8

ROOT = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n"
CA = "basicConstraints=critical,CA:true,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
LEAF = ("basicConstraints=CA:false\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:*.bench.example\n"
        "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n")

# What is made of endpoint i (of 20, or of 100), its state, and a part of its words.
VERDICTS = {
    "good": ("OK", "certificate expires in"),
    "silent": ("CRITICAL", "within the timeout"),
    "refused": ("CRITICAL", "connection refused"),
    "hostile": ("CRITICAL", "TLS"),
}


def kind_of(i):
    return {3: "silent", 7: "refused", 11: "hostile" if i % 100 == 11 else "good"}.get(i % 20, "good")


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def certify(name, subject, days, extensions, issuer):
    """NAME.key and NAME.pem, signed by ISSUER or itself."""
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", subject)
    with open(name + ".ext", "w", encoding="ascii") as text:
        text.write(extensions)
    by = ["-signkey", name + ".key"] if issuer is None else ["-CA", issuer + ".pem", "-CAkey", issuer + ".key", "-CAcreateserial"]
    openssl("x509", "-req", "-in", name + ".csr", "-days", str(days), "-extfile", name + ".ext", "-out", name + ".pem", *by)


def make_certificates():
    certify("root", "/CN=Bench Root CA", 3650, ROOT, None)
    certify("intermediate", "/CN=Bench Intermediate CA", 1800, CA, "root")
    certify("leaf", "/CN=bench.example", 60, LEAF, "intermediate")
    with open("chain.pem", "w", encoding="ascii") as chain:
        for name in ("leaf", "intermediate"):
            with open(name + ".pem", encoding="ascii") as one:
                chain.write(one.read())
    os.mkdir("hashed")
    os.rename("root.pem", "hashed/root.pem")
    openssl("rehash", "hashed")


class Server:
    """list_server: the ports by kind."""

    def __init__(self, programs, delay):
        self.process = subprocess.Popen([programs + "/tests/bench/list_server", "chain.pem", "leaf.key", str(delay)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.ports = dict(zip(("good", "silent", "hostile"), self.process.stdout.readline().split()))

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as text:
            fields = text.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def machine_cpu():
    """Seconds that the whole machine worked, since it was started."""
    with open("/proc/stat", encoding="ascii") as text:
        user, nice, system, _, _, interrupt, soft, stolen = (int(one) for one in text.readline().split()[1:9])
    return (user + nice + system + interrupt + soft + stolen) / os.sysconf("SC_CLK_TCK")


class Measured:
    """A command run to its end: wall time, CPU time, memory in MB, most descriptors; what the servers and others took meanwhile."""

    def __init__(self, command, servers=None, output=os.devnull):
        self.descriptors = 0
        is_over = threading.Event()
        server, machine, own = servers.cpu() if servers else 0, machine_cpu(), sum(os.times()[:2])
        began = os.times().elapsed
        with open(output, "wb") as out:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL)
        looker = threading.Thread(target=self.look, args=(process.pid, is_over))
        looker.start()
        _, _, usage = os.wait4(process.pid, 0)
        self.wall = os.times().elapsed - began
        is_over.set()
        looker.join()
        process.returncode = 0  # it was waited for
        self.cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss / 1024
        self.server = (servers.cpu() if servers else 0) - server
        self.others = machine_cpu() - machine - self.cpu - self.server - (sum(os.times()[:2]) - own)

    def look(self, pid, is_over):
        while not is_over.wait(0.05):
            try:
                self.descriptors = max(self.descriptors, len(os.listdir(f"/proc/{pid}/fd")))
            except OSError:
                return


class Bench:
    def __init__(self, programs, refused):
        self.programs = programs
        self.late, self.prompt = Server(programs, DELAY_MS), Server(programs, 0)
        self.ports = {**self.late.ports, "refused": refused}
        self.missed = 0
        self.handshakes = {}  # that the list's CPU time would have been enough for

    def stop(self):
        self.late.stop()
        self.prompt.stop()

    def row(self, what, value, bound=None, is_least=False):
        """`bound`: its text begins with the number."""
        good = bound is None or (value >= float(bound.split()[0]) if is_least else value <= float(bound.split()[0]))
        self.missed += not good
        limit = "" if bound is None else f"   at {'least' if is_least else 'most'} {bound}" + ("" if good else "   MISSED")
        print(f"  {what:<58}{value:>9.2f}{limit}", flush=True)

    @staticmethod
    def endpoint(i):
        return f"h{i}.bench.example", f"127.{1 + i // 62500}.{i // 250 % 250}.{1 + i % 250}"

    def write_list(self, count):
        with open("list.csv", "w", encoding="ascii") as text, open("alone", "w", encoding="ascii") as words:
            text.write("name,port,address\n")
            for i in range(count):
                name, address = self.endpoint(i)
                port = self.ports[kind_of(i)]
                text.write(f"{name},{port},{address}\n")
                words.write(f"-H {name} -p {port} -I {address}\n")

    def bare(self):
        """CPU time of a handshake, in seconds: by bare_loop, by s_time."""
        port = self.prompt.ports["good"]
        loop = subprocess.run([self.programs + "/tests/bench/bare_loop", "127.0.0.1", port, "h1.bench.example", "hashed", "1000"], capture_output=True,
                              text=True, check=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        s_time = subprocess.run(["openssl", "s_time", "-new", "-time", "2", "-connect", "127.0.0.1:" + port, "-CApath", "hashed", "-verify", "5"],
                                capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        handshakes = int(s_time.stdout.split(" connections in ")[0].split()[-1])
        return int(loop.stdout) / 1e6, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / handshakes

    @staticmethod
    def wall_bound(count, handshake):
        bad, bound, good = 0, 0.0, 0
        for i in range(count):
            if kind_of(i) == "silent":
                bound = max(bound, TIMEOUT + max(0, i + 1 - CONCURRENCY - bad) * handshake)
            bad += kind_of(i) != "good"
            good += kind_of(i) == "good"
        silent = sum(kind_of(i) == "silent" for i in range(count))
        return max(bound, good * handshake, (silent * TIMEOUT + good * DELAY_MS / 1000) / min(CONCURRENCY, count))

    def wrong(self, count):
        """Endpoints that were judged otherwise than they were made."""
        wrong = {self.endpoint(i)[0]: kind_of(i) for i in range(count)}
        with open("verdicts", encoding="utf-8") as lines:
            for one in map(json.loads, lines):
                state, part = VERDICTS[wrong[one["host"]]] if "host" in one else ("", "")
                if "host" in one and one["state"] == state and part in one["summary"]:
                    del wrong[one["host"]]
        return wrong

    def measure(self, count):
        self.write_list(count)
        before = self.bare()
        run = Measured([self.programs + "/nagios/check_tls_list", "-f", "list.csv", "--ca-path", "hashed", "-t", str(TIMEOUT), "--concurrency",
                        str(CONCURRENCY), "-o", "jsonl"], self.late, "verdicts")
        bare, s_time = ((one + other) / 2 for one, other in zip(before, self.bare()))
        self.handshakes[count] = run.cpu / bare
        good = sum(kind_of(i) == "good" for i in range(count))
        bound = self.wall_bound(count, s_time)
        wrong = self.wrong(count)
        print(f"{count} endpoints, {good} of them good")
        self.row("judged wrongly", len(wrong), "0")
        for name, kind in list(wrong.items())[:3]:
            print(f"    {name}, {kind}")
        self.row("wall time, s", run.wall)
        self.row(f"  to its bound, {bound:.2f} s", run.wall / bound, str(MOST_WALL))
        self.row("CPU time of an endpoint, us", run.cpu / count * 1e6)
        self.row(f"  to a handshake by the bare loop, {bare * 1e6:.0f} us", run.cpu / count / bare, str(MOST_CPU))
        self.row("  of a good one, the others free", run.cpu / good / bare)
        self.row(f"  to a handshake by s_time, {s_time * 1e6:.0f} us", run.cpu / count / s_time)
        self.row("largest resident set, MB", run.memory, str(MOST_MEMORY))
        self.row("descriptors", run.descriptors, f"{min(count, CONCURRENCY) + MOST_OTHER_DESCRIPTORS} (endpoints at once, and {MOST_OTHER_DESCRIPTORS})")
        self.row("CPU time of the servers, us for an endpoint", run.server / count * 1e6)
        self.row("  of other processes, cores", run.others / run.wall)
        if count == ALONE:
            self.measure_alone(count, run)

    def measure_alone(self, count, run):
        alone = Measured(["xargs", "-a", "alone", "-L", "1", "-P", "50", self.programs + "/nagios/check_tls", "--ca-path", "hashed", "-t", str(TIMEOUT)],
                         self.late)
        self.row(f"{count} processes of check_tls: CPU time of one, us", alone.cpu / count * 1e6)
        self.row("  to that of the list", alone.cpu / run.cpu, str(LEAST_AGAINST_ALONE), True)

    def growth(self, counts):
        for small, large in zip(counts, counts[1:]):
            further = (self.handshakes[large] - self.handshakes[small]) / (large - small)
            self.row(f"growth: each of endpoints {small + 1} to {large}, to the mean of {small}", further / (self.handshakes[small] / small),
                     str(MOST_GROWTH))


def main():
    programs = os.path.realpath(sys.argv[1])
    counts = sorted(int(one) for one in sys.argv[2:]) or [100, 1000, 10000]
    with tempfile.TemporaryDirectory() as folder, socket.socket() as nobody:
        os.chdir(folder)
        make_certificates()
        nobody.bind(("127.0.0.1", 0))
        bench = Bench(programs, nobody.getsockname()[1])
        try:
            for count in counts:
                bench.measure(count)
            bench.growth(counts)
        finally:
            bench.stop()
            os.chdir("/")
    print(f"{bench.missed} bounds missed" if bench.missed else "every bound is kept")
    sys.exit(1 if bench.missed else 0)


if __name__ == "__main__":
    main()
