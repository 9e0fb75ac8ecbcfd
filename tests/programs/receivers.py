"""Receivers that count: the monitors and the relay that check_tls_list submits to, a few lines each.

What arrives is kept under the key that the test gives it: {key: [what it was, ...]}.
"""

import collections
import http.server
import json
import os
import re
import socketserver
import ssl
import struct
import subprocess
import sys
import threading
import time

SECONDS = 120  # the longest that anything may take on a busy machine


class Receiver:
    """`key` makes the key of a result from its words and from all that came."""

    # The most results that one end may send again: what is under way at once.
    under_way = 1
    # Drops connections without an answer, as long as it is set.
    is_down = False

    def __init__(self, folder, key):
        self.folder = folder
        self.key = key
        self.arrived = collections.defaultdict(list)
        self.lock = threading.Lock()

    def take(self, text, whole):
        key = self.key(text, whole)
        if not key:
            raise ValueError(f"no result: {whole!r}")
        with self.lock:
            self.arrived[key].append(whole)

    def options(self):
        """What it needs beside its address: {"user": ...}."""
        return {}

    def settle(self):
        """Until all that was sent is counted."""

    def stop(self):
        pass


class CommandPipe(Receiver):
    """Nagios' command file, read as Nagios does: one reader that stays."""

    kind = "nagios"
    line = re.compile(r"\[\d{10}\] PROCESS_SERVICE_CHECK_RESULT;[^;]+;[^;]+;[0-3];.*")

    def __init__(self, folder, key):
        super().__init__(folder, key)
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

    def __init__(self, folder, key):
        super().__init__(folder, key)
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

    def __init__(self, folder, key):
        super().__init__(folder, key)
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
        if self.is_down:
            return
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

    def __init__(self, folder, key):
        super().__init__(folder, key)
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
        return {"user": "root", "password-file": self.folder + "/password", "ca-file": self.folder + "/ca.pem", "certificate-name": "master"}

    def answer(self, request):
        if self.is_down:
            request.close_connection = True
            return
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


class Relay(Receiver):
    """A mail relay. A mail counts once its end is there, also when the client does not hear that."""

    # Says nothing to who comes, as long as it is set; True once somebody came so.
    is_silent = False
    has_come = False

    def __init__(self, folder, key):
        super().__init__(folder, key)
        receiver = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                try:
                    receiver.talk(self.rfile, self.wfile)
                except OSError:
                    pass  # it was ended

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = False
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.target = f"smtp://127.0.0.1:{self.server.server_address[1]}"

    def talk(self, said, answers):
        if self.is_down:
            return
        if self.is_silent:
            self.has_come = True
            said.read()
            return
        answers.write(b"220 relay ESMTP\r\n")
        while line := said.readline():
            word = line.strip().upper()
            if word == b"DATA":
                answers.write(b"354 go\r\n")
                mail = b""
                while not mail.endswith(b"\r\n.\r\n"):
                    line = said.readline()
                    if not line:
                        return  # half a mail is none
                    mail += line
                text = mail[:-3].decode("ascii")
                self.take(text, text)
            answers.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return

    settle = Trapper.settle
    stop = Trapper.stop
