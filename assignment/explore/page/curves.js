// The figures over λ: the cost, the norms, the accuracy and the search.

const lambdas = runs.map((run) => run.lambda);
const LAYERS = ["w1", "w2", "w3"];

function drawCost(at) {
  const plot = new Plot(host("cost"), 290);
  const highest = Math.max(...runs.map((run) => run.J ?? 0));
  const top = Math.min(Math.max(1.25 * found.ceiling, 1.08 * highest), 3 * found.ceiling);
  const y = linear(0, top, plot.bottom, plot.top + 12);
  const cut = (value) => value === null ? NaN : y(Math.min(Math.max(value, 0), top));
  const x = plot.axisLambda(lambdas);
  shadeCollapse(plot, x);
  plot.axisY([0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2].filter((tick) => tick <= top), y, "cost");
  const line = (name) => runs.map((run) => [x(run.lambda), cut(run[name])]);
  plot.area(line("ce"), runs.map((run) => [x(run.lambda), y(0)]), colour("data-fill"));
  const onTop = line("J").map(([place, height], at) => [place, runs[at].J >= runs[at].ce ? height : NaN]);
  plot.area(onTop, line("ce"), colour("decay-fill"));
  plot.line(line("ce"), { stroke: colour("data"), "stroke-width": 2 });
  plot.line(line("J"), { class: "ink", "stroke-width": 2.5 });
  if (found.reference) for (const name of ["J", "ce"]) {
    plot.line(found.reference.map((run) => [x(run.lambda), cut(run[name])]), { class: "ink", "stroke-width": 1.5, "stroke-dasharray": "2 4" });
  }
  plot.line([[plot.left, y(found.ceiling)], [plot.right, y(found.ceiling)]], { class: "ceiling" });
  plot.text(plot.left + 8, y(found.ceiling) - 8, `J at W = 0, for every λ: H(ȳ) = ${short(found.ceiling)}`, { class: "label t-ink halo" });
  labelAreas(plot, x, cut);
  const run = runs[at];
  plot.now(x(run.lambda));
  plot.dot(x(run.lambda), cut(run.ce), { fill: colour("data") });
  plot.dot(x(run.lambda), cut(run.J), { fill: colour("ink") });
  const words = `At λ = ${short(run.lambda)}: J = ${short(run.J)} = cross-entropy ${short(run.ce)} + L2 term ${short(run.l2)}.`;
  tell("cost", words + (run.collapsed ? " W is 0, and so is the L2 term: what is left is H(ȳ)." : above(run)),
    `Stacked areas over λ. The cross-entropy rises, the L2 term on top of it rises, then falls to 0; their sum J meets the ceiling H(ȳ) = ${short(found.ceiling)}. ${words}`);
}

// What it means when J is above the ceiling, if it is.
function above(run) {
  if (!(run.J > found.ceiling * (1 + 1e-6))) return "";
  if (found.remarked) return " This is above the ceiling, where no minimum can be: with these gradients W does not go where J is smallest.";
  return run.state === "stopped"
    ? " This is above the ceiling: training has not come to rest yet."
    : " This is above the ceiling: gradient descent rests in a local minimum, from which it does not see that W = 0 is cheaper.";
}

function labelAreas(plot, x, cut) {
  const space = (run) => cut(run.ce) - cut(run.J);
  const shown = runs.filter((run) => run.J !== null && run.ce !== null && run.lambda > 0);
  const best = shown.reduce((a, b) => (a && space(a) >= space(b) ? a : b), null);
  if (best && space(best) > 14) {
    const [middle, to] = [(cut(best.ce) + cut(best.J)) / 2, x(best.lambda)];
    plot.line([[to - 34, middle], [to, middle]], { stroke: colour("decay"), "stroke-width": 1.5 });
    plot.text(to - 38, middle + 4, "L2 term", { "text-anchor": "end", class: "label halo t-decay" });
  }
  const last = x(lambdas[lambdas.length - 1]);
  const place = collapse ? (x(collapse[1]) + last) / 2 : last - 60;
  plot.text(place, cut(found.ceiling / 2), "cross-entropy", { "text-anchor": "middle", class: "label t-data" });
}

