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

  // Ten updates of two weights whose data gradients have the sizes 0.1 and 10, and cancel out.
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
    legend("adamw", [["fill", "decay", "Adam with an L2 term", 1], ["line", "w1", "AdamW: the same for both"]]);
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
