#!/usr/bin/env python3
"""check_tls_list where something is in the way: a signal, a full disk, a folder that is not there, files that must not be written.

  tests/programs/list_trouble.py BIN_DIR       prints "ok list trouble: ..." and "not ok list trouble: ...: why"

The full disk is a small tmpfs in a mount namespace of this test's own.
"""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

from receivers import Relay, Trapper

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "monitors"))
from support import Run  # noqa: E402

TIMEOUT = 60  # of an endpoint; a run that was ended must not take it
FAR_BELOW = 20  # seconds, on a machine however busy
GOOD = 5
NO_SPACE = "No space left on device"


class Silent:
    """Takes connections and says nothing."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.port = self.listener.getsockname()[1]
        self.connections = []

    def has_come(self):
        try:
            self.connections.append(self.listener.accept()[0])
        except BlockingIOError:
            pass
        return bool(self.connections)

    def close(self):
        for one in [self.listener, *self.connections]:
            one.close()


class Trouble:
    def __init__(self, run):
        self.run = run
        self.lab = run.lab("*")
        self.program = run.bin_dir + "/nagios/check_tls_list"
        self.good = self.write("good.csv", {"good-ecdsa": GOOD})
        self.many = self.write("many.csv", {"good-ecdsa": GOOD, "silent": 300})

    def write(self, name, counts):
        """So many of each scenario."""
        path = self.run.path(name)
        with open(path, "w", encoding="ascii") as text:
            text.write("name,port,address,label,warning\n")
            for scenario, count in counts.items():
                one = self.lab[scenario]
                for i in range(count):  # each with another threshold, since what is the same is checked once
                    text.write(f"{one.host},{one.port},127.0.0.1,{scenario}-{i},{i / 10 + 2}\n")
        return path

    def command(self, path, *options):
        return [self.program, "-f", path, "-r", self.lab.roots, "--aia", "never", "-t", str(TIMEOUT), "--concurrency", "500", "--per-host", "500", *options]

    def check(self, *options, stdout=subprocess.PIPE, **more):
        return subprocess.run(self.command(self.good, *options), stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=120,
                              check=False, **more)

    def end(self, what, command, is_time):
        """(exit status, what it printed) of a run that got SIGTERM at that time."""
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.run.until(f"{what}: it has come so far", lambda: is_time(process.pid), every=0.01)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=120)
        took = time.monotonic() - began
        print(f"# {what}: ended after {took * 1000:.0f} ms", flush=True)
        self.run.expect(f"{what}: it waits for nobody", took < FAR_BELOW, took)
        return process.returncode, output

    def told(self, what, done, text, status=3):
        """UNKNOWN, and why."""
        self.run.expect(f"{what}: told", done.returncode == status and text in done.stdout + done.stderr, f"{done.returncode} {done.stdout}{done.stderr}")


def sockets(pid):
    try:
        links = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
    except OSError:
        return 0
    return sum(link.startswith("socket:") for link in links)


def read(path):
    with open(path, encoding="utf-8") as text:
        return text.read()


def settles_at(number):
    """True once the process has so many sockets, and for a while: the good servers were judged, the silent are waited for."""
    seen = [0]

    def is_time(pid):
        seen[0] = seen[0] + 1 if sockets(pid) == number else 0
        return seen[0] > 10

    return is_time


def ended_in_flight(trouble):
    """Hundreds are under way, most of them silent."""
    counts = f"{GOOD + 300} endpoints: {GOOD} ok, 300 unknown"
    page, out, state = (trouble.run.path(name) for name in ("flight.html", "flight.json", "flight-state.json"))
    spool = trouble.run.path("flight-spool")
    rows = (
        ("300 under way", (), counts),
        ("300 under way, jsonl", ("-o", "jsonl"), counts),
        ("300 under way, all outputs", ("-o", "json", "--output-file", out, "--html", page, "--submit", "zabbix:127.0.0.1:1", "--submit-service", "tls.{label}",
                                        "--spool", spool, "--digest", "--state", state, "--mail-via", "smtp://127.0.0.1:1", "--mail-to", "ops@example.org"), counts),
    )
    for what, options, words in rows:
        _, output = trouble.end(what, trouble.command(trouble.many, *options), settles_at(300))
        trouble.run.expect(f"{what}: what is known is printed", words in output, output[:500])
    trouble.run.equal("the file has all", len(json.loads(read(out))["endpoints"]), GOOD + 300)
    trouble.run.expect("the page is whole", read(page).rstrip().endswith("</html>"))
    trouble.run.expect("what is not known is not remembered", not os.path.exists(state))
    trouble.run.expect("the results that there are wait", f"{GOOD} results wait in the spool" in output, output[:500])


def ended_while_sending(trouble):
    """The monitor or the relay takes the connection and says no more; with the next run all arrives."""
    silent = Silent()
    spool, state = trouble.run.path("sending-spool"), trouble.run.path("sending-state.json")
    trapper = ("--submit", f"zabbix:127.0.0.1:{silent.port}", "--submit-service", "tls.{label}", "--spool", spool)
    status, output = trouble.end("the monitor is silent", trouble.command(trouble.good, *trapper), lambda _: silent.has_come())
    trouble.run.expect("the monitor is silent: the results wait", status == 3 and f"{GOOD} results wait in the spool" in output, output)
    silent.close()
    receiver = Trapper(trouble.run.folder, lambda _, whole: json.loads(whole)["key"])
    os.rename(spool, spool + "-before")
    text = read(next(f"{spool}-before/{name}" for name in os.listdir(spool + "-before") if name.startswith("results-")))
    trouble.run.equal("the monitor is silent: they are in the spool", text.count("\nR "), GOOD)
    receiver.stop()
    relay = Relay(trouble.run.folder, lambda _, whole: "Message-ID")
    relay.is_silent = True
    mail = ("--spool", spool, "--digest", "--always", "--state", state, "--mail-to", "ops@example.org", "--mail-via", relay.target)
    status, output = trouble.end("the relay is silent", trouble.command(trouble.good, *mail), lambda _: relay.has_come)
    trouble.run.expect("the relay is silent: told", status == 3 and "the run was ended before all mails were sent; they wait in the spool" in output, output)
    trouble.run.equal("the relay is silent: the state has what waits", len(json.loads(read(state))["endpoints"]), GOOD)
    relay.is_silent = False
    done = trouble.check(*mail)
    relay.settle()
    trouble.run.expect("the relay is back: both mails arrive", done.returncode == 0 and len(relay.arrived["Message-ID"]) == 2, done.stdout)
    relay.stop()


def ended_without_a_mail(trouble):
    """Printed mails go into a pipe to what sends them: it gets nothing else."""
    command = trouble.command(trouble.many, "--digest", "--always", "--mail-to", "ops@example.org")
    with open(trouble.run.path("words"), "w+", encoding="utf-8") as words:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=words, text=True)
        is_time = settles_at(300)
        trouble.run.until("no mail yet: it has come so far", lambda: is_time(process.pid), every=0.01)
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=120)
    trouble.run.equal("no mail yet: nothing is printed", (process.returncode, output), (3, ""))
    told = read(trouble.run.path("words"))
    trouble.run.expect("no mail yet: what is known goes to standard error", f"{GOOD + 300} endpoints: {GOOD} ok, 300 unknown" in told, told[:500])


def held_spool(trouble):
    """Another run has the spool, since its monitor hangs: all is checked, and what is not sent is told."""
    spool, page, state = (trouble.run.path(name) for name in ("held-spool", "held.html", "held-state.json"))
    relay = Relay(trouble.run.folder, lambda _, whole: "mail")
    receiver = Trapper(trouble.run.folder, lambda _, whole: json.loads(whole)["key"])
    options = ("--submit", receiver.target, "--submit-service", "tls.{label}", "--spool", spool, "--html", page, "--digest", "--always", "--mail-to",
               "ops@example.org", "--mail-via", relay.target, "--state", state)
    os.mkdir(spool, 0o700)
    locks = [open(f"{spool}/{name}", "w", encoding="ascii") for name in ("lock", "mail.lock")]
    for lock in locks:
        fcntl.flock(lock, fcntl.LOCK_EX)
    done = trouble.check(*options)
    trouble.told("a spool that another run has", done, f"TLS UNKNOWN - {GOOD} results are not submitted: cannot use the spool {spool}: another run is using it")
    for words in (f"endpoints={GOOD} critical=0 warning=0 ok={GOOD}", "no mail is sent, the next run tells the same: cannot use the spool"):
        trouble.run.expect(f"a spool that another run has: {words}", words in done.stdout, done.stdout)
    trouble.run.equal("a spool that another run has: the page is written, the state is not", (os.path.exists(page), os.path.exists(state)), (True, False))
    for lock in locks:
        lock.close()
    done = trouble.check(*options)
    for one in (relay, receiver):
        one.settle()
        one.stop()
    trouble.run.equal("a spool that another run had: all arrives with the next", (done.returncode, len(receiver.arrived), len(relay.arrived["mail"])),
                      (0, GOOD, 1))


def deadline_ends_sending(trouble):
    """The monitor and the relay are silent: what is left of the run's deadline is waited for, and a second, not their minutes."""
    silent = Silent()
    spool = trouble.run.path("deadline-spool")
    began = time.monotonic()
    done = trouble.check("--submit", f"zabbix:127.0.0.1:{silent.port}", "--submit-service", "tls.{label}", "--spool", spool, "--digest", "--always",
                         "--mail-to", "ops@example.org", "--mail-via", f"smtp://127.0.0.1:{silent.port}", "--deadline", "5")
    took = time.monotonic() - began
    print(f"# the deadline ends sending: after {took:.1f} s", flush=True)
    silent.close()
    trouble.run.expect("the deadline ends sending: the results wait", re.search(r"results? waits? in the spool .* sent nothing within the timeout", done.stdout),
                       done.stdout)
    trouble.run.expect("the deadline ends sending: the mail waits", "mails that wait in the spool for the next run: 1" in done.stdout, done.stdout)
    trouble.run.expect("the deadline ends sending: long before a minute", took < FAR_BELOW, took)


