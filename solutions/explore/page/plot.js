"use strict";
// The parts that every figure is made of: scales, axes, lines, texts.

const found = JSON.parse(document.getElementById("found").textContent);
const runs = found.runs;
const LN2 = Math.log(2);
const bound = (lambda) => Math.sqrt(2 * found.m * found.ceiling / lambda);

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function element(tag, attributes = {}, text = null) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== null) made.textContent = text;
  return made;
}

// A number in few characters: 0, 0.0175, 1.57, 26.1, 1,337, 3·10⁻⁷, 5·10⁸.
function short(value, digits = 3) {
  if (value === null || !Number.isFinite(value)) return "not finite";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) {
    const [front, power] = value.toExponential(0).split("e");
    const raised = power.replace(/[-+\d]/g, (sign) => sign === "-" ? "⁻" : sign === "+" ? "" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign]);
    return `${front === "1" ? "" : `${front}·`}10${raised}`.replace("-1·", "−").replace("-", "−");
  }
  const rounded = Number(value.toPrecision(digits));
  return (size >= 1000 ? Math.round(value).toLocaleString("en") : String(rounded)).replace("-", "−");
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;

// A figure of a fixed height that is as wide as its card; coordinates are pixels.
class Plot {
  constructor(host, height, margin = {}) {
    this.host = host;
    this.width = Math.max(260, host.clientWidth);
    this.height = height;
    const { left = 40, right = 10, top = 12, bottom = 36 } = margin;
    Object.assign(this, { left, top, right: this.width - right, bottom: height - bottom });
    this.svg = element("svg", { viewBox: `0 0 ${this.width} ${height}`, height, "aria-hidden": "true" });
    host.replaceChildren(this.svg);
  }

  add(tag, attributes, text) {
    const made = element(tag, attributes, text);
    this.svg.append(made);
    return made;
  }

  text(x, y, words, attributes = {}) { return this.add("text", { x, y, ...attributes }, words); }

  line(points, attributes = {}) {
    const drawn = points.filter((point) => point.every(Number.isFinite));
    return this.add("path", { d: drawn.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join(""), fill: "none", "stroke-linejoin": "round", ...attributes });
  }

  area(upper, lower, fill) {
    const both = upper.map((_, at) => at).filter((at) => [...upper[at], ...lower[at]].every(Number.isFinite));
    const points = [...both.map((at) => upper[at]), ...both.reverse().map((at) => lower[at])];
    return this.line(points, { fill, stroke: "none" });
  }

  dot(x, y, attributes = {}) {
    if (Number.isFinite(x) && Number.isFinite(y)) this.add("circle", { cx: x, cy: y, r: 5, stroke: colour("card"), "stroke-width": 1.5, ...attributes });
  }

  // Keep a label of about this many pixels inside the figure.
  inside(x, pixels) { return Math.min(Math.max(x, this.left + pixels / 2), this.right - pixels / 2); }

  axisY(ticks, place, words, format = String) {
    for (const tick of ticks) {
      const y = place(tick);
      this.add("line", { x1: this.left, x2: this.right, y1: y, y2: y, class: "rule" });
      this.text(this.left - 6, y + 4, format(tick), { "text-anchor": "end" });
    }
    this.text(this.left, this.top - 1, words, { class: "halo" });
  }

  // λ on a log scale, with a place of its own for 0 at the left end.
  axisLambda(lambdas) {
    const positive = lambdas.filter((lambda) => lambda > 0);
    const [low, high] = [Math.log(Math.min(...positive)), Math.log(Math.max(...positive))];
    const zero = lambdas.includes(0) ? 26 : 0;
    const from = this.left + 8 + zero;
    const place = (lambda) => lambda > 0
      ? from + (Math.log(lambda) - low) / (high - low) * (this.right - 8 - from)
      : this.left + 8;
    this.add("line", { x1: this.left, x2: this.right, y1: this.bottom, y2: this.bottom, class: "axis" });
    const ticks = zero ? [0] : [];
    const each = this.width < 420 ? 2 : 1;
    for (let power = Math.ceil(low / Math.LN10 - 1e-9); power <= high / Math.LN10 + 1e-9; power += each) ticks.push(10 ** power);
    for (const tick of ticks) {
      const x = place(tick);
      this.add("line", { x1: x, x2: x, y1: this.bottom, y2: this.bottom + 4, class: "axis" });
      this.text(x, this.bottom + 17, tick >= 1000 ? tick.toLocaleString("en") : String(Number(tick.toPrecision(1))), { "text-anchor": "middle" });
    }
    if (zero) this.text(from - 13, this.bottom + 10, "⁄⁄", { "text-anchor": "middle" });
    this.text((this.left + this.right) / 2, this.bottom + 32, "λ (log scale)", { "text-anchor": "middle" });
    return place;
  }

  now(x) { this.add("line", { x1: x, x2: x, y1: this.top, y2: this.bottom, class: "now" }); }
}

const linear = (from, to, low, high) => (value) => low + (value - from) / (to - from) * (high - low);

function tell(id, words, alternative) {
  const card = document.getElementById(id);
  card.querySelector(".says").textContent = words;
  card.querySelector(".figure").setAttribute("aria-label", alternative);
}

const host = (id) => document.querySelector(`#${id} .figure`);

// Where the weights collapse: between these two values of λ, or nowhere.
const collapse = (() => {
  const first = runs.findIndex((run) => run.collapsed);
  return first > 1 ? [runs[first - 1].lambda, runs[first].lambda] : null;
})();

function shadeCollapse(plot, place, words) {
  if (!collapse) return;
  const from = place(Math.sqrt(collapse[0] * collapse[1]));
  plot.add("rect", { x: from, y: plot.top, width: plot.right - from, height: plot.bottom - plot.top, class: "shade" });
  if (words) plot.text((from + plot.right) / 2, plot.bottom - 8, words, { "text-anchor": "middle", class: "label" });
}
