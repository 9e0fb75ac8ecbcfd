// Puts the page together.
"use strict";

const MOST_BARS = 6; // of a list of shares
const SOONEST = 5;
const WORST = 7;
const THEMES = ["auto", "light", "dark"];
const OLD = 36 * 3600; // seconds after which a report says how old it is

class Page {
  constructor(run) {
    this.run = run;
    this.filter = new Filter();
    this.sort = { column: "state", down: false }; // the worst first
    this.order = sorted(run.rows, this.sort);
    this.show = this.show.bind(this);
    this.table = new Table(run, byId("table"), { show: this.show, onSort: (column) => this.sortBy(column) });
    this.timeline = new Timeline(run, byId("timeline"), {
      choose: (period) => this.show({ period }),
      chooseCa: (link) => this.show({ ca: link }),
      tell: (words) => (byId("told").textContent = words || this.hint),
    });
    this.hint = run.rows.some((row) => row.leaf) ? "Choose a bar to see its endpoints." : "No endpoint showed a certificate.";
    byId("told").textContent = this.hint;
    this.makeStates();
    this.makeWorst();
    this.makeFields();
    this.makeLists();
    this.makeCas();
    this.makeShares();
    this.update();
  }

  // Changes the filter as given and brings the table into sight.
  show(change) {
    Object.assign(this.filter, change);
    this.update();
    byId("endpoints-title").scrollIntoView({ block: "start" });
    this.table.draw();
    this.table.element.focus({ preventScroll: true });
  }

  sortBy(column) {
    this.sort = { column, down: this.sort.column === column && !this.sort.down };
    this.order = sorted(this.run.rows, this.sort);
    this.update();
  }

  update() {
    const rows = this.filter.rows(this.order);
    this.table.showSort(this.sort);
    this.table.setRows(rows);
    const all = this.run.rows.length;
    byId("count").textContent = rows.length === all ? count(all, "endpoint") + "." : `${grouped(rows.length)} of ${count(all, "endpoint")}.`;
    byId("nothing").hidden = rows.length > 0;
    for (const button of byId("states").children) {
      button.setAttribute("aria-pressed", String(this.filter.states.has(Number(button.dataset.status))));
    }
    byId("search").value = this.filter.text;
    byId("protocol").value = this.filter.protocol;
    byId("issuer").value = this.filter.issuer;
    this.showChips();
  }

  showChips() {
    const chips = this.filter.chips().map(([words, member]) => this.chip(words, () => this.filter.drop(member)));
    if (!this.filter.isClear()) {
      chips.push(this.chip("Show all", () => this.filter.clear(), "all"));
    }
    byId("chips").replaceChildren(...chips);
  }

  chip(words, action, kind) {
    const change = () => {
      action();
      this.update();
      this.table.element.focus({ preventScroll: true });
    };
    return html("button", { type: "button", class: "chip " + (kind || ""), onclick: change, "aria-label": kind ? words : "Remove the filter: " + words },
      html("span", {}, words), kind ? "" : html("span", { class: "cross", "aria-hidden": "true" }, "×"));
  }

  makeStates() {
    const counts = new Map(tally(this.run.rows, (row) => [row.status]));
    for (const { status, word } of STATES) {
      const number = counts.get(status) || 0;
      byId("states").append(html("button", { type: "button", class: "state status-" + status, "data-status": status, disabled: number === 0, onclick: () => this.toggleState(status) },
        stateIcon(status), html("b", {}, grouped(number)), html("span", {}, word)));
    }
  }

  // What to look at first, with the sentence that says why.
  makeWorst() {
    const bad = this.order.filter((row) => row.status !== 0).slice(0, WORST);
    byId("worst").append(bad.length === 0 ? html("p", { class: "told" }, "Nothing is wrong.") : html("ul", { class: "list worst-list" }, bad.map((row) =>
      html("li", {}, html("button", { type: "button", onclick: () => this.reveal(row) }, stateIcon(row.status, STATE_WORD[row.status]),
        html("span", {}, html("b", {}, row.label), " ", row.headline))))));
  }

  toggleState(status) {
    const states = this.filter.states;
    states.has(status) ? states.delete(status) : states.add(status);
    this.update();
  }

