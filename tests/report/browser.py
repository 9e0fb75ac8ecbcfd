"""A headless Chromium, spoken to over a pipe by the DevTools protocol (each message is JSON and a NUL)."""
import base64
import json
import os
import select
import subprocess
import time

FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update
    --disable-sync --disable-extensions --disable-dev-shm-usage --remote-debugging-pipe --no-proxy-server""".split()

# Seconds for one answer: far above what is usual, so that a loaded machine is no failure and a hang is.
PATIENCE = 120

KEYS = {"Enter": (13, "\r"), "Tab": (9, ""), "Escape": (27, ""), " ": (32, " "), "/": (191, "/"), "PageDown": (34, ""), "PageUp": (33, ""),
        "End": (35, ""), "Home": (36, ""), "ArrowLeft": (37, ""), "ArrowUp": (38, ""), "ArrowRight": (39, ""), "ArrowDown": (40, "")}


class Browser:
    """Everything that the browser tells of its own accord is kept in `events`."""

    def __init__(self, home):
        read_end, self.commands = os.pipe()
        self.answers, write_end = os.pipe()
        # Chromium reads descriptor 3 and writes descriptor 4.
        shell = f"exec 3<&{read_end} 4>&{write_end}; exec chromium \"$@\""
        environment = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
        environment.pop("XDG_DATA_HOME", None)
        with open(home + "/errors", "wb") as errors:
            self.process = subprocess.Popen(["bash", "-c", shell, "chromium", *FLAGS, f"--user-data-dir={home}/profile"],
                                            pass_fds=(read_end, write_end), env=environment, stdin=subprocess.DEVNULL,
                                            stdout=subprocess.DEVNULL, stderr=errors)
        os.close(read_end)
        os.close(write_end)
        self.buffer = b""
        self.number = 0
        self.events = []

    def read(self):
        until = time.monotonic() + PATIENCE
        while b"\0" not in self.buffer:
            if not select.select([self.answers], [], [], max(0, until - time.monotonic()))[0]:
                raise RuntimeError("Chromium does not answer")
            got = os.read(self.answers, 1 << 20)
            if not got:
                raise RuntimeError("Chromium has ended")
            self.buffer += got
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, session=None, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if session:
            request["sessionId"] = session
        message = json.dumps(request).encode() + b"\0"
        while message:
            message = message[os.write(self.commands, message):]
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def wait(self, method, session):
        """The next event of this name, whether it has come already or not; it and those before it are no longer new."""
        seen = 0
        while True:
            for event in self.events[seen:]:
                seen += 1
                if event["method"] == method and event.get("sessionId") == session and not event.get("seen"):
                    event["seen"] = True
                    return event["params"]
            answer = self.read()
            if "method" in answer:
                self.events.append(answer)

    def close(self):
        try:
            self.ask("Browser.close")
            self.process.wait(20)
        except (RuntimeError, OSError, subprocess.TimeoutExpired):
            pass
        finally:
            self.process.kill()
            self.process.wait()


class Tab:
    def __init__(self, browser, width=1280, height=900, scheme="light", script=True, mobile=False):
        self.browser = browser
        self.target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.ask("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Audits", "Accessibility"):
            self.ask(domain + ".enable")
        self.size(width, height, mobile)
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.script = script
        self.ask("Emulation.setScriptExecutionDisabled", value=not script)

    def ask(self, method, **parameters):
        return self.browser.ask(method, self.session, **parameters)

    def size(self, width, height, mobile=False):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    def open(self, address):
        self.ask("Page.navigate", url=address)
        self.browser.wait("Page.loadEventFired", self.session)
        self.settle()

    def run(self, script):
        """The value of an expression; a promise is awaited."""
        result = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{script}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def settle(self):
        """Waits until what was caused has been drawn."""
        if not self.script:
            return
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done(1)))))")

    def key(self, name):
        code, text = KEYS.get(name, (0, name))
        event = {"key": name, "windowsVirtualKeyCode": code, "code": name if len(name) > 1 else ""}
        self.ask("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **event)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **event)
        self.settle()

    def type(self, text):
        self.ask("Input.insertText", text=text)
        self.settle()

    def click(self, selector):
        """A real click in the middle of an element."""
        x, y = self.run(f"""(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: "center"}});
            const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        self.settle()

    def screenshot(self, path, whole=False):
        picture = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    def pdf(self):
        return base64.b64decode(self.ask("Page.printToPDF", printBackground=True)["data"])
