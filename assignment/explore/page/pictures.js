// The pictures of one λ: the decision boundary, an update as arrows, the one-weight toy.

const GRID = 64;

function shades(run) {
  const text = atob(run.grid);
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function rgb(name) {
  const [r, g, b] = colour(name).match(/\w\w/g).map((part) => parseInt(part, 16));
  return [r, g, b];
}

// The pieces of the line where the network says one half, in cells of the grid.
function contour(values) {
  const pieces = [];
  const half = 127.5;
  const value = (i, j) => values[j * GRID + i];
  const between = (i, j, k, l) => {
    const t = (half - value(i, j)) / (value(k, l) - value(i, j));
    return [i + t * (k - i), j + t * (l - j)];
  };
  for (let j = 0; j + 1 < GRID; j++) for (let i = 0; i + 1 < GRID; i++) {
    const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
    const crossed = corners.map((corner, at) => [corner, corners[(at + 1) % 4]])
      .filter(([a, b]) => (value(...a) > half) !== (value(...b) > half))
      .map(([a, b]) => between(...a, ...b));
    for (let at = 0; at + 1 < crossed.length; at += 2) pieces.push([crossed[at], crossed[at + 1]]);
  }
  return pieces;
}

function paint(plot, values, side, left) {
  const [low, high] = [rgb("zero-fill"), rgb("one-fill")];
  const image = new ImageData(GRID, GRID);
  values.forEach((shade, at) => {
    const row = GRID - 1 - Math.floor(at / GRID);
    const pixel = 4 * (row * GRID + at % GRID);
    const t = shade / 255;
    for (let part = 0; part < 3; part++) image.data[pixel + part] = low[part] + t * (high[part] - low[part]);
    image.data[pixel + 3] = 255;
  });
  const small = document.createElement("canvas");
  small.width = small.height = GRID;
  small.getContext("2d").putImageData(image, 0, 0);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.round(side * Math.min(devicePixelRatio, 2));
  canvas.style.cssText = `width:${side}px;height:${side}px;left:${left}px;top:${plot.top}px`;
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
  plot.host.prepend(canvas);
}

function drawBoundary(at) {
  const run = runs[at];
  const plot = new Plot(host("boundary"), 290, { left: 0, right: 0, top: 2, bottom: 20 });
  const side = Math.min(plot.bottom - plot.top, plot.width);
  const start = (plot.width - side) / 2;
  const values = shades(run);
  paint(plot, values, side, start);
  const [left, bottom, right, top] = found.window;
  const x = linear(left, right, start, start + side);
  const y = linear(bottom, top, plot.top + side, plot.top);
  const draw = (grid, attributes) => {
    const step = side / (GRID - 1);
    const place = ([i, j]) => `${(start + i * step).toFixed(1)} ${(plot.top + side - j * step).toFixed(1)}`;
    plot.add("path", { d: contour(grid).map(([a, b]) => `M${place(a)}L${place(b)}`).join(""), class: "ink", ...attributes });
  };
  draw(values, { "stroke-width": 2.5, "stroke-linecap": "round", id: "half" });
  const dashed = found.reference && found.reference.find((each) => each.lambda === run.lambda);
  if (dashed) draw(shades(dashed), { "stroke-width": 1.2, "stroke-dasharray": "2 4" });
  const [a, b, classes] = found.points.train;
  const mark = (px, py, one) => one
    ? plot.add("circle", { cx: px, cy: py, r: 3.2, fill: colour("one"), stroke: colour("card"), "stroke-width": 0.8 })
    : plot.add("path", { d: `M${px} ${py - 4}l3.8 6.8h-7.6z`, fill: colour("zero"), stroke: colour("card"), "stroke-width": 0.8 });
  classes.forEach((kind, each) => mark(x(a[each]), y(b[each]), kind === 1));
  mark(plot.width / 2 - 84, plot.height - 6, true);
  plot.text(plot.width / 2 - 76, plot.height - 2, "class 1", { class: "label t-one" });
  mark(plot.width / 2 + 28, plot.height - 6, false);
  plot.text(plot.width / 2 + 37, plot.height - 2, "class 0", { class: "label t-zero" });
  const [low, high] = [Math.min(...values) / 255, Math.max(...values) / 255];
  const trivial = high - low < 0.01;
  const words = trivial
    ? `The model has become trivial: every point of the plane gets p = ${((low + high) / 2).toFixed(2)}; only the bias is left (ȳ = ${found.share.toFixed(3)}).`
    : `p reaches from ${low.toFixed(2)} to ${high.toFixed(2)}; on the training examples it is right ${Math.round(run.train * found.m)} of ${found.m} times.`;
  tell("boundary", words, `The plane with the ${found.m} training examples, coloured by what the network says${trivial ? ", with no boundary" : ", and the boundary where it says one half"}. ${words}`);
}

// An arrow; `aside` pixels to its left, so that arrows along one line can all be seen.
function arrow(plot, from, to, tone, aside) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (!(length > 1.5)) return;
  const [ux, uy] = [dx / length, dy / length];
  const shifted = ([px, py]) => [px + uy * aside, py - ux * aside];
  const head = Math.min(11, length * 0.6);
  const tip = shifted(to);
  const neck = [tip[0] - ux * head, tip[1] - uy * head];
  const wing = (sign) => [neck[0] - sign * uy * head * 0.5, neck[1] + sign * ux * head * 0.5];
  plot.line([shifted(from), neck], { stroke: tone, "stroke-width": 3.5 });
  plot.line([tip, wing(1), wing(-1), tip], { fill: tone });
}

