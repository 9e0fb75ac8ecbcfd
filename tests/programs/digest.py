#!/usr/bin/env python3
"""The mail digest, read by Python's email package and taken by relays of a few lines. Prints "ok NAME" and "not ok NAME: why".

    tests/programs/digest.py BIN_DIR
"""

import datetime
import email
import email.policy
import email.utils
import html.parser
import mailbox
import os
import socket
import subprocess
import sys
import tempfile
import threading
import zoneinfo

SAMPLE = os.path.join(sys.argv[1], "tests/checks/list/digest_sample")
NOW = datetime.datetime(2026, 11, 21, 0, 30, tzinfo=datetime.timezone.utc)


def check(name, found, wanted=True):
    if found == wanted:
        print(f"ok digest: {name}")
    else:
        print(f"not ok digest: {name}: {found!r}, not {wanted!r}")


def sample(zone="Asia/Tokyo", now=NOW, **options):
    arguments = [f"{name}={value}" for name, value in options.items()]
    environment = dict(os.environ, TZ=zone)
    return subprocess.run([SAMPLE, f"now={now:%Y-%m-%dT%H:%M:%SZ}", *arguments], env=environment, capture_output=True, timeout=60)


def parse(data):
    return email.message_from_bytes(data, policy=email.policy.default)


def parse_all(data, folder):
    path = os.path.join(folder, "mbox")
    with open(path, "wb") as file:
        file.write(data)
    box = mailbox.mbox(path, factory=lambda file: email.message_from_binary_file(file, policy=email.policy.default))
    return [box[key] for key in box.keys()]


def defects(message):
    found = list(message.defects)
    for value in message.values():
        found += value.defects
    for part in message.iter_parts():
        found += defects(part)
    return found


def body(message, kind):
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")  # base64 keeps CR LF (RFC 2045, 6.8)


class Elements(html.parser.HTMLParser):
    """The elements of a page, its text, and whatever leads out of it."""

    def __init__(self, page):
        super().__init__()
        self.names, self.text, self.leading = set(), "", []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.names.add(tag)
        self.leading += [name for name, _ in attributes if name in ("href", "src", "action", "onclick")]

    def handle_data(self, data):
        self.text += data


def check_mail(name, data, message, language):
    check(f"{name}: no defects", defects(message), [])
    check(f"{name}: ASCII", data.isascii())
    check(f"{name}: lines of at most 78 characters", max(len(line) for line in data.split(b"\n")) <= 78)
    check(f"{name}: kind", message.get_content_type(), "multipart/alternative")
    check(f"{name}: parts", [part.get_content_type() for part in message.iter_parts()], ["text/plain", "text/html"])
    check(f"{name}: headers", [message[one] for one in ("MIME-Version", "Auto-Submitted", "Content-Language")],
          ["1.0", "auto-generated", language])
    check(f"{name}: each header once", len(message.keys()), len(set(message.keys())))
    check(f"{name}: nobody else", message["Bcc"] is None and message["Cc"] is None)
    check(f"{name}: date", email.utils.parsedate_to_datetime(message["Date"]), NOW)
    check(f"{name}: date in Japan", message["Date"].endswith("+0900"))
    page = Elements(body(message, "html"))
    check(f"{name}: page without scripts and links", (page.leading, page.names & {"script", "a", "img", "link", "i"}), ([], set()))
    check(f"{name}: no invisible characters", "\u202e" not in body(message, "plain") + body(message, "html"))


def english(folder):
    data = sample(night=1, to="Ops <ops@example.org>, night@example.org").stdout
    ops, web = parse_all(data, folder)
    check_mail("English", data, ops, "en")
    check("English: subject", ops["Subject"], "TLS CRITICAL: 3 critical, 0 warning, 0 unknown")
    check("English: to", [str(one) for one in ops["To"].addresses], ["Ops <ops@example.org>", "night@example.org"])
    check("English: mail of a contact", (str(web["To"]), "api.example.org:8443" in body(web, "plain"),
                                         "mail.example.org" in body(web, "plain")), ("Web Team <web@example.org>", True, False))
    check("different ids", ops["Message-ID"] != web["Message-ID"])
    end = (NOW + datetime.timedelta(days=3)).astimezone(zoneinfo.ZoneInfo("Asia/Tokyo"))
    check("English: end in local time", f"Certificate ends in 3 days: {end:%Y-%m-%d %H:%M} JST\n" in body(ops, "plain"))
    text = Elements(body(ops, "html")).text
    check("English: the page says the same", [line for line in body(ops, "plain").split("\n")
                                              if line.strip().strip("-") and not line.startswith("[") and line.strip() not in text], [])


