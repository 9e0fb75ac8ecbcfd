"""Chromium: reads lines "SCENARIO HOST PORT", prints "SCENARIO<TAB>accept|reject<TAB>REASON".

client_chromium.py ROOTS SCRATCH

The roots go into an NSS database in SCRATCH, which is Chromium's home. One headless browser, spoken to over a pipe by the
DevTools protocol (each message is JSON and a NUL), visits the addresses; in several tabs, because it waits 3 seconds
before it tells of most faults.
"""
import json
import os
import re
import subprocess
import sys

TABS = 24

FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update
    --disable-sync --disable-extensions --disable-dev-shm-usage --remote-debugging-pipe --no-proxy-server""".split()


def make_home(roots, scratch):
    """A home with the roots as trusted authorities."""
    database = os.path.join(scratch, ".pki/nssdb")
    os.makedirs(database)
    subprocess.run(["certutil", "-N", "-d", "sql:" + database, "--empty-password"], check=True)
    with open(roots, encoding="ascii") as file:
        blocks = re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", file.read(), re.S)
    for number, block in enumerate(blocks):
        subprocess.run(["certutil", "-A", "-d", "sql:" + database, "-n", f"root {number}", "-t", "C,,"],
                       input=block.encode(), check=True)


class Browser:
    def __init__(self, home):
        read_end, self.commands = os.pipe()
        self.answers, write_end = os.pipe()
        # Chromium reads descriptor 3 and writes descriptor 4.
        shell = f"exec 3<&{read_end} 4>&{write_end}; exec chromium \"$@\""
        environment = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
        environment.pop("XDG_DATA_HOME", None)
        self.process = subprocess.Popen(
            ["bash", "-c", shell, "chromium", *FLAGS, f"--user-data-dir={home}/profile", "--host-resolver-rules=MAP * 127.0.0.1"],
            pass_fds=(read_end, write_end), env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=open(home + "/errors", "wb"))
        os.close(read_end)
        os.close(write_end)
        self.buffer = b""
        self.number = 0

    def read(self):
        while b"\0" not in self.buffer:
            got = os.read(self.answers, 1 << 16)
            if not got:
                raise RuntimeError("Chromium has ended")
            self.buffer += got
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def send(self, method, session=None, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if session:
            request["sessionId"] = session
        os.write(self.commands, json.dumps(request).encode() + b"\0")
        return self.number

    def answer(self):
        """The next answer, whatever was asked: its number and its result."""
        while True:
            message = self.read()
            if "error" in message:
                raise RuntimeError(str(message["error"]))
            if "result" in message:
                return message["id"], message["result"]

    def ask(self, method, **parameters):
        number = self.send(method, **parameters)
        while True:
            answered, result = self.answer()
            if answered == number:
                return result

    def open_tab(self):
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        return self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def visit_all(self, rows):
        """Visits each (name, address), as many at a time as there are tabs; gives (name, what went wrong or nothing)."""
        idle = [self.open_tab() for _ in range(TABS)]
        waiting = list(reversed(rows))
        under_way = {}
        while waiting or under_way:
            while waiting and idle:
                name, address = waiting.pop()
                tab = idle.pop()
                under_way[self.send("Page.navigate", tab, url=address)] = name, tab
            number, result = self.answer()
            if number in under_way:
                name, tab = under_way.pop(number)
                idle.append(tab)
                yield name, result.get("errorText", "")


def main():
    roots, scratch = sys.argv[1:]
    make_home(roots, scratch)
    rows = [line.split() for line in sys.stdin]
    browser = Browser(scratch)
    try:
        print(browser.ask("Browser.getVersion")["product"], file=sys.stderr)
        for name, reason in browser.visit_all([(name, f"https://{host}:{port}/") for name, host, port in rows]):
            print(name, "reject" if reason else "accept", reason, sep="\t", flush=True)
        browser.send("Browser.close")
        browser.process.wait(20)
    finally:
        browser.process.kill()


main()
