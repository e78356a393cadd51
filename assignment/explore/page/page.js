// The slider, the number and the λ in the formula, and what they move.

const slider = byId("lambda");
const typed = byId("typed");
const dragged = byId("dragged");
const update = byId("update");

function state(run) {
  if (!isFinite_(run)) return "training diverges";
  if (run.collapsed) return "W is 0: one answer for all";
  if (run.state !== "stopped") return "at rest";
  return `${run.polished ? "still falling" : "stopped"} after ${run.steps.toLocaleString("en")} updates`;
}

function summary(run) {
  if (!isFinite_(run)) return "Training diverges: no W, no J, no answers. This is not W = 0.";
  const share = (value) => value === null ? "none" : `${Math.round(100 * value)} %`;
  const cost = run.J === null ? `J is not finite · cross-entropy ${short(run.ce)}` : `J ${short(run.J)} = cross-entropy ${short(run.ce)} + L2 ${short(run.l2)}`;
  return `${cost} · total ‖W‖ ${short(run.total)} · train ${share(run.train)}, dev ${share(run.dev)} · ${state(run)}`;
}

function drawUpdate() {
  const at = Number(slider.value);
  const { path } = runs[at];
  const count = path.length ? path[Math.min(Number(update.value), path.length - 1)][0] : 0;
  const words = count < 0 ? "the end" : `${count.toLocaleString("en")} ${count === 1 ? "update" : "updates"}`;
  byId("update-value").textContent = words;
  update.setAttribute("aria-valuetext", words);
  drawStep(at, Number(update.value));
}

function draw() {
  const at = Number(slider.value);
  const run = runs[at];
  const value = short(run.lambda);
  if (document.activeElement !== typed) typed.value = String(run.lambda < 1000 ? Number(run.lambda.toPrecision(3)) : Math.round(run.lambda));
  byId("summary").textContent = summary(run);
  byId("in-formula").textContent = `at λ = ${value}: ${!isFinite_(run) ? "training diverges" : run.J === null ? "J is not finite" : `${short(run.J)} = ${short(run.ce)} + ${short(run.l2)}`}`;
  for (const each of [slider, dragged]) each.setAttribute("aria-valuetext", `λ = ${value}`);
  dragged.setAttribute("aria-valuenow", String(at));
  drawToy(at);
  drawLine(at);
  drawCost(at);
  drawNorms(at);
  drawCliff(at);
  drawBoundary(at);
  drawAccuracy(at);
  drawAsked(at);
  const last = Math.max(run.path.length - 1, 0);
  const atEnd = update.value === update.max;
  update.max = String(last);
  if (atEnd || Number(update.value) > last) update.value = String(last);
  drawUpdate();
  document.querySelectorAll("tbody tr").forEach((row, each) => row.classList.toggle("chosen", each === at));
}

function drawAll() {
  draw();
  drawSearch();
}

function move(at) {
  slider.value = String(Math.min(Math.max(at, 0), runs.length - 1));
  history.replaceState(null, "", `#${slider.value}`);
  draw();
}

// The trained λ that is nearest to what was typed.
function nearest(lambda) {
  const far = (run) => lambda > 0 && run.lambda > 0 ? Math.abs(Math.log(run.lambda / lambda)) : Math.abs(run.lambda - Math.max(lambda, 0)) * 1e9;
  return runs.reduce((best, run, at) => far(run) < far(runs[best]) ? at : best, 0);
}

// The answers to the guesses, from what was found.
function answers() {
  const last = runs[runs.length - 1];
  byId("answer-toy").textContent = `At no λ exactly: at the largest one here, ${short(last.lambda)}, it is still ${short(toyBest(last.lambda))}. One weight only gets closer and closer.`;
  const lowest = found.along ? runs.map((_, at) => lowestAt(alongKept(at))) : [];
  const gone = lowest.findLastIndex((each) => each !== 0) + 1; // from there on t = 0 is cheapest, if anywhere
  const jumps = gone > 0 && lowest[gone - 1] > 1 ? ` It does not slide there: it jumps, from t = ${short(found.t[lowest[gone - 1]])}.` : "";
  byId("answer-line").textContent = gone >= lowest.length ? "There is no λ of this range from which on t = 0 is cheapest on the line of your network." : `From λ = ${short(runs[gone].lambda)} on, t = 0 is the cheapest place on the line.${jumps}`;
  byId("answer-cost").textContent = `${isRight ? "Never" : "With the right functions never"} more than J at W = 0, which is ${short(found.ceiling)}: otherwise W = 0 would be cheaper, and so the minimum.`;
  byId("answer-cliff").textContent = cliffWords(found.along && found.along.crossing, found.starts.map((start) => start.falls));
  byId("answer-accuracy").textContent = found.verdict;
  byId("answer-step").textContent = `${isRight ? "At" : "With the right functions, at"} a minimum where J is smooth they cancel: the data pull away from 0 exactly as strongly as λ pulls towards it. At a kink, where a ReLU switches, the slope jumps, and neither side cancels alone. Move the small slider to its end.`;
}

// Begin where there is most to see: the fit well before the cliff, or the middle; or where the page was.
const asked = Number(location.hash.slice(1));
const first = runs.findIndex((run) => run.collapsed);
const begin = first > 3 ? runs.findLastIndex((run) => run.lambda <= 1) : Math.floor(runs.length / 2);
slider.value = String(location.hash && Number.isInteger(asked) ? Math.min(asked, runs.length - 1) : begin);
update.max = String(Math.max(runs[Number(slider.value)].path.length - 1, 0));
update.value = String(Math.floor(Number(update.max) / 2));

slider.addEventListener("input", () => move(Number(slider.value)));
update.addEventListener("input", drawUpdate);
typed.addEventListener("change", () => {
  const wanted = Number(typed.value.trim().replace(",", ".") || NaN); // 0,5 is a half, too
  typed.blur();
  move(Number.isNaN(wanted) ? Number(slider.value) : nearest(wanted));
});
typed.addEventListener("keydown", (event) => { if (event.key === "Enter") { typed.blur(); } });
dragged.addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -runs.length, End: runs.length }[event.key];
  if (!by) return;
  event.preventDefault();
  move(Number(slider.value) + by);
});
dragged.addEventListener("pointerdown", (down) => {
  const [from, at] = [down.clientX, Number(slider.value)];
  const drag = (event) => move(at + Math.round((event.clientX - from) / 12));
  dragged.setPointerCapture(down.pointerId);
  dragged.addEventListener("pointermove", drag);
  dragged.addEventListener("lostpointercapture", () => dragged.removeEventListener("pointermove", drag), { once: true });
});
for (const id of ["layers", "kept", "own"]) byId(id).addEventListener("change", draw);
let width = 0;
new ResizeObserver(() => {
  if (document.body.clientWidth !== width) {
    width = document.body.clientWidth;
    drawAll();
  }
}).observe(document.body);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
drawAll();
answers();