function alongOneLine(a, b) {
  const product = Math.hypot(...a) * Math.hypot(...b);
  return product > 0 && Math.abs(a[0] * b[1] - a[1] * b[0]) < 0.25 * product;
}

function drawStep(at, mark) {
  const run = runs[at];
  const plot = new Plot(host("step"), 300, { left: 8, right: 8, top: 8, bottom: 8 });
  const path = run.path;
  if (!path.length) {
    tell("step", "This training has diverged.", "No arrows: this training has diverged.");
    return;
  }
  const [count, w, byData, byDecay, alpha] = path[Math.min(mark, path.length - 1)];
  const half = 1.45 * Math.max(...path.flatMap(([, each]) => each.map(Math.abs)), 1e-12);
  const scale = Math.min(plot.right - plot.left, plot.bottom - plot.top) / 2 / half;
  const middle = [(plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2];
  const place = ([a, b]) => [middle[0] + scale * a, middle[1] - scale * b];
  plot.line([[plot.left, middle[1]], [plot.right, middle[1]]], { class: "rule" });
  plot.line([[middle[0], plot.top], [middle[0], plot.bottom]], { class: "rule" });
  plot.text(plot.right, middle[1] + 16, "first weight", { "text-anchor": "end" });
  plot.text(middle[0] + 6, plot.top + 10, "second weight");
  plot.dot(...middle, { r: 4, fill: colour("card"), stroke: colour("ink") });
  const beside = w[0] * w[1] > 0 ? 1 : -1; // where neither the weights nor an arrow past 0 can be
  plot.text(middle[0] + 8 * beside, middle[1] + 18, "W = 0", { "text-anchor": beside > 0 ? "start" : "end", class: "label halo" });
  plot.line(path.map(([, each]) => place(each)), { stroke: colour("line"), "stroke-width": 2 });
  for (const [, each] of path) plot.dot(...place(each), { r: 2.5, fill: colour("soft"), stroke: "none" });
  const pull = byData.map((part) => -alpha * part);
  const decay = byDecay.map((part) => -alpha * part);
  const sum = pull.map((part, each) => part + decay[each]);
  const longest = Math.max(...[pull, decay, sum].map((each) => Math.hypot(...each)));
  const zoom = longest > 0 ? 0.42 * half / longest : 1;
  const here = place(w);
  const tip = (part) => [here[0] + scale * zoom * part[0], here[1] - scale * zoom * part[1]];
  const apart = (part) => alongOneLine(part, sum) || alongOneLine(pull, decay) ? 6 * Math.sign(part[0] * decay[0] + part[1] * decay[1]) : 0;
  arrow(plot, here, tip(pull), colour("data"), -apart(pull));
  arrow(plot, here, tip(decay), colour("decay"), apart(decay));
  arrow(plot, here, tip(sum), colour("ink"), 0);
  [["data", "data", pull], ["decay", "decay", decay], ["sum", "ink", sum]].forEach(([words, tone, part], row) => {
    plot.line([[plot.left, plot.top + 8 + 18 * row], [plot.left + 20, plot.top + 8 + 18 * row]], { stroke: colour(tone), "stroke-width": 3.5 });
    plot.text(plot.left + 26, plot.top + 12 + 18 * row, `${words} ${short(Math.hypot(...part), 2)}`, { class: `label halo t-${tone}` });
  });
  plot.dot(...here, { fill: colour("ink"), r: 4.5 });
  const factor = 1 - alpha * run.lambda / found.m;
  const halving = factor > 0 && factor < 1 ? ` (alone it would halve W every ${short(Math.LN2 / -Math.log(factor))} updates)` : "";
  const missing = run.lambda > 0 && Math.hypot(...w) > 0 && Math.hypot(...decay) === 0
    ? " These gradients have no decay: they are the same with λ and without." : "";
  const words = `After ${count.toLocaleString("en")} updates the weights are (${w.map((each) => short(each)).join(", ")}). The data move them by ${short(Math.hypot(...pull))}, the decay by ${short(Math.hypot(...decay))}, both together by ${short(Math.hypot(...sum))}. `
    + `With α = ${short(alpha)} the factor 1 − αλ/m is ${factor.toFixed(4).replace("-", "−")}${halving}. The arrows are drawn ${zoom < 1 ? short(zoom) : short(Number(zoom.toPrecision(2)))} times as long as they are.${missing}`;
  tell("step", words, `Arrows at the two weights of one unit: data, decay towards 0, and their sum. ${words}`);
}

const CURVATURE = 0.05; // how firmly the toy's data hold on to w = 1

function drawToy(at) {
  const { lambda } = runs[at];
  const plot = new Plot(host("toy"), 300, { left: 30, bottom: 34 });
  const ratio = lambda / found.m;
  const parts = { data: (w) => CURVATURE / 2 * (w - 1) ** 2, decay: (w) => ratio / 2 * w * w };
  const sum = (w) => parts.data(w) + parts.decay(w);
  const x = linear(-0.5, 1.6, plot.left, plot.right);
  const y = linear(0, 0.9 * CURVATURE, plot.bottom, plot.top + 6);
  const range = Array.from({ length: 841 }, (_, each) => -0.5 + each * 0.0025);
  const curve = (f) => range.map((w) => [x(w), f(w) <= 0.92 * CURVATURE ? y(f(w)) : NaN]);
  plot.add("line", { x1: plot.left, x2: plot.right, y1: plot.bottom, y2: plot.bottom, class: "axis" });
  for (const tick of [-0.5, 0, 0.5, 1, 1.5]) plot.text(x(tick), plot.bottom + 16, String(tick).replace("-", "−"), { "text-anchor": "middle" });
  plot.text((plot.left + plot.right) / 2, plot.bottom + 31, "w", { "text-anchor": "middle" });
  plot.text(plot.left, plot.top - 1, "cost", { class: "halo" });
  plot.line([[x(0), plot.top], [x(0), plot.bottom]], { class: "rule" });
  plot.line(curve(parts.data), { stroke: colour("data"), "stroke-width": 2.5, "stroke-dasharray": "8 3" });
  plot.line(curve(parts.decay), { stroke: colour("decay"), "stroke-width": 2.5, "stroke-dasharray": "3 3" });
  plot.line(curve(sum), { class: "ink", "stroke-width": 3 });
  for (const run of runs) plot.dot(x(CURVATURE / (CURVATURE + run.lambda / found.m)), plot.bottom, { r: 2.5, fill: colour("soft"), stroke: "none" });
  const best = CURVATURE / (CURVATURE + ratio);
  plot.line([[x(best), y(sum(best))], [x(best), plot.bottom]], { class: "now" });
  plot.dot(x(best), y(sum(best)), { fill: colour("ink"), r: 6, id: "lowest" });
  plot.text(plot.inside(x(best), 120), y(sum(best)) - 13, "smallest sum", { "text-anchor": "middle", class: "label t-ink halo" });
  plot.text(x(-0.12), y(parts.data(-0.12)) + 4, "data", { "text-anchor": "end", class: "label t-data halo" });
  const edge = Math.min(1.5, ratio > 0 ? Math.sqrt(1.5 * CURVATURE / ratio) : 1.5);
  plot.text(x(edge), y(parts.decay(edge)) - 8, "L2", { "text-anchor": "end", class: "label t-decay halo" });
  const words = `Data: (c/2)(w − 1)², with c = ${CURVATURE}; L2 term: (λ/2m) w². At w = 1 the sum is ${short(sum(1))}: the more λ, the dearer. It is smallest at w = c/(c + λ/m) = ${short(best)}, where it is ${short(sum(best))}.`;
  tell("toy", words, `Two parabolas over w and their sum: the data's is lowest at 1, the L2 term's at 0. ${words}`);
}
