#!/usr/bin/env python3
"""check_tls_list against the lab: lists of all forms, bounds, outputs, ends.

  tests/programs/list.py BIN_DIR       prints "ok list: ..." and "not ok list: ...: why"
"""

import csv
import io
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "monitors"))
from support import Run  # noqa: E402

# Scenario, the word of its state, a part of its line.
GOOD = "good-ecdsa"
STATES = (
    ("good-ecdsa", "OK", "certificate expires in 59 days"),
    ("expiring", "WARNING", "certificate expires in 9 days"),
    ("expired", "CRITICAL", "certificate expired 3 days ago"),
    ("leaf-only", "CRITICAL", "does not send its intermediate 'Lab Intermediate CA 1'"),
    ("refused", "CRITICAL", "connect: connection refused"),
    ("silent", "CRITICAL", "sent nothing within the timeout"),
    ("garbage", "CRITICAL", "what came is no TLS"),
    ("smtp-good", "OK", "certificate expires in"),
    ("hostile-names", "CRITICAL", "\\x1b[32m"),
)


class Lists:
    def __init__(self, run):
        self.run = run
        self.lab = run.lab("*")
        self.program = run.bin_dir + "/nagios/check_tls_list"

    def row(self, name, label=None):
        one = self.lab[name]
        return f"{one.host},{one.port},{'smtp' if name.startswith('smtp') else 'tls'},127.0.0.1,{label or name}"

    def write(self, name, lines):
        path = self.run.path(name)
        with open(path, "w", encoding="utf-8", newline="") as text:
            text.write("\n".join(lines) + "\n")
        return path

    def table(self, names, name="list.csv"):
        return self.write(name, ["name,port,protocol,address,label", *(self.row(one) for one in names)])

    def command(self, path, *options):
        timeout = () if "-t" in options else ("-t", "3")
        return [self.program, "-f", path, "-r", self.lab.roots, "--aia", "never", *timeout, *options]

    def check(self, path, *options, **more):
        return subprocess.run(self.command(path, *options), capture_output=True, text=True, timeout=120, check=False,
                              **{"stdin": subprocess.DEVNULL, **more})


def states(lists):
    path = lists.table([name for name, _, _ in STATES])
    done = lists.check(path)
    lists.run.equal("the worst counts", done.returncode, 2)
    first = done.stdout.split(" | ")[0]
    lists.run.equal("first line", first, "TLS CRITICAL - 9 endpoints: 6 critical, 1 warning, 2 ok; soonest: expired expired 3 days ago")
    document = json.loads(lists.check(path, "-o", "json").stdout)
    found = {one["name"]: one for one in document["endpoints"]}
    for name, state, part in STATES:
        lists.run.equal(f"state of {name}", found[name]["state"], state)
        lists.run.expect(f"words of {name}", part in found[name]["summary"] or any(part in one["text"] for one in found[name]["findings"]),
                         found[name]["summary"])
    lists.run.equal("counts in JSON", document["counts"],
                    {"endpoints": 9, "ok": 2, "warning": 1, "critical": 6, "unknown": 0, "switched_off": 0})
    lists.run.expect("nothing is written beside the output", done.stderr == "", done.stderr)


def one_by_one(lists):
    """The same verdict as check_tls gives."""
    done = lists.check(lists.table([name for name, _, _ in STATES]), "-o", "json")
    for one in json.loads(done.stdout)["endpoints"]:
        alone = subprocess.run([lists.run.bin_dir + "/nagios/check_tls", "-H", one["host"], "-I", "127.0.0.1", "-p", str(one["port"]), "-P",
                                one["protocol"], "-r", lists.lab.roots, "--aia", "never", "-t", "3"], capture_output=True, text=True, check=False,
                               timeout=60, stdin=subprocess.DEVNULL)
        lists.run.equal(f"{one['name']} as by check_tls", one["status"], alone.returncode)


def forms(lists):
    path = lists.table([name for name, _, _ in STATES])
    lines = [json.loads(line) for line in lists.check(path, "-o", "jsonl").stdout.splitlines()]
    lists.run.equal("jsonl: a line for each endpoint, and one for the run", [len(lines), "run" in lines[-1]], [10, True])
    rows = list(csv.DictReader(io.StringIO(lists.check(path, "-o", "csv").stdout)))
    lists.run.equal("csv: rows", sorted(row["name"] for row in rows), sorted(name for name, _, _ in STATES))
    lists.run.expect("csv: no cell is a formula", not any(cell[:1] in "=+@" and cell for row in rows for cell in row.values()), rows)
    text = lists.check(path, "-o", "prometheus").stdout
    lists.run.equal("prometheus: success", text.count("\nprobe_success{"), 9)
    lists.run.expect("prometheus: every line is a sample or a comment",
                     all(line.startswith("# ") or line.rsplit(" ", 1)[1].replace(".", "").lstrip("-").isdigit() for line in text.splitlines()), text)
    output = lists.run.path("out.json")
    done = lists.check(path, "-o", "json", "--output-file", output)
    lists.run.equal("output file: the plugin's line is printed", done.stdout[:15], "TLS CRITICAL - ")
    with open(output, encoding="utf-8") as written:
        lists.run.equal("output file: JSON", len(json.load(written)["endpoints"]), 9)
    lists.run.equal("output file: others may read it", oct(os.stat(output).st_mode & 0o777), oct(0o666 & ~umask()))
    done = lists.check(path, "-o", "json", "--output-file", "/dev/full")
    lists.run.expect("output file: what cannot be written is told", "--output-file: cannot write /dev/full" in done.stdout, done.stdout[:300])


