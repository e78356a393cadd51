// The figures over λ: the cost, the norms, the cliff, the accuracy and the search.

// A scale that keeps what is outside at its edge, and says so.
function clipped(plot, low, high, values) {
  const place = linear(low, high, plot.bottom, plot.top + 8);
  const there = values.filter((value) => value !== null && Number.isFinite(value));
  const most = Math.max(...there), least = Math.min(...there);
  const words = [
    most > high ? `▲ up to ${short(most)}` : "",
    least < low ? `▼ down to ${short(least)}` : "",
  ].filter(Boolean).join(", ");
  return { y: (value) => value === null ? NaN : place(Math.min(Math.max(value, low), high)), words, isAbove: (value) => value > high, isBelow: (value) => value !== null && value < low };
}

function ticksOf(low, high) {
  const step = [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500].find((each) => (high - low) / each <= 7) ?? (high - low) / 5;
  const ticks = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + 1e-9; tick += step) ticks.push(Number(tick.toPrecision(3)));
  return ticks;
}

function drawCost(at) {
  const plot = new Plot(host("cost"), 300, { left: 44 });
  const costs = runs.map((run) => run.J);
  const there = costs.filter((value) => value !== null);
  const high = Math.min(Math.max(1.3 * ceiling, 1.08 * Math.max(...there, 0)), 2.2 * ceiling);
  const low = Math.min(0, Math.max(Math.min(...there, 0), -0.8 * ceiling));
  const scale = clipped(plot, low, high, [...costs, ...runs.map((run) => run.ce)]);
  const { y } = scale;
  const x = plot.axisLambda(lambdas);
  shadeCollapse(plot, x);
  plot.axisY(ticksOf(low, high), y, `J${scale.words ? `   ${scale.words}` : ""}`);
  const points = (name) => runs.map((run) => [x(run.lambda), isFinite_(run) ? y(run[name]) : NaN]);
  plot.area(points("ce"), runs.map((run) => [x(run.lambda), y(Math.max(low, 0))]), colour("data-fill"));
  const onTop = points("J").map(([place, height], each) => [place, runs[each].l2 >= 0 ? height : NaN]);
  plot.area(onTop, points("ce"), plot.hatched("l2", colour("decay"), colour("decay-fill"), 35), { class: "l2" });
  plot.line(points("ce"), { stroke: colour("data"), "stroke-width": 2.5 });
  plot.line(points("J"), { class: "ink", "stroke-width": 2.5 });
  drawRight(plot, x, y, "J");
  plot.line([[plot.left, y(ceiling)], [plot.right, y(ceiling)]], { class: "ceiling" });
  for (const run of runs) {
    if (!isFinite_(run) || run.J === null) plot.cross(x(run.lambda), plot.bottom - 8);
    else if (scale.isAbove(run.J)) plot.beyond(x(run.lambda), true);
    else if (scale.isBelow(run.J)) plot.beyond(x(run.lambda), false);
    else if (isAbove(run)) plot.dot(x(run.lambda), y(run.J), { r: 5, fill: colour("card"), stroke: colour("ink"), "stroke-width": 2, class: "valley" });
  }
  const run = runs[at];
  plot.now(x(run.lambda));
  if (isFinite_(run)) {
    plot.dot(x(run.lambda), y(run.ce), { fill: colour("data") });
    plot.dot(x(run.lambda), y(run.J), { fill: colour("ink") });
  }
  const lost = lostWords(runs.some((each) => !isFinite_(each)), runs.some((each) => isFinite_(each) && each.J === null));
  legend("cost", [["line", "ink", "J"], ["fill", "data", "cross-entropy"], ["fill", "decay", "L2 term", 1],
    ["line", "ink", `J at W = 0: ${isOwnCeiling ? `${short(ceiling)} in your J` : `H(ȳ) = ${short(ceiling)}`}`, "7 4"],
    runs.some(isAbove) && ["dot", "ink", isRight ? "above the ceiling: a valley, not the minimum" : "above the ceiling: not the minimum", "hollow"],
    collapse && ["fill", "shade", "W is 0"], lost && ["mark", "ink", lost, CROSS], ...rightItems()]);
  const words = costWords(run);
  tell("cost", words, `Stacked areas over λ: the cross-entropy, and the L2 term on top of it; the dashed ceiling is at ${short(ceiling)}. ${scale.words} ${words}`);
}

