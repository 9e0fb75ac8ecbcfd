"""Sends digests to a relay, and reads them from the mailboxes that it delivers to: for mail_digest.sh, which starts both.

    mail_digest.py BIN_DIR SMTP_PORT IMAP_PORT
"""

import datetime
import email
import email.policy
import email.utils
import imaplib
import os
import subprocess
import sys
import threading
import time
import zoneinfo

SAMPLE = os.path.join(sys.argv[1], "tests/checks/list/digest_sample")
SMTP, IMAP = int(sys.argv[2]), int(sys.argv[3])
TOKYO = zoneinfo.ZoneInfo("Asia/Tokyo")
PATIENCE = 60  # seconds for a mail to arrive


def check(name, found, wanted=True):
    print(f"ok mail digest: {name}" if found == wanted else f"not ok mail digest: {name}: {found!r}, not {wanted!r}")


def send(**options):
    arguments = [f"{name}={value}" for name, value in options.items()]
    done = subprocess.run([SAMPLE, f"via=smtp://127.0.0.1:{SMTP}", *arguments], env=dict(os.environ, TZ="Asia/Tokyo"),
                          capture_output=True, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def read(imap):
    imap.select(readonly=True)
    numbers = imap.search(None, "ALL")[1][0].split()
    return [email.message_from_bytes(imap.fetch(one, "(RFC822)")[1][0][1], policy=email.policy.default) for one in numbers]


def mails_of(user, count):
    """The first `count` mails of a mailbox, when they are there."""
    end = time.monotonic() + PATIENCE
    with imaplib.IMAP4("127.0.0.1", IMAP) as imap:
        imap.login(user, "any")
        while len(read(imap)) < count and time.monotonic() < end:
            threading.Event().wait(0.1)
        return read(imap)


def one_mail(name, mail, subject, lines):
    check(f"{name}: subject", mail["Subject"], subject)
    check(f"{name}: came by STARTTLS", any("using TLSv1.3" in one for one in mail.get_all("Received")))
    check(f"{name}: delivered by LMTP", any("with LMTP" in one for one in mail.get_all("Received")))
    text = mail.get_body(("plain",)).get_content()
    for line in lines:
        check(f"{name}: {line.strip()}", line + "\n" in text.replace("\r\n", "\n"))
    check(f"{name}: page", "<!DOCTYPE html>" in mail.get_body(("html",)).get_content())
    check(f"{name}: whole", (len(list(mail.iter_parts())), mail.defects), (2, []))


def main():
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    local = now.astimezone(TOKYO)
    given = {"now": f"{now:%Y-%m-%dT%H:%M:%SZ}", "night": 2, "to": "Ops <ops@example.org>"}
    check("English: handed over", send(**given), (0, "delivered 2 waiting 0 lost 0\n", ""))
    check("Japanese: handed over", send(language="ja", **given), (0, "delivered 2 waiting 0 lost 0\n", ""))
    ops = sorted(mails_of("ops", 2), key=lambda one: one["Content-Language"])
    check("mails of ops", [one["Content-Language"] for one in ops], ["en", "ja"])
    end = f"{local + datetime.timedelta(days=2):%Y-%m-%d %H:%M} JST"
    one_mail("English", ops[0], "TLS CRITICAL: 4 critical, 2 warning, 2 unknown",
             [f"Checked on {local:%Y-%m-%d %H:%M} JST.", f"    Certificate ends in 2 days: {end}"])
    one_mail("Japanese", ops[1], "TLS証明書 CRITICAL: 重大 4 件、警告 2 件、不明 2 件",
             [f"確認日時: {local:%Y-%m-%d %H:%M} JST", f"    証明書の有効期限まで残り 2 日です（{end} まで）"])
    check("date", [email.utils.parsedate_to_datetime(one["Date"]).isoformat() for one in ops], [local.isoformat()] * 2)
    web = mails_of("web", 2)
    check("mails of a contact", [str(one["To"]) for one in web], ["Web Team <web@example.org>"] * 2)
    status, counts, told = send(night=1, to="nobody@example.org")
    check("a recipient that the relay does not know", (status, counts, "no mail to nobody@example.org: the relay refuses the "
          "recipient: '550 5.1.1" in told), (3, "delivered 1 waiting 0 lost 0\n", True))


main()
