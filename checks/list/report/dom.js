// Makes elements. Strangers' words go in as text nodes and attributes only: nothing here or elsewhere parses HTML.
"use strict";

const SVG = "http://www.w3.org/2000/svg";

// fill(element, {class: "a", onclick: f}, "text", element, ...)
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== "") {
      element.append(child);
    }
  }
  return element;
}

function html(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function byId(id) {
  return document.getElementById(id);
}

// The mark of a state; its word stands beside it or is said by `words`.
function stateIcon(status, words) {
  const icon = svg("svg", { class: "icon state-" + status, focusable: "false" }, svg("use", { href: "#state-" + status }));
  if (words) {
    icon.setAttribute("role", "img");
    icon.setAttribute("aria-label", words);
  } else {
    icon.setAttribute("aria-hidden", "true");
  }
  return icon;
}

// 9980 -> "9,980"
function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

// count(2, "endpoint") -> "2 endpoints"
function count(number, noun) {
  return grouped(number) + " " + noun + (number === 1 ? "" : "s");
}

function shortened(text, length) {
  const characters = Array.from(text);
  return characters.length <= length ? text : characters.slice(0, length - 1).join("") + "…";
}