const isAbove = (run) => run.J !== null && isFinite_(run) && !run.collapsed && run.J > ceiling * (1 + 1e-6);

const lostWords = (...is) => ["training diverged", "J is not finite"].filter((_, each) => is[each]).join(", or ");

function costWords(run) {
  const at = `At λ = ${short(run.lambda)}`;
  if (!isFinite_(run)) return `${at} training diverges: there is no W to speak of, and no J. That is not W = 0.`;
  if (run.J === null) return `${at} J is not finite, though the weights are.`;
  const parts = `${at}: J = ${short(run.J)} = cross-entropy ${short(run.ce)} + L2 term ${short(run.l2)}.`;
  if (run.collapsed) return `${parts} W is 0${Math.abs(run.l2) < 1e-6 ? ", and so is the L2 term: J is at the ceiling" : ""}.`;
  if (!isAbove(run)) return `${parts} That is ${short(ceiling - run.J)} below J at W = 0.`;
  if (!isRight) return `${parts} That is above J at W = 0, so it is not the minimum: W does not go where J is smallest.`;
  return run.state === "stopped"
    ? `${parts} That is above the ceiling: training has not come to rest yet, so this is not the minimum.`
    : `${parts} That is above the ceiling: a valley in which training rests, and not the minimum. W = 0 is cheaper.`;
}

const LAYERS = ["w1", "w2", "w3"];
const DASHES = ["none", "9 3", "3 3"];

function drawNorms(at) {
  const plot = new Plot(host("norms"), 300, { left: 46 });
  const [floor, most] = [1e-4, 1e4]; // weights that run away are drawn at the edge, with a mark
  const sizes = runs.map((run) => isFinite_(run) ? run.total : null);
  const beside = (found.right ?? []).map((each) => each.total);
  const largest = Math.max(...[...sizes, ...beside].filter(Number.isFinite), 10);
  const top = Math.min(2 * largest, most);
  const log = linear(Math.log(floor), Math.log(top), plot.bottom, plot.top + 8);
  const y = (value) => value === null || Number.isNaN(value) ? NaN : log(Math.log(Math.min(Math.max(value, floor), top)));
  const x = plot.axisLambda(lambdas);
  shadeCollapse(plot, x);
  const ground = lambdas.filter((lambda) => lambda > 0);
  const forbidden = plot.hatched("forbidden", colour("forbidden"), colour("forbidden-fill"), -35);
  plot.area(ground.map((lambda) => [x(lambda), y(top)]), ground.map((lambda) => [x(lambda), y(bound(lambda))]), forbidden, { class: "forbidden" });
  const ends = { [floor]: "≤10⁻⁴", [most]: "≥10⁴" };
  plot.axisY([floor, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000, most].filter((tick) => tick <= top), y, `total ‖W‖${largest > most ? `   ▲ up to ${short(largest)}` : ""}`, (tick) => ends[tick] ?? tick.toLocaleString("en"));
  plot.line(ground.map((lambda) => [x(lambda), y(bound(lambda))]), { class: "ceiling" });
  const shown = byId("layers").checked;
  if (shown) LAYERS.forEach((name, layer) => plot.line(runs.map((run) => [x(run.lambda), isFinite_(run) ? y(run.norms[layer]) : NaN]), { stroke: colour(name), "stroke-width": 2, "stroke-dasharray": DASHES[layer] }));
  plot.line(runs.map((run, each) => [x(run.lambda), y(sizes[each])]), { class: "ink", "stroke-width": 3, id: "total" });
  drawRight(plot, x, y, "total");
  for (const run of runs) {
    if (!isFinite_(run)) plot.cross(x(run.lambda), plot.bottom - 8);
    else if (run.total > most) plot.beyond(x(run.lambda), true);
  }
  const run = runs[at];
  plot.now(x(run.lambda));
  plot.dot(x(run.lambda), y(sizes[at]), { fill: colour("ink") });
  const lost = runs.some((each) => !isFinite_(each));
  legend("norms", [["line", "ink", "total ‖W‖"], ["fill", "forbidden", "no minimum of J lies here", -1], ["line", "ink", "the bound √(2m H(ȳ)/λ)", "7 4"],
    ...(shown ? LAYERS.map((name, layer) => ["line", name, `‖W${layer + 1}‖`, DASHES[layer]]) : []),
    collapse && ["fill", "shade", "W is 0"], lost && ["mark", "ink", "training diverged", CROSS], ...rightItems()]);
  const words = normWords(run, shown);
  tell("norms", words, `Total norm of W over λ, log-log, under the bound, above which the ground is forbidden. ${words}`);
}

