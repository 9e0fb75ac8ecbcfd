// The table of endpoints. Only the rows in sight are in the document: ten thousand scroll like thirty.
//
// The table keeps the focus and names the row that the arrows have come to (aria-activedescendant), so that no focus
// is lost with a row that leaves the document.
"use strict";

const MARGIN = 400; // pixels drawn above and below what is in sight
const PRINTED = 2000; // rows; more fill hundreds of sheets
const GUESSED_HEIGHT = 420; // of details that were not drawn yet

function endCell(run, row) {
  if (!row.leaf) {
    return html("td", { role: "gridcell", class: "ends none" }, "no certificate");
  }
  const byChain = row.chainEnd !== null && row.chainEnd < row.leaf.end;
  const kind = urgencyOf(run, row.leaf);
  return html("td", { role: "gridcell", class: "ends", title: row.leaf.endWords }, html("b", { class: kind }, whenWords(run, row.leaf.end)), " ",
    html("span", { class: "date" }, byChain && urgency(run, row.chainEnd) !== "later" ? "chain " + whenWords(run, row.chainEnd) : dayOf(run, row.leaf.end)));
}

class Table {
  // show(change) is called by buttons in details; onSort() when a title was chosen.
  constructor(run, element, { show, onSort }) {
    Object.assign(this, { run, element, show, onSort });
    [this.head, this.body] = [element.tHead, element.tBodies[0]];
    this.rows = [];
    this.opened = new Map(); // row -> height of its details
    this.drawn = new Map(); // position -> elements of the row
    this.cursor = 0;
    this.limit = 0; // not 0: printing so many
    this.above = this.spacer();
    this.below = this.spacer();
    this.body.append(this.above, this.below);
    this.observer = new ResizeObserver((entries) => this.measured(entries));
    this.drawHead();
    this.listen();
  }

  spacer() {
    return html("tr", { class: "spacer", role: "presentation", "aria-hidden": "true" }, html("td", { role: "presentation", colspan: COLUMNS.length }));
  }

  listen() {
    let waits = false;
    const later = () => {
      if (!waits) {
        waits = true;
        requestAnimationFrame(() => {
          waits = false;
          this.draw();
        });
      }
    };
    window.addEventListener("scroll", later, { passive: true });
    window.addEventListener("resize", later);
    window.addEventListener("beforeprint", () => this.print(PRINTED));
    window.addEventListener("afterprint", () => this.print(0));
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    this.body.addEventListener("click", (event) => this.onClick(event));
  }

  drawHead() {
    this.titles = COLUMNS.map((column) =>
      html("th", { role: "columnheader", scope: "col", class: column.id },
        html("button", { type: "button", onclick: () => this.onSort(column.id) }, column.title)));
    this.head.append(html("tr", { role: "row", "aria-rowindex": 1 }, this.titles));
  }

  showSort(sort) {
    COLUMNS.forEach((column, i) => {
      this.titles[i].setAttribute("aria-sort", column.id !== sort.column ? "none" : sort.down ? "descending" : "ascending");
    });
  }

  // Shows other rows; what is opened stays so.
  setRows(rows) {
    this.rows = rows;
    this.cursor = 0;
    this.forget();
    this.element.setAttribute("aria-rowcount", rows.length + 1);
    this.draw();
  }

  forget() {
    for (const elements of this.drawn.values()) {
      this.remove(elements);
    }
    this.drawn.clear();
    this.heights = null;
  }

  remove(elements) {
    if (elements.some((one) => one.contains(document.activeElement))) {
      this.element.focus({ preventScroll: true });
    }
    elements.forEach((one) => {
      this.observer.unobserve(one);
      one.remove();
    });
  }

  rowHeight() {
    return parseFloat(getComputedStyle(this.element).getPropertyValue("--row")) || 40;
  }

  // [[position, height of its details], ...] of the opened rows that are shown, by position.
  openedHere() {
    if (!this.heights) {
      this.heights = [];
      if (this.opened.size > 0) {
        this.rows.forEach((row, position) => {
          if (this.opened.has(row)) {
            this.heights.push(position);
          }
        });
      }
    }
    return this.heights;
  }

  top(position) {
    let top = position * this.rowHeight();
    for (const opened of this.openedHere()) {
      if (opened >= position) break;
      top += this.opened.get(this.rows[opened]);
    }
    return top;
  }

  positionAt(y) {
    const height = this.rowHeight();
    let extra = 0;
    for (const opened of this.openedHere()) {
      const top = opened * height + extra;
      if (y < top + height) break;
      const details = this.opened.get(this.rows[opened]);
      if (y < top + height + details) return opened;
      extra += details;
    }
    return Math.max(0, Math.min(this.rows.length - 1, Math.floor((y - extra) / height)));
  }

  inSight() {
    if (this.limit > 0) {
      return [0, Math.min(this.limit, this.rows.length)];
    }
    const top = this.body.getBoundingClientRect().top;
    return [this.positionAt(-top - MARGIN), Math.min(this.rows.length, this.positionAt(window.innerHeight - top + MARGIN) + 1)];
  }

