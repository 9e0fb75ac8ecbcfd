#!/usr/bin/env python3
"""Submitting results is ended at random moments; receivers count what arrives.

  tests/programs/submit.py BIN_DIR [KILLS [SEED]]     KILLS: 200 in all

For each kind of target: runs that nobody ends deliver each result once; of runs that are ended by SIGTERM or SIGKILL at random
moments nothing is lost, what is known to be kept arrives with the run after it, unchanged, and only what the end interrupted
arrives twice. Prints "ok NAME: ..." and "not ok NAME: ...: why".
"""

import collections
import http.server
import json
import os
import random
import re
import signal
import socket
import socketserver
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

RESULTS = 300  # of a run: two of Zabbix' batches, two of Nagios' files
RESULT = re.compile(r"TLS - result (\d+) of run (\w+); back\\slash")
SECONDS = 120  # the longest that anything may take on a busy machine


class Receiver:
    """What arrived: {(run, number): [what it was, ...]}."""

    # The most results that one end may send again: what is under way at once.
    under_way = 1

    def __init__(self, folder):
        self.folder = folder
        self.arrived = collections.defaultdict(list)
        self.lock = threading.Lock()

    def take(self, text, whole):
        found = RESULT.search(text)
        if not found:
            raise ValueError(f"no result: {text!r}")
        with self.lock:
            self.arrived[found[2], int(found[1])].append(whole)

    def options(self):
        return []

    def settle(self):
        """Until all that was sent is counted."""

    def stop(self):
        pass


class CommandPipe(Receiver):
    """Nagios' command file, read as Nagios does: one reader that stays."""

    kind = "nagios"
    line = re.compile(r"\[(\d{10})\] PROCESS_SERVICE_CHECK_RESULT;h(\d+);s (\w+) (\d+);([0-3]);(.*)")

    def __init__(self, folder):
        super().__init__(folder)
        self.path = folder + "/nagios.cmd"
        os.mkfifo(self.path)
        self.target = "nagios:" + self.path
        self.pipe = os.open(self.path, os.O_RDWR)
        self.marks = 0
        self.marked = threading.Condition()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        rest = b""
        while True:
            rest += os.read(self.pipe, 65536)
            *lines, rest = rest.split(b"\n")
            for line in lines:
                if line in (b"mark", b"end"):
                    with self.marked:
                        self.marks += 1
                        self.marked.notify_all()
                    if line == b"end":
                        return
                    continue
                text = line.decode()
                if not self.line.fullmatch(text):
                    raise ValueError(f"no command: {text!r}")
                self.take(text.replace("\\\\", "\\"), text)

    def settle(self):
        with self.marked:
            wanted = self.marks + 1
            os.write(self.pipe, b"mark\n")
            self.marked.wait_for(lambda: self.marks >= wanted, SECONDS)

    def stop(self):
        os.write(self.pipe, b"end\n")
        self.thread.join(SECONDS)
        os.close(self.pipe)


class ResultFolder(Receiver):
    """Nagios' check_result_path, read as Nagios does: a file counts once its .ok is there."""

    kind = "nagios-spool"
    under_way = 250

    def __init__(self, folder):
        super().__init__(folder)
        self.path = folder + "/checkresults"
        os.mkdir(self.path)
        self.target = "nagios-spool:" + self.path

    def settle(self):
        for name in os.listdir(self.path):
            path = os.path.join(self.path, name)
            if len(name) == 7 and name[0] == "c" and os.path.exists(path + ".ok"):
                with open(path, encoding="utf-8") as file:
                    head, *records = file.read().split("\n\n")
                if not head.startswith("### ") or records.pop() != "":
                    raise ValueError(f"{name} is not whole: {records[-1:]}")
                for record in records:
                    self.take(record.replace("\\\\", "\\"), record)
                os.remove(path)
                os.remove(path + ".ok")


class Trapper(Receiver):
    """A Zabbix trapper."""

    kind = "zabbix"
    under_way = 250

    def __init__(self, folder):
        super().__init__(folder)
        receiver = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                receiver.answer(self.request)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = False
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.target = f"zabbix:127.0.0.1:{self.server.server_address[1]}"

    def answer(self, connection):
        bytes_read = connection.makefile("rb")
        header = bytes_read.read(13)
        if len(header) < 13:
            return  # ended before it said anything
        magic, length, reserved = struct.unpack("<5sII", header)
        body = bytes_read.read(length)
        if len(body) < length:
            return  # as Zabbix: half a packet is none
        if magic != b"ZBXD\x01" or reserved:
            raise ValueError(f"no packet: {header!r}")
        data = json.loads(body)["data"]
        if len(data) > 250:
            raise ValueError(f"{len(data)} values at once")
        for one in data:
            self.take(json.loads(one["value"])["summary"], json.dumps(one))
        said = json.dumps({"response": "success", "info": f"processed: {len(data)}; failed: 0; total: {len(data)}; seconds spent: 0.001"})
        try:
            connection.sendall(struct.pack("<5sII", b"ZBXD\x01", len(said), 0) + said.encode())
        except OSError:
            pass  # it was ended

    def settle(self):
        end = time.monotonic() + SECONDS
        while any("process_request_thread" in thread.name for thread in threading.enumerate()) and time.monotonic() < end:
            time.sleep(0.005)

    def stop(self):
        self.server.shutdown()
        self.thread.join(SECONDS)
        self.server.server_close()


class Api(Receiver):
    """Icinga's API, by HTTPS with a certificate for the name "master"."""

    kind = "icinga2"
    under_way = 4

    def __init__(self, folder):
        super().__init__(folder)
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem", "-out", "ca.pem",
                     "-subj", "/CN=master", "-days", "30", "-addext", "subjectAltName=DNS:master")
        with open(folder + "/password", "w", encoding="utf-8") as password:
            password.write("secret\n")
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self):
                receiver.answer(self)

            def log_message(self, format, *arguments):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                if not isinstance(sys.exc_info()[1], OSError):  # it was ended
                    super().handle_error(request, client_address)

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = False
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + "/ca.pem", folder + "/key.pem")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.target = f"icinga2:https://127.0.0.1:{self.server.server_address[1]}"

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def options(self):
        return ["user=root", f"password-file={self.folder}/password", f"ca-file={self.folder}/ca.pem", "certificate-name=master"]

    def answer(self, request):
        body = request.rfile.read(int(request.headers["Content-Length"]))
        asked = json.loads(body)
        if request.path != "/v1/actions/process-check-result" or request.headers["Authorization"] != "Basic cm9vdDpzZWNyZXQ=":
            raise ValueError(f"no request: {request.path} {request.headers}")
        self.take(asked["plugin_output"], body.decode())
        said = json.dumps({"results": [{"code": 200.0, "status": "Successfully processed check result"}]}).encode()
        request.send_response(200)
        request.send_header("Content-Length", str(len(said)))
        request.end_headers()
        request.wfile.write(said)

    settle = Trapper.settle
    stop = Trapper.stop


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
        return [self.program, self.receiver.target, str(count), run, f"spool={self.spool}", f"added={self.added}", *self.receiver.options()]

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
            receiver = kind(folder)
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
