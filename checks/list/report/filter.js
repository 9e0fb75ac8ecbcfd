// Which rows are shown, and in which order. The page changes a Filter and asks for the rows again.
"use strict";

class Filter {
  constructor() {
    this.clear();
  }

  clear() {
    this.text = "";
    this.states = new Set(); // empty: all
    this.protocol = "";
    this.issuer = "";
    this.key = "";
    this.tls = "";
    this.rule = "";
    this.period = null; // {from, to, words}: endings of certificates
    this.chain = null;
    this.ca = null; // {fingerprint, name}
    this.leaf = null;
  }

  isClear() {
    return !this.text && this.states.size === 0 && this.chips().length === 0 && !this.protocol && !this.issuer;
  }

  // What has no field of its own: [words, member].
  chips() {
    const chips = [];
    if (this.period) chips.push(["Ends " + this.period.words, "period"]);
    if (this.rule) chips.push(["Problem: " + this.rule, "rule"]);
    if (this.key) chips.push(["Key: " + this.key, "key"]);
    if (this.tls) chips.push(["TLS version: " + this.tls, "tls"]);
    if (this.chain) chips.push(["With one chain", "chain"]);
    if (this.ca) chips.push(["Below " + this.ca.name, "ca"]);
    if (this.leaf) chips.push(["With the certificate " + this.leaf.name, "leaf"]);
    return chips;
  }

  drop(member) {
    this[member] = typeof this[member] === "string" ? "" : null;
  }

  takes(row, words) {
    const leaf = row.leaf;
    return (this.states.size === 0 || this.states.has(row.status)) &&
      (!this.protocol || row.protocol === this.protocol) &&
      (!this.issuer || (leaf !== null && leaf.issuerName === this.issuer)) &&
      (!this.key || (leaf !== null && leaf.key === this.key)) &&
      (!this.tls || row.tls === this.tls) &&
      (!this.rule || row.findings.some((finding) => finding.rule === this.rule)) &&
      (!this.period || (leaf !== null && leaf.end >= this.period.from && leaf.end < this.period.to)) &&
      (!this.chain || row.chain === this.chain) &&
      (!this.ca || (row.chain !== null && row.chain.links.some((link) => link.fingerprint === this.ca.fingerprint))) &&
      (!this.leaf || leaf === this.leaf) &&
      words.every((word) => wordsOf(row).includes(word));
  }

  // In the order that they have.
  rows(rows) {
    const words = this.text.toLowerCase().split(/\s+/).filter((word) => word);
    return rows.filter((row) => this.takes(row, words));
  }
}

// Numbers are compared in names, so that web2 stands before web10; made once, it is fast.
const COLLATOR = new Intl.Collator("en", { numeric: true });

function endOf(row) {
  return row.leaf ? row.leaf.end : Infinity;
}

// Infinity minus itself is no number.
function byEnd(a, b) {
  return endOf(a) === endOf(b) ? 0 : endOf(a) - endOf(b);
}

const COLUMNS = [
  { id: "state", title: "State", compare: (a, b) => RANK[a.status] - RANK[b.status] || byEnd(a, b) },
  { id: "endpoint", title: "Endpoint", compare: (a, b) => COLLATOR.compare(a.label, b.label) },
  { id: "protocol", title: "Protocol", compare: (a, b) => COLLATOR.compare(a.protocol, b.protocol) || a.port - b.port },
  { id: "ends", title: "Ends", compare: byEnd },
  { id: "issuer", title: "Issuer", compare: (a, b) => COLLATOR.compare(issuerOf(a), issuerOf(b)) },
  { id: "finding", title: "What is known", compare: (a, b) => COLLATOR.compare(a.headline, b.headline) },
];

function issuerOf(row) {
  return row.leaf ? row.leaf.issuerName : "";
}

// Equal ones stay in the order of the list.
function sorted(rows, sort) {
  const compare = COLUMNS.find((column) => column.id === sort.column).compare;
  return rows.slice().sort((a, b) => (sort.down ? compare(b, a) : compare(a, b)) || a.index - b.index);
}