  draw() {
    const [first, end] = this.rows.length === 0 ? [0, 0] : this.inSight();
    for (const [position, elements] of this.drawn) {
      if (position < first || position >= end) {
        this.remove(elements);
        this.drawn.delete(position);
      }
    }
    let before = this.above;
    for (let position = first; position < end; position++) {
      let elements = this.drawn.get(position);
      if (!elements) {
        elements = this.drawRow(position);
        before.after(...elements);
        this.drawn.set(position, elements);
      }
      before = elements[elements.length - 1];
    }
    this.setHeight(this.above, this.limit > 0 ? 0 : this.top(first));
    this.setHeight(this.below, this.limit > 0 ? 0 : this.top(this.rows.length) - this.top(end));
    this.showCursor();
  }

  setHeight(spacer, height) {
    spacer.firstChild.style.height = height + "px";
    spacer.hidden = height === 0;
  }

  drawRow(position) {
    const row = this.rows[position];
    const isOpen = this.opened.has(row);
    const cell = (kind, ...children) => html("td", { role: "gridcell", class: kind }, ...children);
    const other = row.label === row.host || row.label.startsWith(row.host) ? "" : row.host;
    const element = html("tr", { role: "row", id: "row-" + row.index, class: "row status-" + row.status, "aria-rowindex": position + 2, "aria-expanded": String(isOpen) },
      cell("state", stateIcon(row.status), html("span", {}, STATE_WORD[row.status])),
      html("td", { role: "gridcell", class: "endpoint", title: row.label }, html("b", {}, row.label), other ? html("span", {}, " " + other) : ""),
      cell("protocol", row.protocol + " ", html("span", {}, String(row.port))),
      endCell(this.run, row),
      html("td", { role: "gridcell", class: "issuer", title: issuerOf(row) }, issuerOf(row)),
      html("td", { role: "gridcell", class: "finding", title: row.headline }, row.headline));
    element.row = row;
    return isOpen ? [element, this.drawDetails(row)] : [element];
  }

  drawDetails(row) {
    const element = html("tr", { role: "row", class: "opened" }, html("td", { role: "gridcell", colspan: COLUMNS.length }, details(this.run, row, this.show)));
    element.row = row;
    this.observer.observe(element);
    return element;
  }

  // Details have got their height, or the window another width.
  measured(entries) {
    let changed = false;
    for (const { target } of entries) {
      const height = target.offsetHeight;
      if (target.isConnected && height > 0 && this.opened.has(target.row) && this.opened.get(target.row) !== height) {
        this.opened.set(target.row, height);
        changed = true;
      }
    }
    if (changed && this.limit === 0) {
      this.draw();
    }
  }

  toggle(position, open) {
    const row = this.rows[position];
    if (!row || this.opened.has(row) === open) {
      return;
    }
    if (this.opened.has(row)) {
      this.opened.delete(row);
    } else {
      this.opened.set(row, GUESSED_HEIGHT);
    }
    this.heights = null;
    const elements = this.drawn.get(position);
    if (elements) {
      this.remove(elements);
      this.drawn.delete(position);
    }
    this.draw();
    const details = this.opened.has(row) && this.drawn.get(position);
    if (details) {
      this.opened.set(row, details[1].offsetHeight);
      this.draw();
    }
  }

  // A row that is opened and brought into sight, if it is among those shown.
  reveal(row) {
    const position = this.rows.indexOf(row);
    if (position >= 0) {
      this.moveTo(position);
      this.toggle(position, true);
      this.element.focus({ preventScroll: true });
    }
  }

  moveTo(position) {
    this.cursor = Math.max(0, Math.min(this.rows.length - 1, position));
    const top = this.body.getBoundingClientRect().top + this.top(this.cursor);
    const bottom = top + this.rowHeight();
    const least = this.head.getBoundingClientRect().height + 4;
    if (top < least) {
      window.scrollBy(0, top - least);
    } else if (bottom > window.innerHeight - 4) {
      window.scrollBy(0, bottom - window.innerHeight + 4);
    }
    this.draw();
  }

  showCursor() {
    const elements = this.drawn.get(this.cursor);
    const old = this.body.querySelector("tr.cursor");
    if (old && (!elements || old !== elements[0])) {
      old.classList.remove("cursor");
    }
    if (elements) {
      elements[0].classList.add("cursor");
      this.element.setAttribute("aria-activedescendant", elements[0].id);
    } else {
      this.element.removeAttribute("aria-activedescendant");
    }
  }

  onKey(event) {
    if (event.target !== this.element || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const page = Math.max(1, Math.floor((window.innerHeight - 100) / this.rowHeight()));
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in steps) {
      this.moveTo(this.cursor + steps[event.key]);
    } else if (event.key === "Enter" || event.key === " ") {
      this.toggle(this.cursor);
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      this.toggle(this.cursor, event.key === "ArrowRight");
    } else {
      return;
    }
    event.preventDefault();
  }

  onClick(event) {
    const element = event.target.closest("tr.row");
    if (!element || String(window.getSelection())) {
      return;
    }
    this.cursor = this.rows.indexOf(element.row);
    this.toggle(this.cursor);
    this.element.focus({ preventScroll: true });
  }

  // All rows, up to `limit`, for paper; 0: those in sight again.
  print(limit) {
    this.limit = limit;
    byId("print-note").textContent = this.rows.length > limit && limit > 0
      ? `Printed are the first ${grouped(limit)} of ${grouped(this.rows.length)} rows: filter the table to print others.` : "";
    this.draw();
  }
}
