// What an opened row shows: findings and what to do, the connection, the certificate, the picture of its chain.
"use strict";

const BOX_WIDTH = 300;
const BOX_HEIGHT = 54;
const BOX_GAP = 22;
const MOST_LINKS = 12; // that are drawn; a path has no more than a few
const STAGES = ["look-up", "connect", "proxy", "STARTTLS", "TLS", "total"];

function fact(title, ...value) {
  const shown = value.flat().filter((one) => one);
  return shown.length === 0 ? [] : [html("dt", {}, title), html("dd", {}, ...shown)];
}

function milliseconds(microseconds) {
  return (microseconds / 1000).toFixed(microseconds < 10000 ? 1 : 0) + " ms";
}

function timingWords(timings) {
  return timings.map((one, i) => (one === null ? "" : STAGES[i] + " " + milliseconds(one))).filter((one) => one).join(", ");
}

function findingsPart(row) {
  const items = row.findings.map((finding) =>
    html("li", {}, stateIcon(finding.status, STATE_WORD[finding.status]), html("span", {}, finding.text, " ", html("code", {}, finding.rule))));
  if (row.moreFindings > 0) {
    items.push(html("li", {}, html("span", {}, `${grouped(row.moreFindings)} more: check this endpoint alone to see them`)));
  }
  if (items.length === 0) {
    items.push(html("li", {}, stateIcon(row.status, STATE_WORD[row.status]), html("span", {}, row.headline)));
  }
  return html("section", { class: "wide" }, html("h3", {}, row.findings.length ? "What is wrong" : "What is known"), html("ul", { class: "findings" }, items));
}

function remediesPart(row) {
  if (row.remedies.length === 0) {
    return null;
  }
  return html("section", { class: "wide remedies" }, html("h3", {}, "What to do"), html("ol", {}, row.remedies.map((one) => html("li", {}, one))));
}

function connectionPart(row) {
  return html("section", {}, html("h3", {}, "Endpoint"), html("dl", {},
    fact("Host", row.host + ", port " + row.port),
    fact("Protocol", row.protocol + (row.tls ? ", " + row.tls : "")),
    fact("Address", row.address),
    fact("Contact", row.contact),
    fact("Time", timingWords(row.timings)),
    fact("Checked", row.checkedAt),
    fact("Listed in", row.place)));
}

// How much of its life a certificate has behind it.
function lifeBar(run, leaf) {
  const life = Math.max(1, leaf.end - leaf.begin);
  const gone = Math.max(0, Math.min(1, (run.now - leaf.begin) / life));
  return svg("svg", { class: "life", width: "100%", height: 8, role: "img", "aria-label": Math.floor(gone * 100) + " % of its life is over" },
    svg("rect", { width: "100%", height: 8, rx: 4, class: "rest" }),
    svg("rect", { width: (gone * 100).toFixed(1) + "%", height: 8, rx: 4, class: "bar " + urgencyOf(run, leaf) }));
}

function certificatePart(run, row, show) {
  const leaf = row.leaf;
  if (!leaf) {
    return html("section", {}, html("h3", {}, "Certificate"), html("p", {}, "None was seen."));
  }
  const more = leaf.moreNames > 0 ? `, and ${grouped(leaf.moreNames)} more` : "";
  const same = leaf.endpoints > 1
    ? html("button", { type: "button", class: "link", onclick: () => show({ leaf }) }, "Show the " + count(leaf.endpoints, "endpoint") + " that have it")
    : "";
  return html("section", {}, html("h3", {}, "Certificate"), lifeBar(run, leaf), html("dl", {},
    fact("Valid", leaf.beginWords + " to " + leaf.endWords),
    fact("Names", leaf.names.join(", ") + more),
    fact("Subject", leaf.subject),
    fact("Issuer", leaf.issuer),
    fact("Key", leaf.key + (leaf.signature ? ", signed by " + leaf.signature : "")),
    fact("Serial number", html("code", {}, leaf.serial)),
    fact("SHA-256", html("code", {}, leaf.fingerprint))), same);
}

// The boxes of a chain from above the leaf to its anchor. Equal chains have one picture, which is copied.
function chainPicture(run, chain) {
  if (!chain.picture) {
    const links = chain.links.slice(0, MOST_LINKS);
    const group = svg("g", {});
    links.forEach((link, i) => drawLink(run, group, link, (i + 1) * (BOX_HEIGHT + BOX_GAP)));
    chain.picture = { group, height: (links.length + 1) * (BOX_HEIGHT + BOX_GAP) - BOX_GAP };
  }
  return chain.picture;
}

function drawBox(group, y, kind, name, line) {
  const box = svg("g", { class: "box " + kind }, svg("title", {}, name),
    svg("rect", { x: 1, y: y + 1, width: BOX_WIDTH - 2, height: BOX_HEIGHT - 2, rx: 6 }),
    svg("text", { x: 12, y: y + 22, class: "name" }, shortened(name, 32)),
    svg("text", { x: 12, y: y + 41, class: "line" }, line));
  group.append(box);
}

function drawLink(run, group, link, y) {
  const x = BOX_WIDTH / 2;
  group.append(svg("path", { class: "arrow", d: `M${x} ${y - BOX_GAP}v${BOX_GAP - 1}m-4-5 4 5 4-5` }));
  const origin = link.anchor ? "trust anchor" : link.sent ? "sent" : "not sent";
  const kind = (link.anchor ? "anchor " : "") + (link.sent || link.anchor ? "" : "unsent ") + urgency(run, link.end);
  const verb = link.end < run.now ? "ended " : "ends ";
  drawBox(group, y, kind, link.name, shortened(`${origin} · ${link.key} · ${verb}${dayOf(run, link.end)}`, 46));
}

function chainWords(row) {
  return [row.leaf.name, ...row.chain.links.map((link) => link.name + (link.anchor ? " (trust anchor)" : link.sent ? "" : " (not sent)"))]
    .join(", issued by ");
}

function chainPart(run, row, show) {
  if (!row.leaf || !row.chain) {
    return null;
  }
  const { group, height } = chainPicture(run, row.chain);
  const verb = row.leaf.end < run.now ? "ended " : "ends ";
  const picture = svg("svg", { class: "chain", width: BOX_WIDTH, height, viewBox: `0 0 ${BOX_WIDTH} ${height}`, role: "img", "aria-label": chainWords(row) });
  drawBox(picture, 0, "leaf " + urgencyOf(run, row.leaf), row.leaf.name, `certificate · ${row.leaf.key} · ${verb}${dayOf(run, row.leaf.end)}`);
  picture.append(group.cloneNode(true));
  const rest = row.chain.links.length - MOST_LINKS;
  const others = row.chain.endpoints > 1
    ? html("button", { type: "button", class: "link", onclick: () => show({ chain: row.chain }) }, "Show the " + count(row.chain.endpoints, "endpoint") + " with this chain")
    : "";
  const hasAnchor = row.chain.links.some((link) => link.anchor);
  return html("section", {}, html("h3", {}, "Chain"), picture,
    rest > 0 ? html("p", {}, `and ${rest} more`) : "",
    hasAnchor ? "" : html("p", { class: "told" }, "It leads to no trust anchor."),
    row.chainEndWords ? html("p", { class: "told" }, `The first of them to end ${row.chainEnd < run.now ? "ended" : "does so"} ${row.chainEndWords}.`) : "",
    others);
}

// show(change) filters the table by what is changed.
function details(run, row, show) {
  return html("div", { class: "details" }, findingsPart(row), remediesPart(row), certificatePart(run, row, show), chainPart(run, row, show), connectionPart(row));
}