function drawNorms(at) {
  const plot = new Plot(host("norms"), 290, { left: 46 });
  const floor = 1e-4;
  const most = 1e4; // weights that run away are drawn here, so that the others can still be read
  const largest = Math.max(...runs.flatMap((run) => run.norms.filter(Number.isFinite)), 10);
  const top = Math.min(2 * largest, most);
  const log = linear(Math.log(floor), Math.log(top), plot.bottom, plot.top + 8);
  const y = (value) => value === null ? NaN : log(Math.log(Math.min(Math.max(value, floor), top)));
  const x = plot.axisLambda(lambdas);
  shadeCollapse(plot, x);
  const ends = { [floor]: "≤10⁻⁴", [most]: "≥10⁴" };
  plot.axisY([floor, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000, most].filter((tick) => tick <= top), y, "‖W‖", (tick) => ends[tick] ?? tick.toLocaleString("en"));
  const bounds = lambdas.filter((lambda) => lambda > 0 && bound(lambda) <= top);
  plot.line(bounds.map((lambda) => [x(lambda), y(bound(lambda))]), { class: "ceiling" });
  const labelled = x(bounds[0] ?? 1) + 12;
  plot.text(plot.inside(labelled + 66, 140), y(bound(bounds[0] ?? 1)) - 4, "bound √(2m H(ȳ)/λ)", { "text-anchor": "middle", class: "label t-ink halo" });
  const dashes = ["none", "9 3", "3 3"];
  LAYERS.forEach((name, layer) => {
    const points = (list) => list.map((run) => [x(run.lambda), y(run.norms[layer])]);
    plot.line(points(runs), { stroke: colour(name), "stroke-width": 2.5, "stroke-dasharray": dashes[layer] });
    if (found.reference) plot.line(points(found.reference), { class: "ink", "stroke-width": 1.2, "stroke-dasharray": "2 4" });
    const start = x(lambdas[1]) + 4 + 62 * layer;
    plot.line([[start, plot.bottom - 14], [start + 24, plot.bottom - 14]], { stroke: colour(name), "stroke-width": 2.5, "stroke-dasharray": dashes[layer] });
    plot.text(start + 28, plot.bottom - 10, `W${layer + 1}`, { class: `label t-${name}` });
  });
  if (collapse) {
    const high = collapse[1];
    plot.text(plot.inside(x(high) + 34, 60), y(0.02), "the cliff", { class: "label t-ink", "text-anchor": "middle" });
  }
  const run = runs[at];
  plot.now(x(run.lambda));
  LAYERS.forEach((name, layer) => plot.dot(x(run.lambda), y(run.norms[layer]), { fill: colour(name) }));
  const together = Math.hypot(...run.norms);
  const limit = run.lambda === 0 ? `together ${short(together)}, without a bound`
    : together > bound(run.lambda) ? `together ${short(together)}, above the bound ${short(bound(run.lambda))}, so this is no minimum of J`
      : `together ${short(together)}, at most ${short(bound(run.lambda))}`;
  const words = `‖W1‖, ‖W2‖, ‖W3‖ are ${run.norms.map((norm) => short(norm)).join(", ")}: ${limit}. Silent: ${run.silent[0]} of the 20 units of layer 1 and ${run.silent[1]} of the 3 of layer 2.`;
  const where = collapse ? ` They fall to 0 between λ = ${short(collapse[0])} and ${short(collapse[1])}.` : " They do not fall to 0 in this range.";
  tell("norms", words + where, `Norms of the three weight matrices over λ, log-log, with the bound above them.${where} ${words}`);
}

