"""What the tests of the monitors share: the lab, daemons in the foreground, ports, polling, results.

A script of a system looks so:

    with support.Run("nagios") as run:
        lab = run.lab("good-*")
        run.daemon(["/usr/sbin/nagios4", config], user="nagios")
        run.until("a result", lambda: state("h1") is not None, 20)
        run.equal("state of a good server", state("h1"), "0")

Whatever happens, each daemon is ended by its own process id, then its whole process group, and the folder is removed. A process that
stays is a failure of the run.
"""

import difflib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

# In the environment of all that a run starts: how those that stayed behind are found.
MARK = "TLS_CHECKS_MONITOR_RUN"
PROGRAMS = ("nagios/check_tls", "nagios/check_tls_expiry", "nagios/check_tls_chain", "nagios/check_tls_certificate",
            "nagios/check_cert_file", "nagios/check_tls_list", "zabbix/zabbix_tls")


def guest_folder():
    """Where tests/support/packages.sh unpacks what would conflict with an installed package."""
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "tls-checks")


def free_port(ports=(0,)):
    """A TCP port on 127.0.0.1 that is free now, of those given or any. Another process may take it before a daemon does."""
    for port in ports:
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return one.getsockname()[1]
    raise RuntimeError("no free port")


def is_listening(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


class Scenario:
    """A server of the lab: check_tls -H host -I 127.0.0.1 -p port OPTIONS."""

    def __init__(self, line):
        self.name, self.host, port, *self.options = line.split()
        self.port = int(port)


class Lab:
    """The embedded servers. `scenarios` by name; `folder` has roots.pem, chains and keys, readable for all."""

    def __init__(self, bin_dir, folder, glob, options):
        self.folder = folder
        self.process = subprocess.Popen([bin_dir + "/tests/lab/lab", "--dir", folder, "--only", glob, *options], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.scenarios = {}
        for line in self.process.stdout:
            if line == "ready\n":
                break
            scenario = Scenario(line)
            self.scenarios[scenario.name] = scenario
        else:
            raise RuntimeError("the lab did not start")
        for path, _, files in os.walk(folder):
            os.chmod(path, 0o755)
            for name in files:
                os.chmod(os.path.join(path, name), 0o644)
        self.roots = folder + "/roots.pem"

    def __getitem__(self, name):
        return self.scenarios[name]

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)


def as_user(user, command):
    """The command as that user, where we may; the process keeps its id."""
    if not user or os.getuid() != 0:
        return command
    group = str(pwd.getpwnam(user).pw_gid)
    return ["setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups", *command]


class Daemon:
    """A program in the foreground. Its output is in the file `log`; `how` is the signal that ends it."""

    def __init__(self, command, log, user, environment, directory, how=signal.SIGTERM):
        self.name = os.path.basename(command[0])
        self.log = log
        self.how = how
        command = as_user(user, command)
        with open(log, "ab") as out:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment, cwd=directory,
                                            start_new_session=True)

    def is_running(self):
        return self.process.poll() is None

    def tail(self):
        with open(self.log, errors="replace") as text:
            return text.read()[-2000:]

    def stop(self, seconds=15):
        """Ends it and its group. False: it had to be killed."""
        clean = True
        if self.is_running():
            self.process.send_signal(self.how)
            try:
                self.process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                clean = False
                self.process.kill()
                self.process.wait()
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        return clean


def difference(came, expected):
    """Of texts of several lines, those that differ."""
    if isinstance(came, str) and isinstance(expected, str) and "\n" in came + expected:
        lines = difflib.unified_diff(expected.split("\n"), came.split("\n"), "expected", "came", lineterm="", n=0)
        return " / ".join(lines)
    return f"{came!r}, expected {expected!r}"