def zones():
    for zone, wanted in (("Asia/Tokyo", "2026-11-24 09:30 JST"), ("Europe/Berlin", "2026-11-24 01:30 CET"),
                         ("America/New_York", "2026-11-23 19:30 EST"), ("UTC", "2026-11-24 00:30 UTC")):
        message = sample(zone=zone, night=1, to="ops@example.org").stdout
        check(f"zone {zone}", wanted.encode() in message)


def japanese(folder):
    state = os.path.join(folder, "state.json")
    sample(night=1, to="ops@example.org", state=state, now=NOW - datetime.timedelta(days=1))
    data = sample(night=2, to="ops@example.org", language="ja", state=state, **{"from": "証明書監視 <tls@example.org>"}).stdout
    ops, web = parse_all(data, folder)
    check_mail("Japanese", data, ops, "ja")
    check("Japanese: subject", ops["Subject"], "TLS証明書 CRITICAL: 重大 4 件、警告 2 件、不明 2 件")
    check("Japanese: from", str(ops["From"]), "証明書監視 <tls@example.org>")
    text = body(ops, "plain")
    for line in ("証明書の有効期限まで残り 2 日です（2026-11-23 09:30 JST まで）", "[CRITICAL] gone.example.org (新規)",
                 "[OK] dead.example.org/smtp (解消)", "    ホスト名を解決できません", "    証明書の名前がホスト名と一致しません"):
        check(f"Japanese: {line.strip()}", line + "\n" in text)
    check("Japanese: worse", "[CRITICAL] api.example.org:8443 (悪化)\n    証明書の有効期限まで残り 47 時間です" in body(web, "plain"))
    check("hostile label stays text", '<b>evil</b>\\u{202e} & "co"' in Elements(body(ops, "html")).text)


def subjects():
    data = sample(night=1, to="ops@example.org", subject="{expiring} 件、{soonest}\r\nBcc: x@example.org").stdout
    message = parse(data[data.index(b"\n") + 1:])
    check("no header by the subject", (message["Bcc"], message["Subject"]), (None, "2 件、old.example.org\\r\\nBcc: x@example.org"))
    failed = sample(night=1, subject="{nonsense}")
    check("a wrong subject", (failed.returncode, failed.stderr.startswith(b"option --mail-subject has {nonsense}")), (3, True))


def quiet(folder):
    check("nothing to tell", sample(night="good", to="ops@example.org").stdout, b"")
    message = parse(sample(night="good", to="ops@example.org", always=1).stdout)
    check("always", message["Subject"], "TLS OK: 0 critical, 0 warning, 0 unknown")
    state = os.path.join(folder, "damaged.json")
    with open(state, "w", encoding="utf-8") as file:
        file.write('{"schema": 1,')
    message = parse(sample(night="good", to="ops@example.org", state=state).stdout)
    check("a damaged state is told", f"the state file {state} is damaged" in body(message, "plain"))
    check("and set aside", (os.path.exists(state + ".damaged-1"), open(state, encoding="utf-8").read()[:14]), (True, '{\n"schema": 1,'))


def long_list(folder):
    state = os.path.join(folder, "long.json")
    for night in (1, 2):
        data = sample(night="good", more=10000, to="ops@example.org", language="ja", state=state).stdout
        text = body(parse(data), "plain")
        check(f"10,000 endpoints, run {night}: cut", ("（2000 件）\n" in text, "\nほか 1800 件\n" in text, text.count("[WARNING]")), (True, True, 200))
        check(f"10,000 endpoints, run {night}: at most 1 MB", len(data) < 1_000_000)
    with open(state, encoding="utf-8") as file:
        lines = file.read().split("\n")
    check("10,000 endpoints: a line each in the state file", (len(lines), max(len(line) for line in lines) < 200), (10009, True))