function drawAccuracy(at) {
  const plot = new Plot(host("accuracy"), 290, { left: 46 });
  const lowest = Math.min(0.45, ...runs.flatMap((run) => [run.train, run.dev]));
  const y = linear(lowest, 1, plot.bottom, plot.top + 12);
  const x = plot.axisLambda(lambdas);
  shadeCollapse(plot, x, "one answer for all");
  if (found.search) {
    const [from, to] = found.search.band.map(x);
    const width = Math.max(to - from, 8);
    plot.add("rect", { x: (from + to - width) / 2, width, y: plot.top, height: plot.bottom - plot.top, class: "band" });
    plot.text(plot.inside((from + to) / 2, 120), plot.bottom - 30, "as good as the best", { "text-anchor": "middle", class: "label t-band" });
  }
  plot.axisY([0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].filter((tick) => tick >= lowest), y, "share that is right", (tick) => `${Math.round(100 * tick)} %`);
  const kinds = { train: ["w2", "none"], dev: ["w1", "7 3"] };
  for (const [name, [tone, dashes]] of Object.entries(kinds)) {
    plot.line(runs.map((run) => [x(run.lambda), y(run[name])]), { stroke: colour(tone), "stroke-width": 2.5, "stroke-dasharray": dashes });
    if (found.reference) plot.line(found.reference.map((run) => [x(run.lambda), y(run[name])]), { class: "ink", "stroke-width": 1.2, "stroke-dasharray": "2 4" });
  }
  const right = plot.left + 40;
  plot.text(right, y(runs[1].train) - 9, "train", { class: "label t-w2 halo" });
  plot.text(right, y(runs[1].dev) + 19, "dev", { class: "label t-w1 halo" });
  const run = runs[at];
  const error = Math.sqrt(run.dev * (1 - run.dev) / found.dev);
  plot.now(x(run.lambda));
  plot.line([[x(run.lambda), y(run.dev - error)], [x(run.lambda), y(Math.min(run.dev + error, 1))]], { stroke: colour("w1"), "stroke-width": 5, "stroke-opacity": 0.45 });
  plot.dot(x(run.lambda), y(run.train), { fill: colour("w2") });
  plot.dot(x(run.lambda), y(run.dev), { fill: colour("w1") });
  const count = (share, of) => `${Math.round(share * of)} of ${of}`;
  const words = `Right: train ${count(run.train, found.m)} (${percent(run.train)}), dev ${count(run.dev, found.dev)} (${percent(run.dev)} ± ${(100 * error).toFixed(1)}, one standard error).`;
  const band = found.search ? ` The band of good values reaches from λ = ${short(found.search.band[0], 2)} to ${short(found.search.band[1], 2)}.` : "";
  tell("accuracy", words, `Train and dev accuracy over λ.${band} ${words}`);
}

function drawSearch() {
  const search = found.search;
  if (!search) return;
  const plot = new Plot(host("search"), 280, { left: 46 });
  const scores = search.draws.flatMap((draw) => draw.scores);
  const y = linear(Math.min(...scores) - 0.03, 1, plot.bottom, plot.top + 12);
  const x = plot.axisLambda(search.draws.map((draw) => draw.lambda));
  const [from, to] = search.band.map(x);
  plot.add("rect", { x: from - 5, width: to - from + 10, y: plot.top, height: plot.bottom - plot.top, class: "band" });
  plot.axisY([0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].filter((tick) => y(tick) <= plot.bottom), y, "dev accuracy", (tick) => `${Math.round(100 * tick)} %`);
  for (const draw of search.draws) {
    for (const score of draw.scores) plot.dot(x(draw.lambda), y(score), { r: 3, fill: colour("soft"), "fill-opacity": 0.45, stroke: "none" });
    plot.line([[x(draw.lambda), y(draw.mean - draw.error)], [x(draw.lambda), y(draw.mean + draw.error)]], { stroke: colour("w1"), "stroke-width": 4, "stroke-opacity": 0.6 });
    plot.dot(x(draw.lambda), y(draw.mean), { fill: colour("w1"), r: draw.lambda === search.best ? 6.5 : 4.5 });
  }
  const best = search.draws.find((draw) => draw.lambda === search.best);
  plot.text(plot.inside(x(best.lambda), 90), y(best.mean) - 14, "best mean", { "text-anchor": "middle", class: "label t-w1 halo" });
  plot.text(plot.inside((from + to) / 2, 130), plot.bottom - 10, "as good as the best", { "text-anchor": "middle", class: "label t-band" });
  host("search").setAttribute("aria-label", `Dev accuracy of ${search.draws.length} random values of λ on ${search.repeats} splits each: `
    + search.draws.map((draw) => `λ ${short(draw.lambda, 2)}: ${percent(draw.mean)} ± ${(100 * draw.error).toFixed(1)}`).join("; "));
}
