"""The HTML report in Chromium: page.py FOLDER [SCREENSHOTS]. FOLDER holds N.html of N endpoints."""
import json
import re
import shutil
import sys
import tempfile
import time

from browser import Browser
from report import CONTRAST, Data, Page, holds, same

PICTURES = sys.argv[2] if len(sys.argv) > 2 else ""
MOST_ROWS = 120  # in the document, of ten thousand


def sorting(browser):
    page, data = Page(browser, 30, height=6000), Data(30)
    natural = lambda label: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", label)]
    same("worst first", page.labels(), data.labels())
    same("aria-sort", page.attribute("th.state", "aria-sort"), "ascending")
    for column, order in (("ends", lambda row: row["end"]), ("endpoint", lambda row: natural(row["label"])),
                          ("protocol", lambda row: row["protocol"])):
        rows = {row["label"]: row for row in data.rows}
        for direction, down in (("ascending", False), ("descending", True)):
            page.tab.click(f"th.{column} button")
            same("aria-sort of " + column, page.attribute("th." + column, "aria-sort"), direction)
            same("aria-sort of state", page.attribute("th.state", "aria-sort"), "none")
            keys = [order(rows[label]) for label in page.labels()]
            same(f"{column} {direction}", keys, sorted(keys, reverse=down))
            same("rows", sorted(page.labels()), sorted(rows))
    return page


def filtering(browser):
    page, data = Page(browser, 30, height=6000), Data(30)
    page.tab.click("button.status-2")
    same("critical ones", page.labels(), data.labels(lambda row: row["state"] == "Critical"))
    same("pressed", page.attribute("button.status-2", "aria-pressed"), "true")
    page.tab.click("button.status-1")
    same("two states", page.labels(), data.labels(lambda row: row["state"] in ("Critical", "Warning")))
    page.tab.click(".chip.all")
    same("all", page.count(), "30 endpoints.")
    page.choose("#protocol", "https")
    same("a protocol", page.labels(), data.labels(lambda row: row["protocol"] == "https"))
    page.choose("#issuer", "Example Encrypt E7")
    same("and an issuer", page.labels(), data.labels(lambda row: row["protocol"] == "https" and row["issuer"] == "Example Encrypt E7"))
    page.tab.click(".chip.all")
    for list_id, member, value in (("keys", "key", "RSA 4096 bits"), ("versions", "tls", "TLSv1.2"), ("issuers", "issuer", "Nordwind AG Issuing CA 3")):
        index = page.run(f"[...document.querySelectorAll('#{list_id} .name')].findIndex(e => e.textContent === {json.dumps(value)})")
        page.tab.click(f"#{list_id} li:nth-child({index + 1}) button")
        same(value, page.labels(), data.labels(lambda row: row[member] == value))
        page.tab.click("#chips .chip")
    page.tab.click("#problems li:nth-child(1) button")
    same("a problem", page.labels(), data.labels(lambda row: "leaf-expiry" in row["rules"]))
    return page


def searching(browser):
    page, data = Page(browser, 30, height=6000), Data(30)
    wanted = data.rows[12]
    searches = (("NORDWIND", lambda row: row["issuer"].startswith("Nordwind")), (wanted["serial"], lambda row: row["serial"] == wanted["serial"]),
                ("encrypt imap", lambda row: "Encrypt" in row["issuer"] and row["protocol"] == "imap"), ("chain-complete", lambda row: "chain-complete" in row["rules"]),
                ("no such thing", lambda row: False))
    for text, takes in searches:
        page.focus("body")
        page.tab.key("/")
        same("focus", page.run("document.activeElement.id"), "search")
        page.run("document.activeElement.select()")
        page.tab.type(text)
        same(text, page.labels(), data.labels(takes))
        same("count", page.count(), f"{len(data.labels(takes))} of 30 endpoints.")
    same("told", page.run("document.querySelector('#nothing').checkVisibility()"), True)
    page.tab.click("#show-all")
    same("all", page.count(), "30 endpoints.")
    return page