def inputs(lists):
    good = lists.row(GOOD)
    host, port, _, address, _ = good.split(",")
    lines = lists.write("lines.txt", [f"{host}:{port} address={address} label=line", f"https://{host}:{port}/ address={address}",
                                      f"# {host}:{port}", "bad:0", f"{host}:{port} address={address} label=line"])
    done = lists.check(lines)
    lists.run.equal("lines: a bad one is UNKNOWN, the rest is checked", done.returncode, 3)
    for part in ("2 endpoints: 2 ok, 1 unknown", f"{lines}:4: expected a port from 1 to 65535", f"{lines}:5: line is listed already at {lines}:1",
                 "1 endpoint switched off by #"):
        lists.run.expect(f"lines: {part}", part in done.stdout, done.stdout)
    table = "\ufeffLabel;Port;NAME;address\r\n" + f"a;{port};{host};{address}\r\n"
    done = lists.check("-", input=table, stdin=None)
    lists.run.equal("standard input, with a byte-order mark and semicolons", done.stdout[:22], "TLS OK - 1 endpoint: 1")
    with tempfile.TemporaryFile("w+") as rest:
        rest.write(f"bad:0\n{lines}\n")
        rest.flush()
        rest.seek(len("bad:0\n"))
        done = lists.check("-", stdin=rest)
        lists.run.expect("standard input is read from where it stands", "bad:0" not in done.stdout and "standard input:1" in done.stdout, done.stdout)
    lists.table([GOOD], "many-1.csv")
    lists.table(["expiring"], "many-2.csv")
    done = lists.check(lists.run.path("many-*.csv"))
    lists.run.expect("a pattern", done.stdout.startswith("TLS WARNING - 2 endpoints: 1 warning, 1 ok"), done.stdout)
    nowhere = lists.run.path("nowhere-*.csv")
    done = lists.check(lists.run.path("many-1.csv"), "-f", nowhere)
    lists.run.expect("a pattern that no file has", done.returncode == 3 and f"[UNKNOWN] {nowhere}: no file is there" in done.stdout, done.stdout)
    done = lists.check(nowhere)
    lists.run.expect("and no other", done.stdout.startswith(f"TLS UNKNOWN - nothing was checked: {nowhere}: no file is there"), done.stdout)
    state = lists.run.path("kept.json")
    lists.check(lists.run.path("many-2.csv"), "--digest", "--state", state)
    with open(state, encoding="utf-8") as before:
        known = json.load(before)["endpoints"]
    for name, text in (("a pattern that no file has", nowhere), ("an empty list", lists.write("empty.csv", []))):
        done = lists.check(text, "--digest", "--state", state)
        with open(state, encoding="utf-8") as after:
            lists.run.equal(f"digest of {name}: the state is kept", json.load(after)["endpoints"], known)
        lists.run.expect(f"digest of {name}: a mail", "Subject: TLS UNKNOWN: 0 critical, 0 warning, 1 unknown" in done.stdout, done.stdout)
    done = lists.check(lists.run.path("nothing.csv"))
    lists.run.expect("a file that is not there", done.returncode == 3 and "nothing.csv: No such file" in done.stdout, done.stdout)
    path = lists.write("deployed", [f"{host}:{lists.lab[GOOD].port}|127.0.0.1:/etc/ssl 127.0.0.2:/etc/ssl"])
    done = lists.check(path)
    lists.run.expect("a deployment list", "2 endpoints: 1 critical, 1 ok" in done.stdout and f"{host}:{port} at 127.0.0.2" in done.stdout,
                     done.stdout)


