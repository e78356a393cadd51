// The pictures of one λ: one weight, J along a line, the decision boundary, an update as arrows.

const GRID = 52;

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

const CURVATURE = 0.05; // how firmly the toy's data hold on to w = 1

const toyBest = (lambda) => CURVATURE / (CURVATURE + lambda / found.m);

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
  plot.text(plot.left, plot.top - 5, "cost", { class: "halo" });
  plot.line([[x(0), plot.top], [x(0), plot.bottom]], { class: "rule" });
  plot.line(curve(parts.data), { stroke: colour("data"), "stroke-width": 2.5, "stroke-dasharray": "8 3" });
  plot.line(curve(parts.decay), { stroke: colour("decay"), "stroke-width": 2.5, "stroke-dasharray": "3 3" });
  plot.line(curve(sum), { class: "ink", "stroke-width": 3 });
  for (const run of runs) plot.dot(x(toyBest(run.lambda)), plot.bottom, { r: 2.5, fill: colour("dim"), stroke: "none" });
  const best = toyBest(lambda);
  plot.line([[x(best), y(sum(best))], [x(best), plot.bottom]], { class: "now" });
  plot.dot(x(best), y(sum(best)), { fill: colour("ink"), r: 6, id: "lowest" });
  legend("toy", [["line", "data", "data: (c/2)(w − 1)²", "8 3"], ["line", "decay", "L2 term: (λ/2m) w²", "3 3"], ["line", "ink", "their sum"], ["dot", "ink", "its minimum"], ["dot", "dim", "the minimum for each λ"]]);
  const words = `With c = ${CURVATURE} the sum is smallest at w = c/(c + λ/m) = ${short(best)}. At w = 1 it would be ${short(sum(1))}, there it is ${short(sum(best))}.`;
  tell("toy", words, `Two parabolas over w and their sum: the data's is lowest at 1, the L2 term's at 0. ${words}`);
}

// J along the line from W = 0: of the network that was kept, or of the one trained with this λ.
const alongKept = (at) => found.along ? [found.along.line[0], found.along.line[1][at]] : null;

// The index of the smallest J on a line; -1 where J is finite nowhere.
function lowestAt(parts) {
  const sums = parts[0].map((entropy, each) => entropy === null || parts[1][each] === null ? Infinity : entropy + parts[1][each]);
  const least = Math.min(...sums);
  return Number.isFinite(least) ? sums.indexOf(least) : -1;
}

