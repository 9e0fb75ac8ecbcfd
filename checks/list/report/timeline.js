// The coming year: how many certificates end when. Four weeks by day, so that what is near is seen, then by week.
"use strict";

const DAYS_SHOWN = 28;
const WEEKS_SHOWN = 49; // 28 + 49 * 7 = 371 days
const NEAR_SHARE = 0.36; // of the width for the days
const NEAR_SHARE_NARROW = 0.45;
const CHART_HEIGHT = 210;
const TOP = 40; // of labels and CA marks
const BOTTOM = 36; // of the axis
const SIDE = 34; // of what has ended, and of what ends later
const MOST_BUNCHES = 5;
const LEAST_BUNCH = 4; // certificates of one day
const AROUND = 14; // days before and after one that it is compared with
const NARROW = 600; // pixels; less is a phone
const DIGIT = 6.4; // width of one in the chart

function makeBin(from, to, kind) {
  return { from, to, kind, leaves: [], endpoints: 0, cas: [] };
}

function makeBins(now) {
  const bins = [makeBin(-Infinity, now, "ended")];
  for (let day = 0; day < DAYS_SHOWN; day++) {
    bins.push(makeBin(now + day * DAY, now + (day + 1) * DAY, "day"));
  }
  const near = now + DAYS_SHOWN * DAY;
  for (let week = 0; week < WEEKS_SHOWN; week++) {
    bins.push(makeBin(near + week * 7 * DAY, near + (week + 1) * 7 * DAY, "week"));
  }
  bins.push(makeBin(near + WEEKS_SHOWN * 7 * DAY, Infinity, "later"));
  return bins;
}

function binOf(bins, now, time) {
  const day = Math.floor((time - now) / DAY);
  const number = day < 0 ? 0 : day < DAYS_SHOWN ? 1 + day : 1 + DAYS_SHOWN + Math.floor((day - DAYS_SHOWN) / 7);
  return bins[Math.min(number, bins.length - 1)];
}

// CA certificates that end first on their path, each once: [{link, endpoints}].
function endingCas(run) {
  const cas = new Map();
  for (const row of run.rows) {
    const link = row.chain && row.chainEnd !== null && row.chain.links.find((one) => one.end === row.chainEnd);
    if (link) {
      const known = cas.get(link.fingerprint) || { link, endpoints: 0 };
      known.endpoints++;
      cas.set(link.fingerprint, known);
    }
  }
  return [...cas.values()];
}

function filledBins(run) {
  const bins = makeBins(run.now);
  for (const leaf of run.leaves) {
    const bin = binOf(bins, run.now, leaf.end);
    bin.leaves.push(leaf);
    bin.endpoints += leaf.endpoints;
  }
  for (const ca of endingCas(run)) {
    const bin = binOf(bins, run.now, ca.link.end);
    if (bin.kind !== "later") {
      bin.cas.push(ca);
    }
  }
  for (const bin of bins) {
    bin.leaves.sort((a, b) => a.end - b.end);
  }
  return bins;
}

// How many certificates end on each day of the coming year: [[number, begin of the day], ...] by day.
function endsByDay(run) {
  const days = new Map();
  for (const leaf of run.leaves) {
    if (leaf.end >= run.now && leaf.end < run.now + 365 * DAY) {
      const day = dayNumber(run, leaf.end);
      days.set(day, (days.get(day) || 0) + 1);
    }
  }
  return [...days].map(([day, number]) => [number, day * DAY - run.offset]).sort((a, b) => a[1] - b[1]);
}

// The median of the days around one, those on which nothing ends too.
function usualAround(days, begin) {
  const numbers = new Array(2 * AROUND + 1).fill(0);
  for (const [number, at] of days) {
    const place = AROUND + Math.round((at - begin) / DAY);
    if (place >= 0 && place < numbers.length) {
      numbers[place] = number;
    }
  }
  return numbers.sort((a, b) => a - b)[AROUND];
}