class Relay:
    """Answers each command by what begins the same, or closes, or waits. Keeps what it took."""

    def __init__(self, answers=None, greeting=b"220 relay ESMTP\r\n", is_up=True):
        self.answers = {"EHLO": b"250 relay\r\n", "MAIL": b"250 ok\r\n", "RCPT": b"250 ok\r\n", "DATA": b"354 go\r\n",
                        ".": b"250 queued\r\n", "RSET": b"250 ok\r\n", "QUIT": b"221 bye\r\n", **(answers or {})}
        self.greeting, self.said, self.mails = greeting, [], []
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self.serve, daemon=True)
        if is_up:
            self.start()

    def start(self):
        self.listener.listen()
        self.thread.start()

    def serve(self):
        connection, _ = self.listener.accept()
        with connection, connection.makefile("rwb") as stream:
            if self.greeting is None:
                stream.read()
                return
            stream.write(self.greeting)
            stream.flush()
            while line := stream.readline():
                self.said.append(line.decode().rstrip())
                if line == b"STARTTLS\r\n" and self.answers["STARTTLS"] == b"220 go\r\n":
                    stream.write(b"220 go\r\n")
                    stream.flush()
                    connection.recv(4096)
                    connection.sendall(b"no TLS here\r\n")
                    return
                if not self.answer(stream, line.decode().split()[0]):
                    return

    def answer(self, stream, word):
        stream.write(self.answers[word])
        stream.flush()
        if word == "DATA" and self.answers[word].startswith(b"354"):
            mail = b""
            while not mail.endswith(b"\r\n.\r\n"):
                mail += stream.readline()
            self.mails.append(mail[:-3])
            stream.write(self.answers["."])
            stream.flush()
        return word != "QUIT" and bool(self.answers[word])


def delivered(relay, **options):
    done = sample(night=1, to="ops@example.org", via=relay.url if isinstance(relay, Relay) else relay, **options)
    return done.returncode, done.stdout.decode().strip(), done.stderr.decode().strip()


def delivery(folder):
    relay = Relay()
    check("without STARTTLS: delivered", delivered(relay), (0, "delivered 2 waiting 0 lost 0", ""))
    relay.thread.join(10)
    check("without STARTTLS: the dialogue", relay.said,
          ["EHLO monitor.example.org", "MAIL FROM:<tls-checks@monitor.example.org>", "RCPT TO:<ops@example.org>", "DATA",
           "MAIL FROM:<tls-checks@monitor.example.org>", "RCPT TO:<web@example.org>", "DATA", "QUIT"])
    check("without STARTTLS: the mail", [str(parse(mail)["To"]) for mail in relay.mails],
          ["ops@example.org", "Web Team <web@example.org>"])
    check("CR LF throughout", all(mail.count(b"\n") == mail.count(b"\r\n") == mail.count(b"\r") for mail in relay.mails))
    status, counts, told = delivered(Relay({"RCPT": b"550 5.1.1 no such user\r\n"}))
    check("refused recipient", (status, counts, told.split("\n")[0]),
          (3, "delivered 0 waiting 0 lost 0",
           "no mail to ops@example.org: the relay refuses the recipient: '550 5.1.1 no such user'"))
    late = delivered(Relay(greeting=None), timeout=300)
    check("a relay that is silent", (late[:2], "the server sent nothing within the timeout" in late[2]),
          ((3, "delivered 0 waiting 0 lost 2"), True))
    plain = delivered(Relay({"EHLO": b"250-relay\r\n250 STARTTLS\r\n", "STARTTLS": b"220 go\r\n250 more\r\n"}))
    check("injected before TLS", "between its consent to STARTTLS and TLS" in plain[2])
    broken = delivered(Relay({"EHLO": b"250-relay\r\n250 STARTTLS\r\n", "STARTTLS": b"220 go\r\n"}))
    check("a handshake that fails", (broken[:2], "no TLS" in broken[2] or "wrong version" in broken[2]),
          ((3, "delivered 0 waiting 0 lost 2"), True))
    spool_and_again(os.path.join(folder, "spool"))


def spool_and_again(spool):
    relay = Relay(is_up=False)
    status, counts, told = delivered(relay, spool=spool)
    check("a relay that is down", (status, counts, told.split(": ")[0]),
          (3, "delivered 0 waiting 2 lost 0", "mails that wait in the spool for the next run"))
    check("the mails wait", [os.stat(os.path.join(spool, name)).st_mode & 0o777 for name in os.listdir(spool)], [0o600] * 3)
    other = sample(night="good", to="ops@example.org", via=Relay().url, spool=spool)
    check("another relay does not get them", (other.returncode, other.stdout, len(os.listdir(spool))), (0, b"delivered 0 waiting 0 lost 0\n", 3))
    relay.start()
    done = sample(night="good", to="ops@example.org", via=relay.url, spool=spool)
    check("and go with the next run", (done.returncode, done.stdout, os.listdir(spool)),
          (0, b"delivered 2 waiting 0 lost 0\n", ["mail.lock"]))
    relay.thread.join(10)
    check("as they were", {email.utils.parsedate_to_datetime(parse(mail)["Date"]) for mail in relay.mails}, {NOW})


def main():
    with tempfile.TemporaryDirectory() as folder:
        english(folder)
        zones()
        japanese(folder)
        subjects()
        quiet(folder)
        long_list(folder)
        delivery(folder)


main()