def ended_before(trouble):
    """The list itself is waited for."""
    pipe = trouble.run.path("never")
    os.mkfifo(pipe)
    writer = os.open(pipe, os.O_RDWR)
    status, output = trouble.end("the list does not come", trouble.command(pipe), lambda pid: pipe in {os.readlink(f"/proc/{pid}/fd/{fd}")
                                                                                                  for fd in os.listdir(f"/proc/{pid}/fd")})
    os.close(writer)
    trouble.run.equal("the list does not come: nothing is known", (status, output), (-signal.SIGTERM, ""))


def output_full(trouble):
    state = trouble.run.path("full-state.json")
    trouble.check("--digest", "--always", "--mail-to", "ops@example.org", "--state", state)
    before = read(state)
    time.sleep(1.1)  # the state would have another time
    rows = (
        ("", ()),
        ("json", ("-o", "json")),
        ("jsonl", ("-o", "jsonl")),
        ("mail", ("--digest", "--always", "--mail-to", "ops@example.org", "--state", state)),
        ("jsonl and state", ("-o", "jsonl", "--digest", "--always", "--mail-to", "ops@example.org", "--mail-via", "smtp://127.0.0.1:1", "--state", state)),
    )
    for what, options in rows:
        with open("/dev/full", "w", encoding="ascii") as full:
            done = trouble.check(*options, stdout=full)
        trouble.run.equal(f"full standard output {what}", (done.returncode, done.stderr), (3, f"TLS UNKNOWN - cannot write the output: {NO_SPACE}\n"))
        trouble.run.equal(f"full standard output {what}: the state is the old one", read(state), before)