// Days on which far more certificates end than around them, the biggest first.
function bunches(run) {
  const days = endsByDay(run);
  return days
    .filter(([number, begin]) => number >= Math.max(LEAST_BUNCH, 3 * usualAround(days, begin)))
    .map(([number, begin]) => ({ day: dayOf(run, begin), number, from: begin, to: begin + DAY }))
    .sort((a, b) => b.number - a.number || a.from - b.from)
    .slice(0, MOST_BUNCHES);
}

function periodOf(run, bin) {
  switch (bin.kind) {
    case "ended":
      return "before now";
    case "day":
      return bin.from === run.now ? "within 24 hours" : `in ${(bin.from - run.now) / DAY} to ${(bin.to - run.now) / DAY} days`;
    case "week":
      return `from ${dayOf(run, bin.from)} to ${dayOf(run, bin.to)}`;
    default:
      return "after " + dayOf(run, bin.from);
  }
}

// "3 certificates ended ...": what a reader is told of a bar.
function binWords(run, bin) {
  const words = [];
  const number = bin.leaves.length;
  if (number > 0) {
    const verb = bin.kind === "ended" ? (number === 1 ? "has ended" : "have ended") : (number === 1 ? "ends " : "end ") + periodOf(run, bin);
    const names = bin.leaves.slice(0, 3).map((leaf) => shortened(leaf.name, 40));
    const more = number > names.length ? ", ..." : "";
    const where = bin.endpoints === number ? "" : " on " + count(bin.endpoints, "endpoint");
    const bunch = bin.bunch ? `, ${grouped(bin.bunch.number)} of them on ${bin.bunch.day}` : "";
    words.push(`${count(number, "certificate")}${where} ${verb}${bunch}: ${names.join(", ")}${more}`);
  }
  for (const ca of bin.cas) {
    const verb = ca.link.end < run.now ? "ended" : "ends";
    words.push(`The CA certificate ${shortened(ca.link.name, 40)}, which ${count(ca.endpoints, "endpoint")} need${ca.endpoints === 1 ? "s" : ""}, ${verb} ${ca.link.endWords}`);
  }
  return words.join(". ");
}

// Where times lie on the chart.
class Scale {
  constructor(width, now) {
    this.now = now;
    this.width = width;
    this.side = width < NARROW ? 26 : SIDE;
    this.left = this.side + 8;
    this.right = width - this.side - 8;
    this.middle = this.left + (this.right - this.left) * (width < NARROW ? NEAR_SHARE_NARROW : NEAR_SHARE);
  }

  x(time) {
    const days = (time - this.now) / DAY;
    return days <= DAYS_SHOWN
      ? this.left + ((this.middle - this.left) * days) / DAYS_SHOWN
      : this.middle + ((this.right - this.middle) * (days - DAYS_SHOWN)) / (WEEKS_SHOWN * 7);
  }

  // [left, right] of a bar.
  span(bin) {
    if (bin.kind === "ended") return [0, this.side];
    if (bin.kind === "later") return [this.width - this.side, this.width];
    return [this.x(bin.from), this.x(bin.to)];
  }
}

class Timeline {
  // choose(period) and chooseCa(link) filter; tell(words) says what is under the pointer or the focus.
  constructor(run, place, { choose, chooseCa, tell }) {
    Object.assign(this, { run, place, choose, chooseCa, tell });
    this.bins = filledBins(run);
    this.bunches = bunches(run);
    for (const bunch of this.bunches) {
      const bin = binOf(this.bins, run.now, Math.max(bunch.from + DAY / 2, run.now));
      bin.bunch = bin.bunch || bunch;
    }
    this.most = Math.max(1, ...this.bins.filter((bin) => bin.kind !== "later").map((bin) => bin.leaves.length));
    this.focused = 0;
    new ResizeObserver(() => this.draw()).observe(place);
  }