class Run:
    """One system's tests: results as lines "ok NAME: ..." and "not ok NAME: ...: why", and everything that must be ended."""

    def __init__(self, name, bin_dir=None):
        self.name = name
        self.bin_dir = os.path.realpath(bin_dir or sys.argv[1])
        self.failed = 0
        self.daemons = []
        self.tasks = []
        self.starting = threading.Lock()
        self.ends = False
        self.labs = []
        self.mark = f"{os.getpid()}-{time.time_ns()}"
        self.folder = None

    def __enter__(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, lambda number, _: sys.exit(128 + number))
        self.folder = tempfile.mkdtemp(prefix="tls-monitors-")
        os.chmod(self.folder, 0o755)
        return self

    def __exit__(self, kind, error, trace):
        if error is not None and not isinstance(error, SystemExit):
            self.fail("the run", f"{kind.__name__}: {error}")
            for daemon in self.daemons:
                self.say(f"# {daemon.name}: {daemon.tail()}", "stderr")
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        with self.starting:
            self.ends = True
        for task in self.tasks:
            task.stop()
        for daemon in reversed(self.daemons):
            if not daemon.stop():
                self.fail(daemon.name, "did not end when told to")
        for lab in self.labs:
            lab.stop()
        self.check_nothing_stayed()
        shutil.rmtree(self.folder, ignore_errors=True)
        if error is None or not isinstance(error, SystemExit):
            sys.stdout.flush()
            sys.exit(1 if self.failed else 0)

    @staticmethod
    def say(line, stream="stdout"):
        """A reader that went away (head) must not keep us from ending the daemons."""
        try:
            print(line, file=getattr(sys, stream), flush=True)
        except BrokenPipeError:
            setattr(sys, stream, open(os.devnull, "w", encoding="utf-8"))

    def ok(self, what):
        self.say(f"ok {self.name}: {what}")

    def fail(self, what, why):
        self.failed += 1
        self.say(f"not ok {self.name}: {what}: {' '.join(str(why).split())[:1500]}")

    def expect(self, what, good, why=""):
        self.ok(what) if good else self.fail(what, why)

    def skip(self, what, why):
        """Said aloud, and no success."""
        print(f"# skipped {self.name}: {what}: {why}", flush=True)

    def equal(self, what, came, expected):
        self.expect(what, came == expected, difference(came, expected))

    def path(self, *parts):
        """A path in the run's folder; the folders above it are made."""
        path = os.path.join(self.folder, *parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def make_folder(self, *parts, user=None, mode=0o755):
        path = self.path(*parts)
        os.makedirs(path, exist_ok=True)
        os.chmod(path, mode)
        if user and os.getuid() == 0:
            shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
        return path

    def write(self, text, *parts, user=None, mode=0o644):
        path = self.path(*parts)
        with open(path, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        os.chmod(path, mode)
        if user and os.getuid() == 0:
            shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
        return path

    def install_programs(self, *parts):
        """Copies of the programs where a daemon's user may run them (what Bazel built may lie in a closed home)."""
        folder = self.make_folder(*parts)
        for program in PROGRAMS:
            shutil.copy(os.path.join(self.bin_dir, program), folder)
            os.chmod(os.path.join(folder, os.path.basename(program)), 0o755)
        return folder

    def lab(self, glob="*", *options):
        lab = Lab(self.bin_dir, self.path(f"lab{len(self.labs)}"), glob, options)
        self.labs.append(lab)
        return lab

    def environment(self, **more):
        """A bare environment with the run's mark: what a daemon has that no shell started."""
        return {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", MARK: self.mark,
                **more}

    def daemon(self, command, user=None, directory="/", how=signal.SIGTERM, **environment):
        return self.start(self.daemons, "", command, user, self.environment(**environment), directory, how)

    def start(self, processes, kind, command, user, environment, directory, how=signal.SIGTERM):
        """Starts one of the daemons or tasks; none once the run ends, also when another thread wants it."""
        with self.starting:
            if self.ends:
                raise RuntimeError("the run ends")
            log = self.path("logs", f"{kind}{len(processes)}-{os.path.basename(command[0])}")
            processes.append(Daemon(command, log, user, environment, directory, how))
            return processes[-1]

    def run(self, command, user=None, seconds=60, **environment):
        """Runs a command to its end: (exit status, standard output, standard error)."""
        done = subprocess.run(as_user(user, command), stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=seconds,
                              env=self.environment(**environment), check=False)
        return done.returncode, done.stdout, done.stderr

    def until(self, what, probe, seconds=30, every=0.1):
        """The first true answer of `probe`; a failure and None when it does not come, or when a daemon ended."""
        end = time.monotonic() + seconds
        while True:
            answer = probe()
            if answer:
                return answer
            ended = [daemon for daemon in self.daemons if not daemon.is_running()]
            if time.monotonic() > end or ended:
                why = f"{ended[0].name} ended: {ended[0].tail()}" if ended else f"not within {seconds} s"
                self.fail(what, why)
                return None
            time.sleep(every)

    def deep_chain(self):
        """A server, by openssl, with a chain of 10 certificates that `--profile rfc5280` finds 37 faults in: (name, port, file of its root)."""
        folder = self.make_folder("deep-chain")
        script = os.path.join(os.path.dirname(os.path.realpath(__file__)), "deep_chain.sh")
        status, _, why = self.run(["/bin/bash", script, folder])
        if status != 0:
            raise RuntimeError("no deep chain: " + why)
        port = free_port()
        self.daemon(["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", "leaf.pem", "-key", "leaf.key", "-cert_chain", "chain.pem",
                     "-www", "-quiet"], directory=folder)
        self.until("the server of a deep chain", lambda: is_listening(port))
        return "deep.example", port, folder + "/root.pem"

    def begin(self, command, user=None, **environment):
        """Starts what ends by itself while the run does something else; finish() waits for it."""
        return self.start(self.tasks, "task", command, user, self.environment(**environment), "/")

    def finish(self, task, seconds=120):
        """Waits for what was begun; its failure ends the run."""
        if task.process.wait(timeout=seconds) != 0:
            raise RuntimeError(f"{task.name}: {task.tail()}")

    def stop(self, daemon):
        """Ends one daemon before the others."""
        self.daemons.remove(daemon)
        if not daemon.stop():
            self.fail(daemon.name, "did not end when told to")

    def check_nothing_stayed(self):
        stayed = [f"{name} ({process})" for process, name in self.marked_processes()]
        self.expect("no process stays", not stayed, ", ".join(stayed))

    def marked_processes(self):
        wanted = f"{MARK}={self.mark}".encode()
        for process in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{process}/environ", "rb") as environment, open(f"/proc/{process}/comm") as name:
                    if wanted in environment.read().split(b"\0"):
                        yield process, name.read().strip()
            except OSError:
                pass  # it ended while we looked