def options_at(folder):
    """Each option that writes a file, and the file."""
    digest = ("--digest", "--always", "--mail-to", "ops@example.org")
    return (
        ("--state", folder + "/state.json", (*digest, "--state", folder + "/state.json")),
        ("--html", folder + "/page.html", ("--html", folder + "/page.html")),
        ("--output-file", folder + "/out.json", ("-o", "json", "--output-file", folder + "/out.json")),
        ("--output-file of lines", folder + "/out.jsonl", ("-o", "jsonl", "--output-file", folder + "/out.jsonl")),
        ("--output-file of samples", folder + "/out.prom", ("-o", "prometheus", "--output-file", folder + "/out.prom")),
    )


def expect_refused(trouble, place, folder, why, is_there):
    """Each is told, and the old file is as it was."""
    before = {path: read(path) for _, path, _ in options_at(folder)} if is_there else {}
    names = sorted(os.listdir(folder)) if is_there else None
    for option, path, options in options_at(folder):
        done = trouble.check(*options)
        what = f"{place}, {option}"
        trouble.told(what, done, f"{option.split()[0]}: cannot write {path}: {why}")
        if option == "--state":
            trouble.run.expect(f"{what}: the mail is printed", "\nSubject: " in done.stdout, done.stdout)
        else:
            trouble.run.expect(f"{what}: the first line says so", done.stdout.startswith("TLS UNKNOWN - --"), done.stdout)
    trouble.run.equal(f"{place}: the old files are intact", {path: read(path) for path in before}, before)
    if is_there:
        trouble.run.equal(f"{place}: nothing is left beside them", sorted(os.listdir(folder)), names)
    done = trouble.check("--submit", "zabbix:127.0.0.1:1", "--spool", folder + "/spool")
    trouble.told(f"{place}, --spool", done, f"TLS UNKNOWN - cannot use the spool {folder}/spool: {why}")