  draw() {
    const width = Math.floor(this.place.clientWidth);
    if (width < 100 || width === this.width) {
      return;
    }
    this.width = width;
    this.scale = new Scale(width, this.run.now);
    const hadFocus = this.place.contains(document.activeElement);
    const chart = svg("svg", { width, height: CHART_HEIGHT, viewBox: `0 0 ${width} ${CHART_HEIGHT}`, class: "chart", role: "group",
      "aria-label": "Certificates by the time of their end. Left and right move, Enter shows their endpoints." });
    this.drawAxis(chart);
    this.numbers = [];
    this.marks = this.bins.filter((bin) => bin.leaves.length > 0 || bin.cas.length > 0).map((bin) => this.drawBin(chart, bin));
    this.drawNumbers(chart);
    chart.addEventListener("keydown", (event) => this.onKey(event));
    this.place.replaceChildren(chart);
    this.setFocus(Math.min(this.focused, this.marks.length - 1), hadFocus);
  }

  text(chart, x, y, words, kind, anchor) {
    chart.append(svg("text", { x: x.toFixed(1), y, class: kind || "", "text-anchor": anchor || "middle" }, words));
  }

  drawAxis(chart) {
    const base = CHART_HEIGHT - BOTTOM;
    const { left, right, middle, width, side } = this.scale;
    for (const [from, to] of [[0, side], [left, right], [width - side, width]]) {
      chart.append(svg("line", { x1: from, x2: to, y1: base + 0.5, y2: base + 0.5, class: "axis" }));
    }
    this.text(chart, side / 2, base + 15, "ended");
    this.text(chart, width - side / 2, base + 15, "later");
    this.drawThresholds(chart, base);
    this.drawMonths(chart, base);
    this.text(chart, left, CHART_HEIGHT - 3, width < NARROW ? "by day" : "4 weeks, by day", "scale", "start");
    this.text(chart, middle + 6, CHART_HEIGHT - 3, width < NARROW ? "by week" : "the rest of the year, by week", "scale", "start");
    chart.append(svg("line", { x1: middle, x2: middle, y1: base - 4, y2: CHART_HEIGHT, class: "axis" }));
  }

  drawThresholds(chart, base) {
    const { width } = this.scale;
    for (const [days, words, kind] of [[0, "now", "now"], [7, "7 d", "week"], [20, "20 d", "soon"]]) {
      const x = Math.round(this.scale.x(this.run.now + days * DAY)) + 0.5;
      chart.append(svg("line", { x1: x, x2: x, y1: TOP - 8, y2: base + 4, class: "threshold " + kind }));
      if (days > 0 || width >= NARROW) {
        this.text(chart, x, base + 15, words, "threshold " + kind, days === 0 ? "start" : "middle");
      }
    }
  }