function drawLine(at) {
  const run = runs[at];
  const kept = byId("kept").checked;
  const parts = kept ? alongKept(at) : isFinite_(run) ? run.line : null;
  const figure = host("line");
  if (!parts) {
    figure.replaceChildren();
    legend("line", []);
    const words = kept ? "No training has come to rest at a network whose line could be drawn." : `At λ = ${short(run.lambda)} training diverges: there is no W* and no line to it.`;
    return tell("line", words, `No figure. ${words}`);
  }
  const plot = new Plot(figure, 300, { left: 44 });
  const [entropies, terms] = parts;
  const sums = entropies.map((entropy, each) => entropy === null || terms[each] === null ? null : entropy + terms[each]);
  const there = sums.filter(Number.isFinite);
  const most = 2.2 * ceiling;
  const low = Math.min(0, Math.max(Math.min(...there), -ceiling));
  const high = Math.min(Math.max(1.25 * ceiling, 1.05 * Math.max(...there)), most);
  const scale = clipped(plot, low, high, sums);
  const x = linear(0, 1.5, plot.left + 6, plot.right - 6);
  const { y } = scale;
  plot.axisY(ticksOf(low, high), y, `J${scale.words ? `   ${scale.words}` : ""}`);
  plot.add("line", { x1: plot.left, x2: plot.right, y1: plot.bottom, y2: plot.bottom, class: "axis" });
  for (const tick of plot.width < 330 ? [0, 1, 1.5] : [0, 0.5, 1, 1.5]) plot.text(x(tick), plot.bottom + 16, tick === 0 ? "0: W = 0" : tick === 1 ? "1: W*" : String(tick), { "text-anchor": tick === 0 ? "start" : tick === 1.5 ? "end" : "middle" });
  plot.text((plot.left + plot.right) / 2, plot.bottom + 32, "t: all weights times t", { "text-anchor": "middle" });
  const points = (values) => values.map((value, each) => [x(found.t[each]), value === null ? NaN : y(value)]);
  plot.area(points(entropies), found.t.map((t) => [x(t), y(Math.max(low, 0))]), colour("data-fill"));
  const onTop = points(sums).map(([px, py], each) => [px, terms[each] >= 0 ? py : NaN]);
  plot.area(onTop, points(entropies), plot.hatched("l2", colour("decay"), colour("decay-fill"), 35));
  plot.line(points(entropies), { stroke: colour("data"), "stroke-width": 2.5 });
  plot.line(points(sums), { class: "ink", "stroke-width": 2.5 });
  plot.line([[plot.left, y(ceiling)], [plot.right, y(ceiling)]], { class: "ceiling" });
  const best = lowestAt(parts);
  if (best >= 0) {
    plot.now(x(found.t[best]));
    plot.dot(x(found.t[best]), y(sums[best]), { fill: colour("ink"), r: 6.5, id: "best" });
  }
  legend("line", [["fill", "data", "cross-entropy"], ["fill", "decay", "L2 term", 1], ["line", "ink", "J = both"], ["dot", "ink", "smallest J on this line"], ["line", "ink", "J at W = 0", "7 4"]]);
  const t = found.t[best];
  if (best < 0) {
    const words = `At λ = ${short(run.lambda)} J is finite nowhere on this line: only the cross-entropy is drawn.`;
    return tell("line", words, `The cross-entropy over t, the factor of all weights. ${words}`);
  }
  const where = t === 0 ? "at t = 0: on this line nothing is cheaper than W = 0" : `at t = ${short(t)}, where it is ${short(sums[best])}`;
  const nowhere = !kept && run.collapsed ? " W* is 0 itself, so the line has no length: look at the other one." : "";
  const among = there.length < sums.length ? " (where it is finite)" : "";
  const words = `At λ = ${short(run.lambda)} J${among} is smallest ${where}. At t = 0 it is ${short(sums[0])}, at t = 1 it is ${short(sums[20])} = ${short(entropies[20])} + ${short(terms[20])}.${nowhere}`;
  tell("line", words, `J over t, the factor of all weights, as cross-entropy with the L2 term on top. ${words}`);
}

function drawBoundary(at) {
  const run = runs[at];
  const figure = host("boundary");
  const items = [["dot", "one", "class 1"], ["mark", "zero", "class 0", "M13 1l5 9h-10z"], ["line", "ink", "where the network says ½"], ["fill", "one", "it says class 1"], ["fill", "zero", "it says class 0"]];
  legend("boundary", run.grid && isFinite_(run) ? items : []);
  if (!run.grid || !isFinite_(run)) {
    figure.replaceChildren();
    const words = `At λ = ${short(run.lambda)} training diverges: there is no network to draw.`;
    return tell("boundary", words, `No figure. ${words}`);
  }
  const plot = new Plot(figure, 300, { left: 0, right: 0, top: 2, bottom: 2 });
  const side = Math.min(plot.bottom - plot.top, plot.width);
  const start = (plot.width - side) / 2;
  const values = shades(run);
  paint(plot, values, side, start);
  const [left, bottom, right, top] = found.window;
  const x = linear(left, right, start, start + side);
  const y = linear(bottom, top, plot.top + side, plot.top);
  const step = side / (GRID - 1);
  const place = ([i, j]) => `${(start + i * step).toFixed(1)} ${(plot.top + side - j * step).toFixed(1)}`;
  plot.add("path", { d: contour(values).map(([a, b]) => `M${place(a)}L${place(b)}`).join(""), class: "ink", "stroke-width": 2.5, "stroke-linecap": "round", id: "half" });
  const [a, b, classes] = found.points.train;
  const mark = (px, py, one) => one
    ? plot.add("circle", { cx: px, cy: py, r: 3.2, fill: colour("one"), stroke: colour("card"), "stroke-width": 0.8 })
    : plot.add("path", { d: `M${px} ${py - 4}l3.8 6.8h-7.6z`, fill: colour("zero"), stroke: colour("card"), "stroke-width": 0.8 });
  classes.forEach((kind, each) => mark(x(a[each]), y(b[each]), kind === 1));
  const words = boundaryWords(run, Math.min(...values) / 255, Math.max(...values) / 255);
  tell("boundary", words, `The plane with the ${found.m} training examples, coloured by what the network says. ${words}`);
}