  makeFields() {
    const search = byId("search");
    search.addEventListener("input", () => {
      this.filter.text = search.value;
      this.update();
    });
    this.makeSelect("protocol", "All protocols", (row) => [row.protocol]);
    this.makeSelect("issuer", "All issuers", (row) => (row.leaf ? [row.leaf.issuerName] : []));
    byId("show-all").addEventListener("click", () => {
      this.filter.clear();
      this.update();
      search.focus();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !/INPUT|SELECT/.test(event.target.tagName)) {
        event.preventDefault();
        search.focus();
      }
    });
  }

  makeSelect(id, all, valuesOf) {
    const select = byId(id);
    select.append(html("option", { value: "" }, all));
    for (const [value, number] of tally(this.run.rows, valuesOf)) {
      select.append(html("option", { value }, `${shortened(value, 60) || "(none)"} (${grouped(number)})`));
    }
    select.addEventListener("change", () => {
      this.filter[id] = select.value;
      this.update();
    });
  }

  makeLists() {
    const run = this.run;
    const ends = run.leaves.filter((leaf) => leaf.first).sort((a, b) => a.end - b.end);
    const next = ends.filter((leaf) => leaf.end >= run.now).slice(0, SOONEST);
    this.makeList("soonest", "Soonest", "None.", next.map((leaf) => [
      leaf.name, [whenWords(run, leaf.end) + " · ", this.date(leaf.endWords)], urgencyOf(run, leaf), () => this.revealLeaf(leaf)]));
    this.makeList("bunches", "Bunches", "No day stands out.", this.timeline.bunches.map((bunch) => [
      bunch.day, `${count(bunch.number, "certificate")} on one day, ${whenWords(run, Math.max(bunch.from, run.now))}`, "bunch",
      () => this.show({ period: { from: bunch.from, to: bunch.to, words: "on " + bunch.day } })]));
  }

  // CA certificates that end within the year, each with what hangs on it.
  makeCas() {
    const run = this.run;
    const cas = endingCas(run).filter((ca) => ca.link.end < run.now + 365 * DAY).sort((a, b) => a.link.end - b.link.end);
    if (cas.length > 0) {
      this.makeList("cas", "CA certificates", "", cas.slice(0, SOONEST).map(({ link, endpoints }) => [
        link.name, [whenWords(run, link.end) + " · ", this.date(link.endWords), " · " + count(endpoints, "endpoint")], urgency(run, link.end), () => this.show({ ca: link })]));
    }
  }

  date(words) {
    return html("span", { class: "date" }, words);
  }

  makeList(id, title, none, items) {
    if (items.length === 0) {
      byId(id).append(html("h3", {}, title), html("p", { class: "told" }, none));
    } else {
      byId(id).append(html("h3", {}, title), html("ul", { class: "list" }, items.map(([name, words, kind, action]) =>
        html("li", {}, html("button", { type: "button", onclick: action }, html("b", { class: kind }, name), " ", html("span", {}, words))))));
    }
  }

  // A row, opened, whatever the filter was.
  reveal(row, leaf = null) {
    this.filter.clear();
    this.filter.leaf = leaf;
    this.update();
    this.table.reveal(row);
  }

  revealLeaf(leaf) {
    this.reveal(leaf.first, leaf.endpoints > 1 ? leaf : null);
  }

  makeShares() {
    const worst = new Map();
    for (const row of this.run.rows) {
      for (const { rule, status } of row.findings) {
        worst.set(rule, RANK[status] < RANK[worst.get(rule)] || !worst.has(rule) ? status : worst.get(rule));
      }
    }
    const problems = tally(this.run.rows, (row) => new Set(row.findings.map((finding) => finding.rule)));
    problems.sort((a, b) => RANK[worst.get(a[0])] - RANK[worst.get(b[0])] || b[1] - a[1]);
    this.makeBars("problems", problems, "rule", (rule) => "status-" + worst.get(rule), "None.");
    this.makeBars("issuers", tally(this.run.rows, (row) => (row.leaf ? [row.leaf.issuerName] : [])), "issuer", () => "", "No certificates.");
    this.makeBars("keys", tally(this.run.rows, (row) => (row.leaf ? [row.leaf.key] : [])), "key", () => "", "No certificates.");
    this.makeBars("versions", tally(this.run.rows, (row) => (row.tls ? [row.tls] : [])), "tls", () => "", "No connections.");
  }

  makeBars(id, counts, member, kindOf, none) {
    const total = this.run.rows.length;
    const most = Math.max(1, ...counts.map(([, number]) => number));
    const bars = counts.map(([value, number], i) => {
      const part = (100 * number) / total;
      const share = part < 1 ? "< 1 %" : Math.round(part) + " %";
      return html("li", { hidden: i >= MOST_BARS }, html("button", { type: "button", class: "share", onclick: () => this.show({ [member]: value }) },
        html("span", { class: "name", title: value }, value || "(none)"), html("span", { class: "number" }, grouped(number) + " · " + share),
        svg("svg", { width: "100%", height: 6, "aria-hidden": "true" },
          svg("rect", { width: "100%", height: 6, rx: 3, class: "rest" }),
          svg("rect", { width: Math.max(1, (100 * number) / most).toFixed(1) + "%", height: 6, rx: 3, class: "bar " + kindOf(value) }))));
    });
    const rest = counts.length - MOST_BARS;
    const more = html("button", { type: "button", class: "link", onclick: () => {
      bars.forEach((bar) => (bar.hidden = false));
      more.remove();
      bars[MOST_BARS].firstChild.focus();
    } }, `Show ${grouped(rest)} more`);
    byId(id).append(bars.length ? html("ul", { class: "bars" }, bars) : html("p", { class: "told" }, none), rest > 0 ? more : "");
  }
}

// The reader's choice stays for the next report, where the browser lets a page of a file keep anything.
function storedTheme(theme) {
  try {
    if (theme) localStorage.setItem("tls-report-theme", theme);
    return localStorage.getItem("tls-report-theme");
  } catch {
    return null;
  }
}

function setTheme(theme) {
  theme === "auto" ? delete document.documentElement.dataset.theme : (document.documentElement.dataset.theme = theme);
  byId("theme").textContent = "Theme: " + theme;
}

function startTheme() {
  let theme = storedTheme();
  theme = THEMES.includes(theme) ? theme : "auto";
  setTheme(theme);
  byId("theme").hidden = false;
  byId("theme").addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    storedTheme(theme);
    setTheme(theme);
  });
}

// Makes what searches look in before the first search, while the page has nothing else to do.
function prepareSearch(rows, next = 0) {
  if (next < rows.length && window.requestIdleCallback) {
    requestIdleCallback((idle) => {
      while (next < rows.length && idle.timeRemaining() > 1) {
        wordsOf(rows[next++]);
      }
      prepareSearch(rows, next);
    });
  }
}

function start() {
  startTheme();
  const run = readRun();
  const age = Date.now() / 1000 - run.now;
  if (age > OLD) {
    byId("age").textContent = `That was ${inWords(age)} ago: days left are counted from then.`;
  }
  byId("page").hidden = false;
  new Page(run);
  prepareSearch(run.rows);
}

start();