  drawMonths(chart, base) {
    const first = new Date((this.run.now + this.run.offset) * 1000);
    for (let month = 1, last = -Infinity; month <= 13; month++) {
      const start = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1);
      const x = this.scale.x(start / 1000 - this.run.offset);
      if (x <= this.scale.middle || x > this.scale.right - 12) {
        continue;
      }
      chart.append(svg("line", { x1: x, x2: x, y1: base, y2: base + 5, class: "axis" }));
      if (x - last >= 30 && x > this.scale.middle + 2) {
        const date = new Date(start);
        this.text(chart, x, base + 15, date.toLocaleString("en", { month: "short", timeZone: "UTC" }));
        last = x;
      }
    }
  }

  // A bar that can be chosen, with a target of the chart's full height.
  drawBin(chart, bin) {
    const [from, to] = this.scale.span(bin);
    const base = CHART_HEIGHT - BOTTOM;
    const words = binWords(this.run, bin);
    const group = svg("g", { role: "button", tabindex: -1, class: "bin", "aria-label": words });
    const top = bin.cas.length > 0 ? TOP - 24 : TOP - 10;
    group.append(svg("rect", { x: from, width: to - from, y: top, height: base - top + 4, rx: 3, class: "target" }));
    if (bin.leaves.length > 0) {
      this.drawBar(group, bin, from, to, base);
    }
    if (bin.cas.length > 0) {
      this.drawCa(group, bin, (from + to) / 2, base);
    }
    group.addEventListener("click", () => this.activate(group));
    group.addEventListener("pointerenter", () => this.tell(words));
    group.addEventListener("pointerleave", () => this.tell(""));
    group.addEventListener("focus", () => this.tell(words));
    group.addEventListener("blur", () => this.tell(""));
    group.bin = bin;
    chart.append(group);
    return group;
  }

  drawBar(group, bin, from, to, base) {
    const number = bin.leaves.length;
    const height = Math.max(4, Math.min(1, number / this.most) * (base - TOP));
    const gap = to - from > 8 ? 1.5 : to - from > 4 ? 0.75 : 0.25;
    const kind = URGENCIES[Math.max(...bin.leaves.map((leaf) => URGENCIES.indexOf(urgencyOf(this.run, leaf))))];
    group.append(svg("rect", { x: from + gap, width: Math.max(1.5, to - from - 2 * gap), y: base - height, height, rx: Math.min(2, (to - from) / 4), class: "bar " + kind }));
    if (bin.bunch && kind === "later") {
      const part = Math.max(4, (height * Math.min(bin.bunch.number, number)) / number);
      group.append(svg("rect", { x: from + gap, width: Math.max(1.5, to - from - 2 * gap), y: base - part, height: part, rx: Math.min(2, (to - from) / 4), class: "bar bunch" }));
    }
    this.numbers.push({ bin, x: (from + to) / 2, y: base - height - 4, words: grouped(number), rank: (bin.bunch ? 2 : bin.kind === "ended" || kind !== "later" ? 1 : 0) });
  }

  // Numbers stand over the bars as far as they have room: bunches and what is near first, then the biggest.
  drawNumbers(chart) {
    const taken = [];
    this.numbers.sort((a, b) => b.rank - a.rank || b.bin.leaves.length - a.bin.leaves.length);
    for (const { x, y, words } of this.numbers) {
      const half = (words.length * DIGIT + 3) / 2;
      if (taken.every(([from, to]) => x + half <= from || x - half >= to)) {
        taken.push([x - half, x + half]);
        this.text(chart, x, y, words, "number");
      }
    }
  }

  // Where a CA certificate ends, and with it what many endpoints need.
  drawCa(group, bin, x, base) {
    const ca = bin.cas[0];
    group.append(svg("line", { x1: x, x2: x, y1: TOP - 17, y2: base, class: "ca-line" }));
    group.append(svg("path", { d: `M${x} ${TOP - 23}l5 5-5 5-5-5z`, class: "ca" }));
    const words = "CA: " + shortened(ca.link.name, this.scale.width < NARROW ? 16 : 32);
    const anchor = x + 9 + words.length * DIGIT > this.scale.width ? "end" : "start";
    this.text(group, x + (anchor === "end" ? -9 : 9), TOP - 14, words, "ca-name", anchor);
  }

  activate(group) {
    this.setFocus(this.marks.indexOf(group), false);
    const bin = group.bin;
    if (bin.leaves.length > 0) {
      this.choose({ from: bin.from, to: bin.to, words: periodOf(this.run, bin) });
    } else {
      this.chooseCa(bin.cas[0].link);
    }
  }

  setFocus(number, moves) {
    this.marks.forEach((mark, i) => mark.setAttribute("tabindex", i === number ? 0 : -1));
    this.focused = Math.max(0, number);
    if (moves && this.marks[number]) {
      this.marks[number].focus();
    }
  }

  onKey(event) {
    const last = this.marks.length - 1;
    const to = { ArrowRight: this.focused + 1, ArrowLeft: this.focused - 1, Home: 0, End: last }[event.key];
    if (to !== undefined) {
      this.setFocus(Math.max(0, Math.min(last, to)), true);
    } else if (event.key === "Enter" || event.key === " ") {
      this.activate(this.marks[this.focused]);
    } else {
      return;
    }
    event.preventDefault();
  }
}