function boundaryWords(run, low, high) {
  const one = high - low < 0.01;
  const says = one ? `every point of the plane gets p = ${((low + high) / 2).toFixed(2)}` : `p reaches from ${low.toFixed(2)} to ${high.toFixed(2)}`;
  if (run.collapsed) return `The model has become trivial: W is 0, and ${says}; only the bias is left (ȳ = ${found.share.toFixed(3)}).`;
  const dead = [run.silent[0] === 20 ? "1" : "", run.silent[1] === 3 ? "2" : ""].filter(Boolean);
  if (one && dead.length) return `All units of layer ${dead.join(" and of layer ")} are silent, so ${says}. W is not 0: total ‖W‖ is ${short(run.total)}. The network is dead, which is something else than W = 0.`;
  if (one) return `Here ${says}, though W is not 0: total ‖W‖ is ${short(run.total)}.`;
  return `On this plane ${says}; on the training examples it is right ${Math.round(run.train * found.m)} of ${found.m} times.`;
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

function legendOfStep(sizes) {
  legend("step", [["line", "data", `data: ${sizes[0]}`], ["line", "decay", `λ: ${sizes[1]}`], ["line", "ink", `both: ${sizes[2]}`], ["line", "dim", "the way to W = 0", "2 4"]]);
}

// The whole way of the two weights, small, in the corner that is farthest from what is drawn.
function drawMap(plot, path, w, drawn) {
  const side = 92;
  const corners = [[plot.right - side, plot.top], [plot.left, plot.top], [plot.right - side, plot.bottom - side - 18], [plot.left, plot.bottom - side - 18]];
  const away = ([px, py]) => Math.min(...drawn.map(([ax, ay]) => Math.hypot(ax - px - side / 2, ay - py - side / 2)));
  const [left, top] = corners.reduce((best, each) => away(each) > away(best) + 1 ? each : best);
  plot.add("rect", { x: left, y: top, width: side, height: side, class: "map" });
  const half = 1.15 * Math.max(...path.flatMap(([, each]) => each.map(Math.abs)), 1e-300);
  const place = ([a, b]) => [left + side / 2 * (1 + a / half), top + side / 2 * (1 - b / half)];
  plot.line(path.map(([, each]) => place(each)), { stroke: colour("dim"), "stroke-width": 1.5 });
  for (const [, each] of path) plot.dot(...place(each), { r: 1.8, fill: colour("dim"), stroke: "none" });
  plot.dot(...place([0, 0]), { r: 3.5, fill: colour("card"), stroke: colour("ink") });
  plot.dot(...place(w), { r: 3.5, fill: colour("ink") });
  plot.text(left + side / 2, top + side + 13, "○ W = 0   ● here", { "text-anchor": "middle" });
}

// The dotted way to W = 0, as far as the frame reaches; returns where its words stand.
function drawWay(plot, from, [ux, uy], length) {
  const room = (place, low, high, part) => part === 0 ? Infinity : ((part > 0 ? high : low) - place) / part;
  const frame = Math.min(room(from[0], plot.left + 30, plot.right - 30, ux), room(from[1], plot.top + 22, plot.bottom - 22, uy));
  const end = [from[0] + Math.min(length, frame) * ux, from[1] + Math.min(length, frame) * uy];
  plot.line([from, end], { stroke: colour("dim"), "stroke-width": 1.5, "stroke-dasharray": "2 4" });
  if (length < frame) plot.dot(...end, { r: 5, fill: colour("card"), stroke: colour("ink"), id: "zero" });
  plot.text(end[0], end[1] + (uy > 0 ? 18 : -10), length < frame ? "W = 0" : "to W = 0", { "text-anchor": "middle", class: "label halo" });
  return end;
}

// Why the arrows do not cancel in the end, where they do not.
function restWords(run, [data, decay, both]) {
  if (!isRight || both < 0.02 * Math.max(data, decay)) return "";
  return run.state === "stopped"
    ? " They do not cancel: training has not come to rest yet."
    : " They do not cancel, though J falls no further: W lies at a kink of J, where a ReLU switches for some example and the slope jumps.";
}

function drawStep(at, mark) {
  const run = runs[at];
  const { path } = run;
  if (!path.length) {
    host("step").replaceChildren();
    return tell("step", "This training has diverged.", "No arrows: this training has diverged.");
  }
  const plot = new Plot(host("step"), 300, { left: 8, right: 8, top: 8, bottom: 8 });
  const [count, w, byData, byDecay, alpha] = path[Math.min(mark, path.length - 1)];
  const move = (part) => part.map((each) => -alpha * each);
  const [pull, decay] = [move(byData), move(byDecay)];
  const sum = pull.map((part, each) => part + decay[each]);
  const sizes = [pull, decay, sum].map((part) => Math.hypot(...part));
  // Positions and arrows have one scale, so an arrow that ends before W = 0 is seen to do so.
  const room = Math.min(plot.right - plot.left, plot.bottom - plot.top) / 2;
  const longest = Math.max(...sizes);
  const scale = longest > 0 ? 0.72 * room / longest : 1;
  const middle = [(plot.left + plot.right) / 2 - 30, (plot.top + plot.bottom) / 2];
  const tip = (part) => [middle[0] + scale * part[0], middle[1] - scale * part[1]];
  const size = Math.hypot(...w);
  const drawn = [pull, decay, sum].map(tip);
  if (size > 0) drawn.push(drawWay(plot, middle, [-w[0] / size, w[1] / size], scale * size));
  const apart = (part) => alongOneLine(part, sum) || alongOneLine(pull, decay) ? 7 * Math.sign(part[0] * decay[0] + part[1] * decay[1]) : 0;
  arrow(plot, middle, tip(pull), colour("data"), -apart(pull));
  arrow(plot, middle, tip(decay), colour("decay"), apart(decay));
  arrow(plot, middle, tip(sum), colour("ink"), 0);
  plot.dot(...middle, { fill: colour("ink"), r: 4.5 });
  drawMap(plot, path, w, drawn);
  legendOfStep(sizes.map((each) => short(each, 2)));
  const words = `${count < 0 ? "At the end" : `After ${count.toLocaleString("en")} ${count === 1 ? "update" : "updates"}`} the two weights are (${w.map((each) => short(each)).join(", ")}). An update moves them by ${short(sizes[0])} for the data and by ${short(sizes[1])} for λ; by ${short(sizes[2])} in all.${count < 0 ? restWords(run, sizes) : ""} ${factorWords(run, w, byDecay, alpha, size)}`;
  tell("step", words, `Arrows at the two weights of one unit: the data's, that of λ, and their sum. ${words}`);
}

// The factor is that of the student's own gradients.
function factorWords(run, w, byDecay, alpha, size) {
  if (run.lambda === 0 || size === 0) return "";
  const along = (byDecay[0] * w[0] + byDecay[1] * w[1]) / (size * size);
  const across = Math.abs(byDecay[0] * w[1] - byDecay[1] * w[0]) / size;
  if (Math.hypot(...byDecay) === 0) return "Your gradients do not change with λ: it pulls at nothing here.";
  if (across > 1e-3 * Math.hypot(...byDecay)) return "In your gradients λ does not pull along W, so no single factor describes it.";
  const factor = 1 - alpha * along;
  const right = 1 - alpha * run.lambda / found.m;
  const beside = Math.abs(factor - right) > 1e-5 ? ` (it should be ${right.toFixed(4).replace("-", "−")})` : "";
  const halving = factor > 0 && factor < 1 ? `; alone it would halve W every ${short(Math.LN2 / -Math.log(factor))} updates` : "";
  const growing = factor > 1 ? "; above 1 it makes W grow" : factor < -1 ? "; below −1 W swings and grows" : factor < 0 ? "; below 0 W changes its sign at each update" : "";
  return `For λ, your gradients multiply W by ${factor.toFixed(4).replace("-", "−")}${beside}${halving}${growing}.`;
}

// What learners still ask: a small picture each, drawn when its text is opened.

function small(id, { x: [left, right], y: [low, high], across, up, ticks = [] }) {
  const plot = new Plot(host(id), 190, { left: 34, bottom: 34 });
  const x = linear(left, right, plot.left + 4, plot.right - 4);
  const y = linear(low, high, plot.bottom, plot.top + 4);
  plot.add("line", { x1: plot.left, x2: plot.right, y1: plot.bottom, y2: plot.bottom, class: "axis" });
  plot.text((plot.left + plot.right) / 2, plot.bottom + 30, across, { "text-anchor": "middle" });
  plot.text(plot.left, plot.top - 5, up, { class: "halo" });
  for (const tick of ticks) plot.text(x(tick), plot.bottom + 15, short(tick), { "text-anchor": "middle" });
  return { plot, x, y };
}

const steps = (from, to, count = 160) => Array.from({ length: count + 1 }, (_, each) => from + (to - from) * each / count);

const ASKED = {
  // The minimum of (c/2)(w − 1)² + (λ/2m) w² beside that of (c/2)(w − 1)² + (λ/m) |w|.
  exact(lambda) {
    const ratio = lambda / found.m;
    const most = 2 * CURVATURE * found.m;
    const { plot, x, y } = small("exact", { x: [0, most], y: [0, 1.05], across: "λ", up: "w at the minimum", ticks: [0, most / 2, most] });
    const ridge = (each) => 1 / (1 + each / found.m / CURVATURE);
    const lasso = (each) => Math.max(0, 1 - each / found.m / CURVATURE);
    plot.line(steps(0, most).map((each) => [x(each), y(ridge(each))]), { stroke: colour("decay"), "stroke-width": 2.5 });
    plot.line(steps(0, most).map((each) => [x(each), y(lasso(each))]), { stroke: colour("w1"), "stroke-width": 2.5, "stroke-dasharray": "8 3" });
    if (lambda <= most) plot.now(x(lambda));
    legend("exact", [["line", "decay", "L2: never exactly 0"], ["line", "w1", "L1: exactly 0 from λ = cm on", "8 3"]]);
    return `At λ = ${short(lambda)} the minimum is at ${short(1 / (1 + ratio / CURVATURE))} with L2 and at ${short(lasso(lambda))} with L1.`;
  },

  biases() {
    const { plot, x, y } = small("biases", { x: [-4, 4], y: [0, 1.02], across: "x", up: "p = sigmoid(w x + b)", ticks: [-4, 0, 4] });
    const curves = [["data", "none", 2, 0], ["w2", "8 3", 2, 2], ["decay", "3 3", 0, 0.6]];
    for (const [tone, dashes, w, b] of curves) plot.line(steps(-4, 4).map((each) => [x(each), y(1 / (1 + Math.exp(-w * each - b)))]), { stroke: colour(tone), "stroke-width": 2.5, "stroke-dasharray": dashes });
    legend("biases", [["line", "data", "w = 2, b = 0"], ["line", "w2", "b = 2: moved, not steeper", "8 3"], ["line", "decay", "w = 0: only b is left", "3 3"]]);
    return `At W = 0 the last bias still says p = ȳ = ${found.share.toFixed(3)}.`;
  },

  slopes(lambda, at) {
    const there = runs.filter((run) => run.lambda > 0 && run.slopes && run.slopes[1] > 1e-3);
    if (there.length < 2) return "Your training has left too few networks to draw this.";
    const logs = there.flatMap((run) => run.slopes.map((each) => Math.log10(Math.max(each, 1e-3))));
    const first = Math.log10(there[0].lambda), last = Math.log10(there[there.length - 1].lambda);
    const { plot, x, y } = small("slopes", { x: [first, last], y: [Math.min(...logs), Math.max(...logs)], across: "λ (log scale)", up: "slope (log scale)" });
    const curve = (which) => there.map((run) => [x(Math.log10(run.lambda)), y(Math.log10(Math.max(run.slopes[which], 1e-3)))]);
    const powers = (from, to) => Array.from({ length: Math.max(Math.floor(to) - Math.ceil(from) + 1, 0) }, (_, each) => Math.ceil(from) + each);
    for (const power of powers(first, last)) plot.text(x(power), plot.bottom + 15, short(10 ** power), { "text-anchor": "middle" });
    const all = powers(Math.min(...logs), Math.max(...logs));
    for (const power of all.length > 6 ? [all[0], all[all.length - 1]] : all) plot.text(plot.left - 2, y(power) + 4, short(10 ** power), { "text-anchor": "end" });
    if (lambda >= there[0].lambda && lambda <= there[there.length - 1].lambda) plot.now(x(Math.log10(lambda)));
    plot.line(curve(1), { class: "ceiling" });
    plot.line(curve(0), { stroke: colour("data"), "stroke-width": 2.5 });
    legend("slopes", [["line", "data", "steepest slope of your network"], ["line", "ink", "product of the three norms", "7 4"]]);
    const run = runs[at];
    return run.slopes ? `At λ = ${short(lambda)} the steepest slope of Z3 is ${short(run.slopes[0])}; the product of the (spectral) norms of W1, W2 and W3 is ${short(run.slopes[1])}.` : `At λ = ${short(lambda)} there is no network.`;
  },

  directions(lambda) {
    const { plot, x, y } = small("directions", { x: [-2, 3], y: [0, 1.05], across: "λ (log scale)", up: "share that is left" });
    const all = [["w1", "none", 1], ["w2", "9 3", 0.1], ["w3", "3 3", 0.01]];
    const left = (h, each) => h / (h + each / found.m);
    for (const [tone, dashes, h] of all) plot.line(steps(-2, 3).map((power) => [x(power), y(left(h, 10 ** power))]), { stroke: colour(tone), "stroke-width": 2.5, "stroke-dasharray": dashes });
    for (const power of [-2, 0, 2]) plot.text(x(power), plot.bottom + 15, String(10 ** power), { "text-anchor": "middle" });
    if (lambda > 0.01 && lambda < 1000) plot.now(x(Math.log10(lambda)));
    legend("directions", all.map(([tone, dashes, h]) => ["line", tone, `h = ${h}`, dashes]));
    return `At λ = ${short(lambda)} there is left: ${all.map(([, , h]) => `${percent(left(h, lambda))} where h = ${h}`).join(", ")}.`;
  },

  sign(lambda) {
    const { plot, x, y } = small("sign", { x: [-1.3, 1.3], y: [0, 1.1], across: "w", up: "(λ/2m) w²", ticks: [-1, 0, 1] });
    plot.line(steps(-1.05, 1.05).map((w) => [x(w), y(w * w)]), { stroke: colour("decay"), "stroke-width": 2.5 });
    for (const w of [-0.9, -0.5, 0.5, 0.9]) {
      plot.dot(x(w), y(w * w), { r: 4, fill: colour("ink") });
      arrow(plot, [x(w), y(w * w)], [x(w * 0.45), y(w * w)], colour("ink"), 0);
    }
    legend("sign", [["line", "decay", "L2 term of one weight"], ["line", "ink", "minus its gradient: towards 0 from both sides"]]);
    return `At λ = ${short(lambda)} its gradient at w = 1 is λ/m = ${short(lambda / found.m)}, and at w = −1 it is ${short(-lambda / found.m)}.`;
  },

  // The pull of λ on two weights of 1, whose data's gradients have the sizes 0.1 and 10.
  adamw(lambda) {
    const { plot, x, y } = small("adamw", { x: [0, 4], y: [0, 1.05], across: "size of the data's gradient", up: "pull of λ on w = 1" });
    const ratio = Math.max(lambda, 0.05) / found.m;
    const pulls = [["Adam", 0.1], ["Adam", 10], ["AdamW", 0.1], ["AdamW", 10]].map(([name, g]) => [name, g, name === "Adam" ? ratio / Math.hypot(g, ratio) : ratio]);
    const most = Math.max(...pulls.map(([, , pull]) => pull));
    pulls.forEach(([name, g, pull], each) => {
      const [from, to] = [x(each + 0.2), x(each + 0.8)];
      const tone = name === "Adam" ? "decay" : "w1";
      const fill = name === "Adam" ? plot.hatched("adam", colour("decay"), colour("decay-fill"), 35) : colour("w1");
      plot.add("rect", { x: from, width: to - from, y: y(pull / most), height: Math.max(plot.bottom - y(pull / most), 1), fill, stroke: colour(tone) });
      plot.text((from + to) / 2, plot.bottom + 14, String(g), { "text-anchor": "middle" });
    });
    legend("adamw", [["fill", "decay", "Adam with an L2 term", 1], ["fill", "w1", "AdamW: the same for both"]]);
    return `Adam's pull is ${short(pulls[0][2] / pulls[1][2], 2)} times as strong on the weight with the small gradient; AdamW's is the same.`;
  },
};

function drawAsked(at) {
  for (const [id, drawn] of Object.entries(ASKED)) {
    if (!byId(id).open) continue;
    const words = drawn(runs[at].lambda, at);
    tell(id, words, `A small figure. ${words}`);
  }
}

for (const id of Object.keys(ASKED)) byId(id).addEventListener("toggle", () => drawAsked(Number(byId("lambda").value)));