function normWords(run, shown) {
  const at = `At λ = ${short(run.lambda)}`;
  if (!isFinite_(run)) return `${at} training diverges: W has no size that could be drawn.`;
  const silent = ` Silent: ${run.silent[0]} of the 20 units of layer 1 and ${run.silent[1]} of the 3 of layer 2.`;
  const layers = shown ? ` ‖W1‖, ‖W2‖, ‖W3‖ are ${run.norms.map((norm) => short(norm)).join(", ")}.` : "";
  const limit = run.lambda === 0 ? "without a bound"
    : run.total > bound(run.lambda) ? `above the bound ${short(bound(run.lambda))}, so this is no minimum of the right J`
      : `under the bound ${short(bound(run.lambda))}`;
  return `${at} total ‖W‖ is ${short(run.total)}, ${limit}.${layers}${silent}`;
}

// The cliff: where giving up becomes cheaper, and where training falls, from three starts.
function drawCliff(at) {
  const crossing = found.along && found.along.crossing;
  const falls = found.starts.map((start) => start.falls);
  const near = crossing ?? (falls[0] ? falls[0][1] : null);
  const [low, high] = near ? [near / 8, near * 4] : [lambdas[1], lambdas[lambdas.length - 1]];
  const some = lambdas.filter((lambda) => lambda >= low && lambda <= high);
  const plot = new Plot(host("cliff"), 300, { left: 44 });
  const x = plot.axisLambda(some.length > 1 ? some : lambdas.slice(1));
  const [first, last] = some.length > 1 ? [some[0], some[some.length - 1]] : [lambdas[1], lambdas[lambdas.length - 1]];
  const sizes = found.starts.flatMap((start) => start.curve.filter(([lambda]) => lambda >= first && lambda <= last).map(([, size]) => size));
  const top = Math.min(1.15 * Math.max(...sizes.filter((size) => size !== null), 0.1), 150);
  const { y, words: beyond } = clipped(plot, 0, top, sizes);
  plot.axisY(ticksOf(0, top), y, `total ‖W‖${beyond ? `   ${beyond}` : ""}`);
  if (crossing) {
    plot.add("rect", { x: x(crossing), y: plot.top, width: plot.right - x(crossing), height: plot.bottom - plot.top, fill: plot.hatched("cheaper", colour("forbidden"), colour("forbidden-fill"), -35) });
    plot.line([[x(crossing), plot.top], [x(crossing), plot.bottom]], { class: "ceiling", id: "crossing" });
  }
  found.starts.forEach((start, each) => {
    const points = start.curve.filter(([lambda]) => lambda >= first && lambda <= last).map(([lambda, size]) => [x(lambda), size === null ? NaN : y(size)]);
    plot.line(points, { stroke: colour(LAYERS[each]), "stroke-width": 2.5, "stroke-dasharray": DASHES[each] });
    for (const [px, py] of points) plot.dot(px, py, { r: 3, fill: colour(LAYERS[each]), stroke: "none" });
    for (const [lambda, size] of start.curve) if (lambda >= first && lambda <= last && size > top) plot.beyond(x(lambda), true);
  });
  const run = runs[at];
  if (run.lambda >= first && run.lambda <= last) {
    plot.now(x(run.lambda));
    if (isFinite_(run)) plot.dot(x(run.lambda), y(run.total), { fill: colour("ink") });
  } else {
    const isLeft = run.lambda < first;
    plot.text(isLeft ? plot.left + 4 : plot.right - 4, isLeft ? plot.bottom - 8 : plot.top + 14, isLeft ? `◀ λ = ${short(run.lambda)}` : `λ = ${short(run.lambda)} ▶`, { class: "label halo", "text-anchor": isLeft ? "start" : "end" });
  }
  legend("cliff", [...found.starts.map((_, each) => ["line", LAYERS[each], each ? `initial weights ${each + 1}` : "the exercise's initial weights", DASHES[each]]),
    crossing && ["fill", "forbidden", `W = 0 is cheaper: λ above ${short(crossing)}`, -1]]);
  const words = hereWords(run, crossing);
  tell("cliff", words, `Total norm of W over λ near the cliff, from ${found.starts.length} starts. ${words} ${cliffWords(crossing, falls)}`);
}

