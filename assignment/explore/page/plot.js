"use strict";
// The parts that every figure is made of: scales, axes, lines, legends, texts.

const found = JSON.parse(document.getElementById("found").textContent);
const runs = found.runs;
const isRight = found.remarks.length === 0;
const lambdas = runs.map((run) => run.lambda);
// What J is at W = 0: in the student's own J, which right functions make H(ȳ).
const ceiling = Number.isFinite(found.own_ceiling) && found.own_ceiling > 0 ? found.own_ceiling : found.ceiling;
const isOwnCeiling = Math.abs(ceiling - found.ceiling) > 1e-6 * found.ceiling;
const bound = (lambda) => lambda > 0 ? Math.sqrt(2 * found.m * found.ceiling / lambda) : Infinity;
const isFinite_ = (run) => run.state !== "diverged" && run.total !== null;
const byId = (id) => document.getElementById(id);

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

const percent = (share) => share === null ? "none" : `${(100 * share).toFixed(1)} %`;

// A figure of a fixed height that is as wide as its card; coordinates are pixels.
class Plot {
  constructor(host, height, margin = {}) {
    this.host = host;
    this.width = Math.max(230, host.clientWidth);
    this.height = height;
    const { left = 40, right = 10, top = 16, bottom = 36 } = margin;
    Object.assign(this, { left, top, right: this.width - right, bottom: height - bottom });
    this.svg = element("svg", { viewBox: `0 0 ${this.width} ${height}`, height, "aria-hidden": "true" });
    host.replaceChildren(this.svg);
    this.patterns = new Map();
  }

  add(tag, attributes, text) {
    const made = element(tag, attributes, text);
    this.svg.append(made);
    return made;
  }

  text(x, y, words, attributes = {}) { return this.add("text", { x, y, ...attributes }, words); }