def missing_folder(trouble):
    expect_refused(trouble, "a missing folder", trouble.run.path("no", "where") + "/there", "No such file or directory", False)


def read_only(trouble):
    state = trouble.run.path("read-only.json")
    digest = ("--digest", "--always", "--mail-to", "ops@example.org", "--state", state)
    trouble.check(*digest)
    os.chmod(state, 0o444)
    before = read(state)
    time.sleep(1.1)
    done = trouble.check(*digest)
    trouble.told("a read-only state file", done, f"--state: cannot write {state}: it is read-only")
    trouble.run.expect("a read-only state file: the mail is printed", "\nSubject: " in done.stdout, done.stdout)
    trouble.run.equal("a read-only state file: it is as it was", read(state), before)
    relay = Relay(trouble.run.folder, lambda _, whole: "mail")
    done = trouble.check(*digest, "--mail-via", relay.target)
    relay.stop()
    trouble.told("a read-only state file, and a relay", done, f"TLS UNKNOWN - --state: cannot write {state}: it is read-only")
    trouble.run.equal("a read-only state file, and a relay: the mail is sent", len(relay.arrived["mail"]), 1)


def another_user(trouble):
    """Nagios' result folder is another user's: a file that he cannot read is no result."""
    nagios, stranger, group = 4001, 4002, 4003
    try:
        subprocess.run(["true"], check=True, user=stranger, group=stranger, extra_groups=[group])
    except (OSError, subprocess.SubprocessError):
        trouble.run.skip("files by another user", "this user cannot become another one")
        return
    home = trouble.run.make_folder("home")
    os.chmod(trouble.run.folder, 0o711)
    os.chmod(home, 0o755)
    program = shutil.copy(trouble.program, home)
    path = home + "/list.csv"
    with open(path, "w", encoding="ascii") as text:
        text.write("name,port,address\nwww.lab.example,1,127.0.0.1\n")
    for what, owner, who, groups, is_good in (
        ("a stranger", nagios, stranger, [], False),
        ("a member of the folder's group", nagios, stranger, [group], True),
        ("Nagios itself", nagios, nagios, [], True),
        ("root", nagios, 0, [], True),
        ("a stranger in root's folder", 0, stranger, [], False),
    ):
        folder, spool = trouble.run.make_folder(what), f"{home}/{what}"
        os.mkdir(spool, 0o700)
        os.chown(spool, who, who)
        os.chown(folder, owner, group)
        os.chmod(folder, 0o777)
        done = subprocess.run([program, "-f", path, "--submit", "nagios-spool:" + folder, "--spool", spool], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=120, check=False, user=who, group=who, extra_groups=groups)
        if is_good:
            trouble.run.expect(f"files by {what}: submitted", "1 result submitted" in done.stdout and len(os.listdir(folder)) == 2, done.stdout + done.stderr)
        else:
            why = f"cannot write into {folder}: Nagios could not read the file; run as its user or join its group"
            trouble.told(f"files by {what}", done, f"1 result waits in the spool {spool}: {why}", status=2)
            trouble.run.equal(f"files by {what}: none is left there", os.listdir(folder), [])


def fill(folder):
    """Leaves not a byte; the file that takes them."""
    path = folder + "/filler"
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return path