// On which side of the cliff this λ is: in J, and in training.
function hereWords(run, crossing) {
  const at = `At λ = ${short(run.lambda)}`;
  if (!isFinite_(run)) return `${at} training diverges: that is no fall to W = 0.`;
  if (run.collapsed) return `${at} training ends at W = 0.`;
  const ends = `${at} training ends at total ‖W‖ = ${short(run.total)}`;
  if (!crossing || !isRight || run.J === null) return `${ends}.`;
  return `${ends}, where J is ${short(Math.abs(run.J - ceiling))} ${run.J > ceiling ? "above" : "below"} that of W = 0.`;
}

function cliffWords(crossing, falls) {
  const between = (fall) => `between λ = ${short(fall[0])} and ${short(fall[1])}`;
  const [own, ...others] = falls;
  const cheaper = crossing ? `W = 0 becomes cheaper than the valley of the fit at λ = ${short(crossing)} (computed: J is H(ȳ) there). ` : "";
  if (!own) {
    const lost = runs.find((run) => !isFinite_(run));
    const beyond = lost ? `; at λ = ${short(lost.lambda)} it diverges${lost === runs[0] ? ", and so it does with every λ" : " for the first time"}` : "";
    const all = runs.every((run) => !isFinite_(run));
    const elsewhere = found.starts.slice(1).some((start) => start.curve.some(([, size]) => size !== null && size < 1e-3));
    const ends = runs.find((run) => run.collapsed);
    const alone = ends ? ` At λ = ${short(ends.lambda)} it ends at W = 0, without having fitted before.` : "";
    const other = elsewhere ? " From other initial weights it ends at W = 0 at some λ." : "";
    return `${cheaper}Your training falls to W = 0 nowhere in this range of λ${lost === runs[0] && !all ? `; at λ = ${short(lost.lambda)} it diverges` : beyond}.${alone}${other}`;
  }
  const differing = others.filter((fall) => !fall || fall[0] !== own[0]);
  const starts = !others.length ? "" : !differing.length ? ", from all three starts alike"
    : `. From other initial weights it falls ${[...new Set(differing.map((fall) => fall ? between(fall) : "nowhere"))].join(" and ")}`;
  const late = crossing && own[0] > crossing ? " In between, training rests in the valley though W = 0 is cheaper: it does not see beyond the rim." : "";
  return `${cheaper}Training falls to W = 0 ${between(own)}${starts}.${late}`;
}