  line(points, attributes = {}) {
    let d = "", pen = false;
    for (const point of points) {
      const there = point.every(Number.isFinite);
      if (there) d += `${pen ? "L" : "M"}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
      pen = there;
    }
    return this.add("path", { d, fill: "none", "stroke-linejoin": "round", ...attributes });
  }

  area(upper, lower, fill, attributes = {}) {
    let part = [];
    const end = () => {
      if (part.length > 1) this.line([...part.map((at) => upper[at]), ...part.reverse().map((at) => lower[at])], { fill, stroke: "none", ...attributes });
      part = [];
    };
    upper.forEach((point, at) => [...point, ...lower[at]].every(Number.isFinite) ? part.push(at) : end());
    end();
  }

  // A fill that is told from others without its colour.
  hatched(name, tone, ground, slope) {
    const id = `${this.host.parentElement.id}-${name}`;
    if (!this.patterns.has(name)) {
      const pattern = this.add("pattern", { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${slope})` });
      pattern.append(element("rect", { width: 7, height: 7, fill: ground }), element("rect", { width: 1.6, height: 7, fill: tone }));
      this.patterns.set(name, id);
    }
    return `url(#${id})`;
  }

  dot(x, y, attributes = {}) {
    if (Number.isFinite(x) && Number.isFinite(y)) this.add("circle", { cx: x, cy: y, r: 5, stroke: colour("card"), "stroke-width": 1.5, ...attributes });
  }

  // A little triangle at the edge: the line goes on beyond it.
  beyond(x, up) {
    const [y, sign] = up ? [this.top + 9, 1] : [this.bottom - 2, -1]; // below what stands above
    this.add("path", { d: `M${x} ${y - sign * 6}l4 ${7 * sign}h-8z`, class: "beyond" });
  }

  cross(x, y) { this.add("path", { d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`, class: "cross" }); }

  // Keep a label of about this many pixels inside the figure.
  inside(x, pixels) { return Math.min(Math.max(x, this.left + pixels / 2), this.right - pixels / 2); }

  axisY(ticks, place, words, format = String) {
    for (const tick of ticks) {
      const y = place(tick);
      this.add("line", { x1: this.left, x2: this.right, y1: y, y2: y, class: "rule" });
      this.text(this.left - 6, y + 4, format(tick), { "text-anchor": "end" });
    }
    this.text(this.left, this.top - 5, words, { class: "halo" });
  }

  // λ on a log scale, with a place of its own for 0 at the left end.
  axisLambda(all, words = "λ (log scale)") {
    const positive = all.filter((lambda) => lambda > 0);
    let [low, high] = [Math.log(Math.min(...positive)), Math.log(Math.max(...positive))];
    if (high === low) [low, high] = [low - 1, high + 1];
    const zero = all.includes(0) ? 26 : 0;
    const from = this.left + 8 + zero;
    const place = (lambda) => lambda > 0
      ? from + (Math.log(lambda) - low) / (high - low) * (this.right - 8 - from)
      : this.left + 8;
    this.add("line", { x1: this.left, x2: this.right, y1: this.bottom, y2: this.bottom, class: "axis" });
    const ticks = zero ? [0] : [];
    const wide = (high - low) / Math.LN10;
    const steps = wide < 2.2 ? [1, 2, 5] : [1];
    const each = this.width / wide < 70 ? 2 : 1;
    for (let power = Math.floor(low / Math.LN10); power <= high / Math.LN10; power += 1) {
      for (const front of steps) {
        const tick = front * 10 ** power;
        if (Math.log(tick) >= low - 1e-9 && Math.log(tick) <= high + 1e-9 && (each === 1 || power % 2 === 0)) ticks.push(tick);
      }
    }
    for (const tick of ticks) {
      const x = place(tick);
      this.add("line", { x1: x, x2: x, y1: this.bottom, y2: this.bottom + 4, class: "axis" });
      this.text(x, this.bottom + 17, tick >= 1000 ? tick.toLocaleString("en") : String(Number(tick.toPrecision(1))), { "text-anchor": "middle" });
    }
    if (zero) this.text(from - 13, this.bottom + 10, "⁄⁄", { "text-anchor": "middle" });
    this.text((this.left + this.right) / 2, this.bottom + 32, words, { "text-anchor": "middle" });
    return place;
  }

  now(x) { this.add("line", { x1: x, x2: x, y1: this.top, y2: this.bottom, class: "now" }); }
}

const linear = (from, to, low, high) => (value) => low + (value - from) / (to - from) * (high - low);

function tell(id, words, alternative) {
  const card = byId(id);
  card.querySelector(".says").textContent = words;
  card.querySelector(".figure").setAttribute("aria-label", alternative);
}

const host = (id) => document.querySelector(`#${id} .figure`);

// What each line, dot and fill of a figure is. An item: [kind, tone, words, dashes or slope of hatching].
function legend(id, items) {
  const card = byId(id);
  let list = card.querySelector(".legend");
  if (!list) {
    list = document.createElement("ul");
    list.className = "legend";
    card.querySelector(".figure").after(list);
  }
  list.replaceChildren(...items.filter(Boolean).map(([kind, tone, words, how]) => {
    const item = document.createElement("li");
    const svg = element("svg", { width: 26, height: 12, viewBox: "0 0 26 12", "aria-hidden": "true" });
    const stroke = colour(tone);
    if (kind === "line") svg.append(element("path", { d: "M1 6H25", stroke, "stroke-width": 2.5, "stroke-dasharray": how ?? "none" }));
    if (kind === "dot") svg.append(element("circle", { cx: 13, cy: 6, r: 4.5, fill: how === "hollow" ? "none" : stroke, stroke, "stroke-width": 2 }));
    if (kind === "mark") svg.append(element("path", { d: how, stroke, "stroke-width": 2, fill: "none" }));
    if (kind === "fill") {
      svg.append(element("rect", { x: 1, y: 1, width: 24, height: 10, fill: colour(`${tone}-fill`) || stroke, stroke }));
      if (how) for (let x = 2; x < 24; x += 5) svg.append(element("path", { d: how > 0 ? `M${x} 11L${x + 3} 1` : `M${x + 3} 11L${x} 1`, stroke: colour(tone) }));
    }
    item.append(svg, words);
    return item;
  }));
}

const CROSS = "M9 2l8 8m0 -8l-8 8";
const RIGHT = [["line", "right", "the right functions", "1.5 4"]];
const rightItems = () => found.right ? RIGHT : [];

function drawRight(plot, x, y, name) {
  if (found.right) plot.line(found.right.map((run) => [x(run.lambda), run[name] === null ? NaN : y(run[name])]), { stroke: colour("right"), "stroke-width": 2, "stroke-dasharray": "1.5 4", "stroke-linecap": "round", class: "right" });
}

// Where the weights collapse: between these two values of λ, or nowhere.
const collapse = (() => {
  const first = runs.findIndex((run) => run.collapsed);
  return first > 0 ? [runs[first - 1].lambda, runs[first].lambda] : null;
})();
const isGone = collapse && runs.every((run) => run.lambda < collapse[1] || run.collapsed);

// Shade the values of λ at which W is 0, and no other.
function shadeCollapse(plot, place) {
  runs.forEach((run, at) => {
    if (!run.collapsed) return;
    const edge = (other) => other === undefined ? plot.right : (place(run.lambda) + place(other.lambda)) / 2;
    const from = at ? edge(runs[at - 1]) : plot.left;
    plot.add("rect", { x: from, y: plot.top, width: Math.max(edge(runs[at + 1]) - from, 0) + 0.5, height: plot.bottom - plot.top, class: "shade" });
  });
}