def full_disk(trouble):
    folder = trouble.run.make_folder("disk")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", folder], check=True)
    try:
        for _, _, options in options_at(folder):
            trouble.check(*options)
        filler = fill(folder)
        expect_refused(trouble, "a full disk", folder, NO_SPACE, True)
        spool_fills(trouble, folder, filler)
        mail_spool_is_full(trouble, folder, filler)
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        expect_refused(trouble, "a disk that is read only", folder, "Read-only file system", True)
    finally:
        subprocess.run(["umount", folder], check=True)


def spool_fills(trouble, folder, filler):
    """The disk is full behind some results, or before the run that would deliver them."""
    os.remove(filler)
    spool = folder + "/results-spool"
    receiver = Trapper(folder, lambda _, whole: json.loads(whole)["key"])
    submit = ("--submit", receiver.target, "--submit-service", "tls.{label}", "--spool", spool)
    receiver.is_down = True
    trouble.told("the monitor is down", trouble.check(*submit), f"{GOOD} results wait in the spool {spool}")
    fill(folder)
    trouble.told("a full disk: what waits cannot be taken up", trouble.check(*submit), f"TLS UNKNOWN - cannot use the spool {spool}: {NO_SPACE}")
    os.remove(filler)
    receiver.is_down = False
    done = trouble.check(*submit)
    receiver.settle()
    trouble.run.expect("room again: it is delivered", done.returncode == 0 and f"{2 * GOOD} results submitted" in done.stdout
                       and {key: len(came) for key, came in receiver.arrived.items()} == {f"tls.good-ecdsa-{i}": 2 for i in range(GOOD)}, done.stdout)
    filler = fill(folder)
    os.truncate(filler, os.path.getsize(filler) - 4096)  # the spool's head and some results
    many = trouble.command(trouble.write("full.csv", {"good-ecdsa": 40}), *submit)
    done = subprocess.run(many, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
    receiver.settle()
    trouble.told("a disk that fills: told", done, f"cannot write into the spool {spool}: {NO_SPACE}")
    trouble.run.expect("a disk that fills: all is submitted", "40 results submitted" in done.stdout and len(receiver.arrived) == 40, done.stdout)
    receiver.is_down = True
    done = subprocess.run(many, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
    trouble.told("a disk that fills while the monitor is down: told", done, "could not be submitted, and")
    os.remove(filler)
    receiver.stop()


def mail_spool_is_full(trouble, folder, filler):
    """What the spool does not take is sent all the same; where that fails it is lost, aloud, and the state does not know it."""
    spool, state = folder + "/mail-spool", trouble.run.path("mail-state.json")
    relay = Relay(folder, lambda _, whole: "mail")
    mail = ("--digest", "--always", "--mail-to", "ops@example.org", "--spool", spool, "--mail-via", relay.target, "--state", state)
    trouble.check(*mail)
    before = read(state)
    time.sleep(1.1)
    fill(folder)
    relay.is_down = True
    done = trouble.check(*mail)
    trouble.told("a full disk, and the relay is down: the mail is lost, told", done, "is lost: relay 127.0.0.1")
    trouble.run.equal("a full disk, and the relay is down: the old state", read(state), before)
    relay.is_down = False
    done = trouble.check(*mail)
    relay.settle()
    trouble.told("a full disk: the mail cannot be kept", done, f"cannot write {spool}/mail-")
    trouble.run.expect("a full disk: it is sent", len(relay.arrived["mail"]) == 2, relay.arrived)
    trouble.run.expect("a full disk: the state knows it", read(state) != before)
    os.remove(filler)
    relay.stop()


def in_namespace():
    """Starts this again where a mount is nobody else's. False: that is not possible here."""
    for command in (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"]):
        if shutil.which("unshare") and subprocess.run([*command, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], check=False, capture_output=True).returncode == 0:
            os.execvp(command[0], [*command, sys.executable, "-B", os.path.abspath(__file__), sys.argv[1], "--mounts"])


def main():
    may_mount = sys.argv[2:] == ["--mounts"]
    if not may_mount:
        in_namespace()
    with Run("list trouble", sys.argv[1]) as run:
        trouble = Trouble(run)
        for story in (ended_in_flight, ended_while_sending, ended_without_a_mail, held_spool, deadline_ends_sending,
                      ended_before, output_full, missing_folder, read_only, another_user):
            story(trouble)
        if may_mount:
            full_disk(trouble)
        else:
            run.skip("a full disk", "nothing can be mounted here")


if __name__ == "__main__":
    main()