def options_of_a_row(lists):
    base = lists.row("expiring")
    path = lists.write("options.csv", ["name,port,protocol,address,label,warning,critical,severity", base + "-a,5,1,", base + "-b,30,20,",
                                       base + "-c,30,20,leaf-expiry=WARNING", base + "-d,,,", base + "-e,soon,,"])
    found = json.loads(lists.check(path, "-w", "8", "-o", "json").stdout)
    states_found = {one["name"]: one["state"] for one in found["endpoints"]}
    lists.run.equal("a row's options win over the command line's", states_found,
                    {"expiring-a": "OK", "expiring-b": "CRITICAL", "expiring-c": "WARNING", "expiring-d": "OK"})
    lists.run.expect("a bad option is told", found["faults"][0]["text"].startswith('column warning, soon: "soon" is not a time'), found["faults"])


def shards(lists):
    rows = [f"h{i}.lab.example,{lists.lab['refused'].port},,127.0.0.1,r{i}" for i in range(40)]
    path = lists.write("shards.csv", ["name,port,protocol,address,label", *rows])
    parts = [json.loads(lists.check(path, "-o", "json", "--shard", f"{part}/4").stdout)["endpoints"] for part in range(1, 5)]
    lists.run.equal("shards are the whole, each once", sorted(one["name"] for part in parts for one in part), sorted(f"r{i}" for i in range(40)))


def ends(lists):
    path = lists.write("slow.csv", ["name,port,protocol,address,label", lists.row(GOOD, "good"), *(f"s{i}.lab.example,{lists.lab['silent'].port},,127.0.0.1,s{i}" for i in range(20))])
    done = lists.check(path, "--deadline", "1", "--per-host", "100", "-t", "60")
    lists.run.expect("the run's deadline: what was cut short is not judged", "21 endpoints: 1 ok, 20 unknown" in done.stdout and done.returncode == 3,
                     done.stdout)
    path = lists.write("refused.csv", [f"127.0.0.1:{lists.lab['refused'].port}"])
    done = lists.check(path, "--retries", "10", "--deadline", "1")
    lists.run.expect("what failed and would be tried again is known at the deadline", done.returncode == 2 and "connection refused" in done.stdout, done.stdout)
    path = lists.write("slow.csv", ["name,port,protocol,address,label", lists.row(GOOD, "good"), *(f"s{i}.lab.example,{lists.lab['silent'].port},,127.0.0.1,s{i}" for i in range(20))])
    for form in ("nagios", "jsonl"):
        task = subprocess.Popen(lists.command(path, "--per-host", "100", "-t", "60", "-o", form), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)
        lists.run.until(f"{form}: it runs", lambda task=task: connections(task.pid) >= 20)
        task.send_signal(signal.SIGTERM)
        began = time.monotonic()
        output, errors = task.communicate(timeout=60)
        lists.run.expect(f"{form}: SIGTERM: what is known is printed", "1 ok, 20 unknown" in output and not errors, output + errors)
        lists.run.expect(f"{form}: SIGTERM: it does not wait for the silent", time.monotonic() - began < 30, "")


def connections(pid):
    """Sockets of the process."""
    try:
        links = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
    except OSError:
        return 0
    return sum(link.startswith("socket:") for link in links)


def few_descriptors(lists):
    path = lists.table([name for name, _, _ in STATES])
    few = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))}
    one = lists.row(GOOD)
    column = lists.write("few.csv", ["name,port,protocol,address,label,refuse", one + "-a,", one + '-b,"tls1,tls1.1,ssl3"'])
    rows = (
        ("with more connections each", path, ("--both-keys", "--refuse", "tls1,tls1.1,ssl3"), "only 6 endpoints are checked at once, not 200"),
        ("of all addresses", path, ("-A",), "only 4 endpoints are checked at once, not 200"),
        ("by a column of one line", column, (), "only 9 endpoints are checked at once, not 200"),
    )
    for name, table, options, part in rows:
        done = lists.check(table, "--concurrency", "200", *options, **few)
        lists.run.expect(f"few descriptors, {name}: told", part in done.stdout, done.stdout)
        lists.run.expect(f"few descriptors, {name}: none is missing", "too many open files" not in done.stdout, done.stdout)
    done = lists.check(path, "--concurrency", "200", **few)
    lists.run.expect("few descriptors: told, and all is checked", "only 12 endpoints are checked at once, not 200" in done.stdout and
                     "9 endpoints: 6 critical, 1 warning, 2 ok" in done.stdout, done.stdout)


