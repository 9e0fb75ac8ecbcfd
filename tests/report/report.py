"""What the tests of the HTML report ask of its pages, and of the data that these carry."""
import json
import os
import re
import sys

from browser import Tab

FOLDER = os.path.abspath(sys.argv[1])
STATES = ["OK", "Warning", "Critical", "Unknown"]
RANK = [3, 1, 0, 2]
LEAST_CONTRAST = 4.5  # WCAG 2.1, 1.4.3


class Wrong(Exception):
    pass


def same(what, got, wanted):
    if got != wanted:
        raise Wrong(f"{what}: {got!r} instead of {wanted!r}"[:600])


def holds(what, is_so):
    if not is_so:
        raise Wrong(what)


def address(number):
    return f"file://{FOLDER}/{number}.html"


class Data:
    """What the page of N endpoints carries."""

    def __init__(self, number):
        with open(f"{FOLDER}/{number}.html", encoding="utf-8") as file:
            page = file.read()
        data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])
        strings = data["strings"]
        self.chains = data["chains"]
        self.rows = []
        for row in data["rows"]:
            leaf = data["leaves"][row[6]] if row[6] >= 0 else None
            self.rows.append({
                "state": STATES[row[0]], "rank": RANK[row[0]], "label": strings[row[1]], "protocol": strings[row[4]], "headline": strings[row[5]],
                "end": leaf[10] if leaf else float("inf"), "issuer": strings[leaf[3]] if leaf else "", "key": strings[leaf[6]] if leaf else "",
                "serial": strings[leaf[4]] if leaf else "", "fingerprint": strings[leaf[5]] if leaf else "", "tls": strings[row[12]], "chain": row[7],
                "rules": [strings[rule] for rule in row[19][::3]]})
        self.now = data["now"]

    def labels(self, takes=lambda row: True, order=lambda row: (row["rank"], row["end"])):
        return [row["label"] for row in sorted(filter(takes, self.rows), key=order)]


class Page:
    """A tab with a page of the report."""

    def __init__(self, browser, number, height=900, **options):
        self.tab = Tab(browser, height=height, **options)
        self.run = self.tab.run
        self.began = len(browser.events)
        self.tab.open(address(number))

    def labels(self):
        return self.run("[...document.querySelectorAll('#table tr.row')].map(r => r.querySelector('.endpoint b').textContent)")

    def row(self, position):
        """The selector of the row at a place among all that are shown, from 0; it is brought into the document."""
        self.run(f"""(() => {{ const t = document.querySelector('#table'), h = parseFloat(getComputedStyle(t).getPropertyValue('--row'));
            window.scrollTo(0, t.tBodies[0].getBoundingClientRect().top + scrollY + {position} * h - innerHeight / 3); }})()""")
        self.tab.settle()
        return f"#table tr.row[aria-rowindex='{position + 2}']"

    def text(self, selector):
        return self.run(f"document.querySelector({json.dumps(selector)}).textContent")

    def count(self):
        return self.text("#count")

    def attribute(self, selector, name):
        return self.run(f"document.querySelector({json.dumps(selector)})?.getAttribute({json.dumps(name)})")

    def choose(self, select, value):
        self.run(f"""(() => {{ const s = document.querySelector({json.dumps(select)}); s.value = {json.dumps(value)};
            s.dispatchEvent(new Event('change')); }})()""")
        self.tab.settle()

    def focus(self, selector):
        self.run(f"document.querySelector({json.dumps(selector)}).focus()")
        self.tab.settle()

    def cursor(self):
        """The place of the row that the table names as active, from 0."""
        row = self.attribute("#table", "aria-activedescendant")
        return int(self.attribute("#" + row, "aria-rowindex")) - 2 if row else None

    def events(self, method):
        self.tab.run("1")
        return [event["params"] for event in self.tab.browser.events if event.get("sessionId") == self.tab.session and event["method"] == method]

    def complaints(self):
        """Everything that the browser did not like, and every request."""
        found = [event["exceptionDetails"].get("exception", {}).get("description", "?") for event in self.events("Runtime.exceptionThrown")]
        found += [event["entry"]["text"] for event in self.events("Log.entryAdded") if event["entry"]["level"] in ("error", "warning")]
        found += [str(event["args"]) for event in self.events("Runtime.consoleAPICalled") if event["type"] in ("error", "warning", "assert")]
        found += [event["issue"]["code"] for event in self.events("Audits.issueAdded")]
        found += ["dialog: " + event["message"] for event in self.events("Page.javascriptDialogOpening")]
        found += ["request: " + event["request"]["url"][:200] for event in self.events("Network.requestWillBeSent")
                  if not event["request"]["url"].startswith(("file://" + FOLDER, "data:image/svg+xml,"))]
        return found


# The words on a page that are hard to read, with their contrast.
CONTRAST = """(() => {
  const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = colour => { probe.clearRect(0, 0, 1, 1); probe.fillStyle = colour; probe.fillRect(0, 0, 1, 1); return [...probe.getImageData(0, 0, 1, 1).data]; };
  const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255, 255]; };
  const bad = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    const e = node.parentElement;
    if (!node.textContent.trim() || !e.checkVisibility() || e.closest('script, noscript, :disabled, option') || parseFloat(getComputedStyle(e).fontSize) === 0) continue;
    const style = getComputedStyle(e);
    const front = rgba(e instanceof SVGElement ? style.fill : style.color), back = ground(e);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < LEAST) bad.push(node.textContent.slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return bad;
})()""".replace("LEAST", str(LEAST_CONTRAST))
