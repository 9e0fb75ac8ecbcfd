// Reads what the page carries (report_data.h has its form) and counts in it.
"use strict";

const DAY = 86400;

// Worst first.
const STATES = [
  { status: 2, word: "Critical" },
  { status: 1, word: "Warning" },
  { status: 3, word: "Unknown" },
  { status: 0, word: "OK" },
];
const RANK = [3, 1, 0, 2]; // by status, the worst first
const STATE_WORD = ["OK", "Warning", "Critical", "Unknown"];

function readLink(strings, link) {
  const [name, key, end, words, flags, fingerprint] = link;
  return {
    name: strings[name],
    key: strings[key],
    end,
    endWords: strings[words],
    sent: (flags & 1) !== 0,
    anchor: (flags & 2) !== 0,
    fingerprint: strings[fingerprint],
  };
}

function readLeaf(strings, leaf, index) {
  const [name, subject, issuer, issuerName, serial, fingerprint, key, signature] = leaf.slice(0, 8).map((i) => strings[i]);
  return {
    index,
    name,
    subject,
    issuer,
    issuerName,
    serial,
    fingerprint,
    key,
    signature,
    begin: leaf[8],
    beginWords: strings[leaf[9]],
    end: leaf[10],
    endWords: strings[leaf[11]],
    moreNames: leaf[12],
    names: leaf.slice(13).map((i) => strings[i]),
    endpoints: 0,
    first: null,
  };
}

function readFindings(strings, flat) {
  const findings = [];
  for (let i = 0; i < flat.length; i += 3) {
    findings.push({ rule: strings[flat[i]], status: flat[i + 1], text: strings[flat[i + 2]] });
  }
  return findings;
}

function readRow(data, row, index) {
  const s = data.strings;
  return {
    index,
    status: row[0],
    label: s[row[1]],
    host: s[row[2]],
    port: row[3],
    protocol: s[row[4]],
    headline: s[row[5]],
    leaf: row[6] < 0 ? null : data.leaves[row[6]],
    chain: row[7] < 0 ? null : data.chains[row[7]],
    chainEnd: row[8],
    chainEndWords: s[row[9]],
    reached: (row[10] & 1) !== 0,
    valid: (row[10] & 2) !== 0,
    address: s[row[11]],
    tls: s[row[12]],
    place: s[row[13]] + ":" + row[14],
    contact: s[row[15]],
    checkedAt: s[row[16]],
    timings: row[17],
    moreFindings: row[18],
    findings: readFindings(s, row[19]),
    remedies: row[20].map((i) => s[i]),
    words: null,
  };
}

// What is known of a whole run. A leaf and a chain know how many endpoints have them.
function readRun() {
  const data = JSON.parse(byId("data").textContent);
  data.leaves = data.leaves.map((leaf, index) => readLeaf(data.strings, leaf, index));
  data.chains = data.chains.map((links, index) => ({
    index,
    links: links.map((link) => readLink(data.strings, link)),
    endpoints: 0,
  }));
  const rows = data.rows.map((row, index) => readRow(data, row, index));
  for (const row of rows) {
    if (row.leaf) {
      row.leaf.endpoints++;
      row.leaf.first = row.leaf.first || row;
    }
    if (row.chain) {
      row.chain.endpoints++;
    }
  }
  return { now: data.now, offset: zoneOffset(data.now, data.made), rows, leaves: data.leaves, chains: data.chains };
}

// How far the zone of "2026-11-21 12:00 JST" is from UTC, in seconds: days are the monitor's, not the reader's.
function zoneOffset(now, words) {
  const local = Date.parse(words.slice(0, 16).replace(" ", "T") + ":00Z") / 1000;
  return Number.isNaN(local) ? 0 : Math.round((local - now) / 60) * 60;
}

// The number of a day in the monitor's zone.
function dayNumber(run, time) {
  return Math.floor((time + run.offset) / DAY);
}

// "2026-11-21", of the monitor's zone.
function dayOf(run, time) {
  const date = new Date((time + run.offset) * 1000);
  return Number.isNaN(date.getTime()) ? "?" : date.toISOString().replace(/T.*/, "");
}

// As the programs say it: the largest unit of which there are at least two, rounded towards zero.
function inWords(seconds) {
  const whole = Math.abs(seconds);
  for (const [unit, length] of [["day", DAY], ["hour", 3600], ["minute", 60]]) {
    if (whole >= 2 * length) {
      return count(Math.floor(whole / length), unit);
    }
  }
  return count(Math.floor(whole), "second");
}

// "in 2 days", "3 hours ago"
function whenWords(run, time) {
  const left = time - run.now;
  return left < 0 ? inWords(left) + " ago" : "in " + inWords(left);
}

// From the least to the most.
const URGENCIES = ["later", "soon", "week", "ended"];

// How near an end is: the thresholds that the programs have by default, 7 days or 10 % of a certificate's life and 20 days or 25 %.
// Without its begin, as for a CA certificate, it counts as one of a year.
function urgency(run, end, begin = -Infinity) {
  const left = end - run.now;
  const life = end - begin;
  return left < 0 ? "ended" : left < Math.min(7 * DAY, life * 0.1) ? "week" : left < Math.min(20 * DAY, life * 0.25) ? "soon" : "later";
}

function urgencyOf(run, leaf) {
  return urgency(run, leaf.end, leaf.begin);
}

// Everything that a search finds a row by.
function wordsOf(row) {
  if (row.words === null) {
    const leaf = row.leaf;
    const all = [row.label, row.host, ":" + row.port, row.protocol, row.headline, row.address, row.contact, row.place];
    if (leaf) {
      all.push(leaf.name, leaf.subject, leaf.issuer, leaf.serial, leaf.fingerprint, leaf.key, leaf.endWords, ...leaf.names);
    }
    for (const finding of row.findings) {
      all.push(finding.rule, finding.text);
    }
    row.words = all.concat(row.remedies).join("\n").toLowerCase();
  }
  return row.words;
}

// [[value, count], ...], most first.
function tally(rows, valuesOf) {
  const counts = new Map();
  for (const row of rows) {
    for (const value of valuesOf(row)) {
      counts.set(value, (counts.get(value) || 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