def wrong_usage(lists):
    path = lists.table([GOOD])
    rows = (
        ([lists.program], "TLS UNKNOWN - -f, --list FILE is missing"),
        (lists.command(path, "-H", "x"), "TLS UNKNOWN - unknown option -H"),
        (lists.command(path, "--shard", "5/4"), "TLS UNKNOWN - --shard 5/4: expected PART/PARTS"),
        (lists.command(path, "--concurrency", "0"), "TLS UNKNOWN - --concurrency 0: expected a number from 1 to"),
        (lists.command(path, "--state", "x"), "TLS UNKNOWN - --state needs --digest"),
        (lists.command(path, "--mail-via", "smtp://x"), "TLS UNKNOWN - --mail-via needs --digest"),
        (lists.command(path, "--digest", "--mail-via", "http://x"), "TLS UNKNOWN - --mail-via http://x: expected smtp://HOST"),
        (lists.command(path, "--digest", "-o", "json"), "TLS UNKNOWN - --digest prints a mail"),
        (lists.command(path, "--submit", "x"), "TLS UNKNOWN - --submit"),
        (lists.command(path, "--submit-host", "{"), "TLS OK - "),
        (lists.command(path, "--submit", "nagios-spool:/nowhere", "--submit-host", "{"), "TLS UNKNOWN - --submit-host {"),
        (lists.command(path, "--spool", "x"), "TLS UNKNOWN - --spool needs --submit or --mail-via"),
    )
    for command, first in rows:
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, check=False)
        lists.run.expect(f"usage: {first}", done.stdout.startswith(first) and done.stderr == "", done.stdout[:200] + done.stderr)


def reports(lists):
    path = lists.write("all.csv", ["name,port,protocol,address,label,contact", *(lists.row(name) + "," + ("web@example.org" if name == "expired" else "")
                                                                                 for name, _, _ in STATES)])
    page = lists.run.path("report.html")
    lists.check(path, "--html", page)
    lists.run.expect("the page names every endpoint and runs nothing of theirs",
                     all(name in read(page) for name, _, _ in STATES) and "<script>alert(1)" not in read(page), page)
    state = lists.run.path("state.json")
    done = lists.check(path, "--digest", "--mail-to", "ops@example.org", "--state", state)
    lists.run.equal("digest: printed, exit 0", [done.returncode, done.stdout.count("\nSubject: ")], [0, 2])
    lists.run.expect("digest: one for the contact", "To: web@example.org" in done.stdout and "To: ops@example.org" in done.stdout, done.stdout[:500])
    with open(state, encoding="utf-8") as text:
        lists.run.equal("digest: the state", len(json.load(text)["endpoints"]), 9)
    done = lists.check(lists.table([GOOD], "good.csv"), "--digest", "--mail-to", "ops@example.org")
    lists.run.equal("digest: nothing to tell", [done.returncode, done.stdout], [0, ""])


def umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def read(path):
    with open(path, encoding="utf-8") as text:
        return text.read()


def submitted(lists):
    path = lists.table([name for name, _, _ in STATES])
    folder, spool = lists.run.make_folder("results"), lists.run.path("spool")
    done = lists.check(path, "--submit", "nagios-spool:" + folder, "--spool", spool, "--submit-summary", "monitor/TLS all")
    lists.run.expect("submitted: told", "10 results submitted to nagios-spool:" in done.stdout, done.stdout)
    files = "".join(read(os.path.join(folder, name)) for name in os.listdir(folder))
    lists.run.equal("submitted: a result each, and the summary", [files.count("host_name="), files.count("service_description=TLS all")], [10, 1])
    done = lists.check(path, "--submit", "zabbix:127.0.0.1:1", "--spool", lists.run.path("other"))
    lists.run.expect("not submitted: told, and kept", "9 results wait in the spool" in done.stdout, done.stdout)


def shared(lists):
    """Servers of one domain have one service by default: it has the worst, whichever comes first."""
    one = lists.lab[GOOD]
    told = f"2 endpoints share the service {one.host}/TLS tls {one.port}: the worst is submitted; give them monitor_service, or {{label}} in --submit-service"
    for which, servers in enumerate(("127.0.0.2:/x 127.0.0.1:/x", "127.0.0.1:/x 127.0.0.2:/x")):
        path = lists.write("shared", [f"{one.host}:{one.port}|{servers}"])
        folder = lists.run.make_folder(f"shared-{which}")
        done = lists.check(path, "--submit", "nagios-spool:" + folder)
        files = "".join(read(os.path.join(folder, name)) for name in os.listdir(folder))
        lists.run.equal(f"a shared service has the worst: {servers}", [files.count("host_name="), files.count("return_code=2\n")], [1, 1])
        lists.run.expect(f"a shared service is told: {servers}", told in done.stdout, done.stdout)
        folder = lists.run.make_folder(f"own-{which}")
        done = lists.check(path, "--submit", "nagios-spool:" + folder, "--submit-service", "{label}")
        files = "".join(read(os.path.join(folder, name)) for name in os.listdir(folder))
        lists.run.expect(f"services of their own: {servers}", files.count("host_name=") == 2 and "share" not in done.stdout, done.stdout)


def main():
    with Run("list", sys.argv[1]) as run:
        lists = Lists(run)
        for story in (states, one_by_one, forms, inputs, options_of_a_row, shards, ends, few_descriptors, wrong_usage, reports, submitted, shared):
            story(lists)


if __name__ == "__main__":
    main()