def keyboard(browser):
    page, data = Page(browser, 30), Data(30)
    page.focus("#issuer")
    titles = [f"th:nth-child({i}) button" for i in range(1, 7)]
    page.tab.key("Tab")
    same("behind the fields", page.run("document.activeElement.id"), "table")
    same("first row", page.cursor(), 0)
    holds("the row has no visible focus", page.run("getComputedStyle(document.querySelector('tr.cursor')).boxShadow") != "none")
    for key, place in (("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1), ("End", 29), ("ArrowDown", 29), ("Home", 0), ("ArrowUp", 0), ("PageDown", None)):
        page.tab.key(key)
        holds(f"{key} moves to {page.cursor()}", place is None and page.cursor() > 5 or page.cursor() == place)
        holds(f"{key}: the row is out of sight", page.run("""(() => { const b = document.querySelector('tr.cursor').getBoundingClientRect();
            return b.top >= 0 && b.bottom <= innerHeight; })()"""))
    for _ in range(page.cursor() - 4):
        page.tab.key("ArrowUp")
    cursor = f"#table tr.row[aria-rowindex='{4 + 2}']"
    for key, expanded in (("Enter", "true"), ("Enter", "false"), ("ArrowRight", "true"), ("ArrowRight", "true"), ("ArrowLeft", "false"), (" ", "true")):
        page.tab.key(key)
        same(key, page.attribute(cursor, "aria-expanded"), expanded)
    same("focus", page.run("document.activeElement.id"), "table")
    label = data.labels()[4]
    details = page.text("tr.opened")
    row = next(row for row in data.rows if row["label"] == label)
    for part in (row["headline"], row["serial"], row["fingerprint"], "What to do"):
        holds(f"the details of {label} lack {part}", part in details)
    page.tab.key("Tab")
    holds("Tab stays in the table's titles", page.run("document.activeElement.closest('thead, tr.opened') !== null"))
    for title in titles:
        page.focus(title)
        page.tab.key("Enter")
        same("sorted by Enter", page.run(f"document.querySelector({json.dumps(title)}).parentElement.getAttribute('aria-sort') !== 'none'"), True)
    return page


def timeline(browser):
    page, data = Page(browser, 30, height=6000), Data(30)
    bins = page.run("[...document.querySelectorAll('.bin')].map(b => b.getAttribute('aria-label'))")
    holds("few bars", len(bins) > 5)
    same("one stop for Tab", page.run("document.querySelectorAll('.bin[tabindex=\"0\"]').length"), 1)
    page.focus(".bin[tabindex='0']")
    same("what has ended", page.text("#told"), "1 certificate has ended: ldap7.site7.example.org")
    page.tab.key("ArrowRight")
    same("the next", page.text("#told"), "1 certificate ends in 1 to 2 days: www8.site8.example.org")
    page.tab.key("End")
    page.tab.key("Home")
    page.tab.key("Enter")
    same("filtered", page.labels(), data.labels(lambda row: row["end"] < data.now))
    same("chip", page.text("#chips .chip span"), "Ends before now")
    page.tab.click("#chips .chip")
    same("all", page.count(), "30 endpoints.")
    lives = {"6 days, 3 left": (3, 6), "6 days, 14 hours left": (14 / 24, 6), "90 days, 10 left": (10, 90), "90 days, 6 left": (6, 90), "ended": (-1, 90)}
    same("how near an end is", {name: page.run(f"urgency({{now: 0}}, {left} * DAY, ({left} - {life}) * DAY)") for name, (left, life) in lives.items()},
         {"6 days, 3 left": "later", "6 days, 14 hours left": "week", "90 days, 10 left": "soon", "90 days, 6 left": "week", "ended": "ended"})
    same("thresholds", page.run("[...document.querySelectorAll('text.threshold')].map(t => t.textContent)"), ["now", "7 d", "20 d"])
    page.tab.click("#soonest li:nth-child(1) button")
    holds("the soonest is not opened", "www8.site8.example.org" in page.text("tr.opened"))
    below = data.labels(lambda row: row["issuer"] == "Nordwind AG Issuing CA 3")
    mark = next(i for i, words in enumerate(bins) if words.startswith("The CA certificate Nordwind"))
    for selector in (f".bin:nth-of-type({mark + 1}) .ca", f".bin:nth-of-type({mark + 1}) .ca-name", "#cas li:nth-child(1) button"):
        page.tab.click(selector)
        same("below the CA", page.labels(), below)
        page.tab.click(".chip.all")
    same("told of the CA", bins[mark], f"The CA certificate Nordwind AG Issuing CA 3, which {len(below)} endpoints need, ends 2027-04-30 12:00 JST")
    return page


def bunch(browser):
    page, data = Page(browser, 10000), Data(10000)
    words = page.text("#bunches li:nth-child(1)")
    number = int(re.match(r"2027-04-01 ([\d,]+) certificates on one day", words)[1].replace(",", ""))
    page.tab.click("#bunches li:nth-child(1) button")
    day = 1806505200  # 2027-04-01 00:00 JST
    shown = [row for row in data.rows if day <= row["end"] < day + 86400]
    same("certificates of the bunch", len({row["fingerprint"] for row in shown}), number)
    same("their endpoints", page.count(), f"{len(shown):,} of 10,000 endpoints.")
    holds("no bunch in the chart", page.run("document.querySelectorAll('.bar.bunch').length") == 1)
    return page


def chains(browser):
    page, data = Page(browser, 30, height=6000), Data(30)
    whole = next(i for i, row in enumerate(data.rows) if row["state"] == "OK")
    cut = next(i for i, row in enumerate(data.rows) if "chain-complete" in row["rules"])
    for number, boxes, unsent in ((whole, 3, 0), (cut, 3, 1)):
        label = data.rows[number]["label"]
        page.tab.click(f"#row-{number}")
        opened = f"#row-{number} + tr.opened"
        same("boxes of " + label, page.run(f"document.querySelectorAll({json.dumps(opened + ' .box')}).length"), boxes)
        same("not sent by " + label, page.run(f"document.querySelectorAll({json.dumps(opened + ' .box.unsent')}).length"), unsent)
    same("chains in the page", len(data.chains), len({row["chain"] for row in data.rows if row["chain"] >= 0}))
    page.tab.click(f"#row-{whole} + tr.opened section:has(.chain) button.link")
    same("those with the chain", page.labels(), data.labels(lambda row: row["chain"] == data.rows[whole]["chain"]))
    return page


def hostile_names(browser):
    page = Page(browser, 30, height=9000)
    for number in range(6):
        page.tab.click(f"#row-{number}")
    text = page.run("document.querySelector('main').textContent")
    for name in ("<script>alert(1)</script>", "</script><img src=x onerror=alert(2)>", "\"><svg onload=alert(3)>&amp;", "moc.elpmaxe\\u{202e}.www",
                 "{{data}} \\u003c ${7*7} '); alert(4) //", "\\xff\\xfe\\x7c\\n<!-- =cmd\\x7c' /C calc'!A0"):
        holds("not shown as text: " + name, name in text)
    holds("a character that turns the direction", not re.search("[\u200b-\u200f\u2028-\u202e\u2066-\u2069]", page.run("document.documentElement.textContent")))
    same("scripts", page.run("document.scripts.length"), 2)
    same("elements that nobody made", page.run("document.querySelectorAll('img, iframe, object, embed, form, a, [onload], [onerror], [style*=url]').length"), 0)
    holds("a remark is markup", "<b>room</b>" in page.text(".all-notes"))
    return page


def policy(browser):
    """The policy stops what tries, and these tests would see it."""
    page = Page(browser, 30)
    same("complaints before", page.complaints(), [])
    page.run("""new Promise(done => { let left = 2;
        document.addEventListener('securitypolicyviolation', () => --left || done(1));
        const s = document.createElement('style'); s.textContent = 'body { display: none }'; document.head.append(s);
        const i = document.createElement('img'); i.src = 'http://127.0.0.1:9/x.png'; document.body.append(i); })""")
    same("body", page.run("getComputedStyle(document.body).display"), "block")
    same("markup", page.run("(() => { try { document.body.innerHTML = '<p>'; return 'parsed'; } catch (e) { return e.name; } })()"), "TypeError")
    same("a script", page.run("(() => { try { const s = document.createElement('script'); s.textContent = 'window.hit = 1'; document.body.append(s); } catch {} return window.hit; })()"), None)
    holds("a request that was stopped is not seen", len(page.complaints()) >= 2)


def many(browser):
    page, data = Page(browser, 10000), Data(10000)
    same("count", page.count(), "10,000 endpoints.")
    same("rowcount", page.attribute("#table", "aria-rowcount"), "10001")
    rows = "document.querySelectorAll('#table tr.row').length"
    whole = page.run("document.documentElement.scrollHeight")
    most = 0
    for step in range(1, 41):
        page.run(f"window.scrollTo(0, {whole * step // 40})")
        page.tab.settle()
        most = max(most, page.run(rows))
        if step > 1:
            holds(f"nothing drawn at step {step}", page.run("document.elementFromPoint(300, innerHeight / 2).closest('tr.row, .card') !== null"))
            holds(f"a gap at step {step}", step == 40 or page.run("document.elementFromPoint(300, innerHeight / 2).closest('tr.spacer') === null"))
    holds(f"{most} rows in the document", 0 < most <= MOST_ROWS)
    same("the last row", page.run("[...document.querySelectorAll('#table tr.row')].pop().getAttribute('aria-rowindex')"), "10001")
    same("its label", page.labels()[-1], data.labels()[-1])
    page.tab.click(page.row(5000))
    same("opened in the middle", page.run("document.querySelectorAll('tr.opened').length"), 1)
    same("a row is where it belongs", page.labels()[0], data.labels()[int(page.attribute("#table tr.row", "aria-rowindex")) - 2])
    page.run("window.scrollTo(0, 0)")
    page.focus("#table")
    page.tab.key("Home")
    for _ in range(6):
        page.tab.key("Enter")
        page.tab.key("ArrowDown")
    tall = page.run("[...document.querySelectorAll('tr.opened')].reduce((sum, row) => sum + row.offsetHeight, 0)")
    holds("details of no height", tall > 1000)
    for _ in range(40):
        page.tab.key("ArrowDown")
        same("a gap behind details", page.run("""(() => { const b = document.querySelector('tr.cursor').getBoundingClientRect();
            return b.top >= 0 && b.bottom <= innerHeight + 1 && document.elementFromPoint(300, innerHeight / 2).closest('tr.spacer') === null; })()"""), True)
    page.tab.key("End")
    same("End", page.cursor(), 9999)
    page.run("window.scrollTo(0, 0)")
    page.tab.settle()
    page.focus("#search")
    began = time.monotonic()
    page.tab.type("www")
    took = time.monotonic() - began
    same("found", page.count(), f"{sum('www' in row['label'] for row in data.rows) + 1:,} of 10,000 endpoints.")
    nodes = page.run("document.querySelectorAll('*').length")
    holds(f"{nodes} elements", nodes < 3000)
    print(f"   10,000 rows: at most {most} in the document, {nodes} elements; a search is drawn after {took * 1000:.0f} ms")
    return page


def phone(browser):
    for number in (30, 10000):
        page = Page(browser, number, width=360, height=780, mobile=True)
        same("width", page.run("document.documentElement.scrollWidth"), 360)
        page.tab.click(page.row(3))
        same("width with details", page.run("document.documentElement.scrollWidth"), 360)
        holds("details hang over", page.run("""[...document.querySelectorAll('tr.opened *, #timeline svg, .card')].every(e => {
            const b = e.getBoundingClientRect(); return b.left >= -0.5 && b.right <= 360.5; })"""))
        holds("rows too small for a finger", page.run("document.querySelector('#table tr.row').offsetHeight") >= 44)
    return page


def themes(browser):
    ground = "getComputedStyle(document.body).backgroundColor"
    for scheme, other in (("light", "dark"), ("dark", "light")):
        page = Page(browser, 30, height=3000, scheme=scheme)
        page.run("localStorage.clear()")
        page.tab.click(page.row(4))
        seen = {}
        for _ in range(3):
            seen[page.text("#theme")] = page.run(ground)
            same("words that are hard to read", page.run(CONTRAST), [])
            page.tab.click("#theme")
        same("themes", sorted(seen), ["Theme: auto", "Theme: dark", "Theme: light"])
        same(scheme, seen["Theme: auto"], seen["Theme: " + scheme])
        holds("one theme", seen["Theme: auto"] != seen["Theme: " + other])
    return page


def paper(browser):
    for number, printed, note in ((30, 30, ""), (10000, 2000, "Printed are the first 2,000 of 10,000 rows: filter the table to print others.")):
        page = Page(browser, number)
        page.tab.click(page.row(7))
        before = page.labels()
        page.run("""addEventListener('beforeprint', () => { window.printed = [document.querySelectorAll('#table tr.row').length,
            document.querySelector('#print-note').textContent]; })""")
        holds("no paper", page.tab.pdf().startswith(b"%PDF"))
        same("printed", page.run("window.printed"), [printed, note])
        page.tab.settle()
        same("afterwards", page.labels(), before)
    return page


def without_script(browser):
    for number, shown in ((30, 30), (10000, 200)):
        page = Page(browser, number, script=False)
        same("rows", page.run("document.querySelectorAll('.worst tbody tr').length"), shown)
        same("the table is shown", page.run("document.querySelector('.worst tbody tr').checkVisibility()"), True)
        same("the page of the script", page.run("document.querySelector('main').checkVisibility()"), False)
        holds("not the worst first", page.run("document.querySelector('.worst tbody tr').textContent").startswith("Critical"))
    return page


def few(browser):
    for number in (0, 1):
        page = Page(browser, number)
        same("count", page.count(), f"{number} endpoint{'' if number == 1 else 's'}.")
        same("rows", len(page.labels()), number)
        page.focus("#table")
        for key in ("ArrowDown", "Enter", "End", "PageUp"):
            page.tab.key(key)
        same("complaints", page.complaints(), [])
    return page


def names_of_controls(browser):
    """What a screen reader is told."""
    page = Page(browser, 30, height=3000)
    page.tab.click(page.row(4))
    nodes = page.tab.ask("Accessibility.getFullAXTree")["nodes"]
    seen = set()
    for node in nodes:
        role = node.get("role", {}).get("value")
        seen.add(role)
        if not node.get("ignored") and role in ("button", "textbox", "searchbox", "combobox", "image", "grid", "columnheader", "img", "gridcell"):
            holds(f"a {role} without a name", node.get("name", {}).get("value") or role == "gridcell")
    holds(f"roles: {sorted(role for role in seen if role)}", {"grid", "row", "columnheader", "gridcell", "button", "search", "main", "heading"} <= seen)
    return page


TESTS = [sorting, filtering, searching, keyboard, timeline, bunch, chains, hostile_names, policy, many, phone, themes, paper, without_script, few, names_of_controls]


def screenshots(browser):
    """For people."""
    for number in (30, 10000):
        for name, options in (("light", {}), ("dark", {"scheme": "dark"}), ("phone", {"width": 360, "height": 780, "mobile": True})):
            page = Page(browser, number, **options)
            page.tab.screenshot(f"{PICTURES}/{name}-{number}.png")
            page.tab.click(page.row(4))
            page.tab.screenshot(f"{PICTURES}/{name}-{number}-opened.png")


def main():
    home = tempfile.mkdtemp()
    browser = Browser(home)
    try:
        for test in TESTS:
            name = "report in Chromium: " + test.__name__.replace("_", " ")
            try:
                page = test(browser)
                if page:
                    same("complaints", page.complaints(), [])
                print("ok " + name, flush=True)
            except Exception as wrong:  # whatever it is, the others are run
                print(f"not ok {name}: {wrong}", flush=True)
        if PICTURES:
            screenshots(browser)
    finally:
        browser.close()
        shutil.rmtree(home, ignore_errors=True)


main()