function drawAccuracy(at) {
  const plot = new Plot(host("accuracy"), 300, { left: 46 });
  const shares = runs.flatMap((run) => [run.train, run.dev]).filter((share) => share !== null);
  const lowest = Math.min(0.45, ...shares);
  const y_ = linear(lowest, 1, plot.bottom, plot.top + 8);
  const y = (share) => share === null ? NaN : y_(share);
  const x = plot.axisLambda(lambdas);
  shadeCollapse(plot, x);
  if (found.search) {
    const [from, to] = found.search.band.map(x);
    const width = Math.max(to - from, 8);
    plot.add("rect", { x: (from + to - width) / 2, width, y: plot.top, height: plot.bottom - plot.top, class: "band" });
  }
  plot.axisY([0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].filter((tick) => tick >= lowest), y, "share that is right", (tick) => `${Math.round(100 * tick)} %`);
  const kinds = { train: ["w2", "none"], dev: ["w1", "7 3"] };
  for (const [name, [tone, dashes]] of Object.entries(kinds)) plot.line(runs.map((run) => [x(run.lambda), y(run[name])]), { stroke: colour(tone), "stroke-width": 2.5, "stroke-dasharray": dashes });
  drawRight(plot, x, y, "dev");
  const run = runs[at];
  plot.now(x(run.lambda));
  legend("accuracy", [["line", "w2", "train"], ["line", "w1", "dev", "7 3"], found.search && ["fill", "band", "as good as the best λ"], collapse && ["fill", "shade", "W is 0: one answer for all"], ...(found.right ? [["line", "right", "dev, with the right functions", "1.5 4"]] : [])]);
  if (run.dev === null) {
    const words = `At λ = ${short(run.lambda)} training diverges: there is no network to judge.`;
    return tell("accuracy", words, `Train and dev accuracy over λ. ${words}`);
  }
  const error = Math.sqrt(run.dev * (1 - run.dev) / found.dev);
  plot.line([[x(run.lambda), y(run.dev - error)], [x(run.lambda), y(Math.min(run.dev + error, 1))]], { stroke: colour("w1"), "stroke-width": 5, "stroke-opacity": 0.45 });
  plot.dot(x(run.lambda), y(run.train), { fill: colour("w2") });
  plot.dot(x(run.lambda), y(run.dev), { fill: colour("w1") });
  const count = (share, of) => `${Math.round(share * of)} of ${of}`;
  const words = `Right: train ${count(run.train, found.m)} (${percent(run.train)}), dev ${count(run.dev, found.dev)} (${percent(run.dev)} ± ${(100 * error).toFixed(1)}, one standard error).`;
  tell("accuracy", words, `Train and dev accuracy over λ. ${words}`);
}

function drawSearch() {
  const { search } = found;
  if (!search) return;
  const plot = new Plot(host("search"), 290, { left: 46 });
  const scores = search.draws.flatMap((draw) => draw.scores);
  const y = linear(Math.min(...scores) - 0.03, 1, plot.bottom, plot.top + 8);
  const x = plot.axisLambda(search.draws.map((draw) => draw.lambda));
  const [from, to] = search.band.map(x);
  plot.add("rect", { x: from - 5, width: to - from + 10, y: plot.top, height: plot.bottom - plot.top, class: "band" });
  plot.axisY([0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].filter((tick) => y(tick) <= plot.bottom), y, "dev accuracy", (tick) => `${Math.round(100 * tick)} %`);
  for (const draw of search.draws) {
    for (const score of draw.scores) plot.dot(x(draw.lambda), y(score), { r: 3, fill: colour("dim"), "fill-opacity": 0.45, stroke: "none" });
    plot.line([[x(draw.lambda), y(draw.mean - draw.error)], [x(draw.lambda), y(draw.mean + draw.error)]], { stroke: colour("w1"), "stroke-width": 4, "stroke-opacity": 0.6 });
    plot.dot(x(draw.lambda), y(draw.mean), { fill: colour("w1"), r: 4.5 });
    if (isRight && draw.lambda === search.chosen) plot.dot(x(draw.lambda), y(draw.mean), { r: 9, fill: "none", stroke: colour("ink"), "stroke-width": 2, id: "chosen" });
  }
  legend("search", [["dot", "dim", "one split"], ["dot", "w1", `mean of ${search.repeats} splits, with its standard error`], ["fill", "band", "as good as the best"], isRight && ["dot", "ink", "the λ to take: the largest of these", "hollow"]]);
  host("search").setAttribute("aria-label", `Dev accuracy of ${search.draws.length} values of λ on ${search.repeats} splits each: `
    + search.draws.map((draw) => `λ ${short(draw.lambda, 2)}: ${percent(draw.mean)} ± ${(100 * draw.error).toFixed(1)}`).join("; "));
}
