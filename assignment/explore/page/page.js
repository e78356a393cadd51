// The slider, and what it moves.

const slider = document.getElementById("lambda");
const update = document.getElementById("update");

function state(run) {
  if (run.state === "diverged") return "training diverges";
  if (run.collapsed) return "W is 0: one answer for all";
  return run.state === "converged" || run.state === "settled" ? "at rest" : `after ${run.steps.toLocaleString("en")} updates`;
}

function drawUpdate() {
  const at = Number(slider.value);
  const { path } = runs[at];
  const count = path.length ? path[Math.min(Number(update.value), path.length - 1)][0] : 0;
  const words = `${count.toLocaleString("en")} ${count === 1 ? "update" : "updates"}`;
  document.getElementById("update-value").textContent = words;
  update.setAttribute("aria-valuetext", words);
  drawStep(at, Number(update.value));
}

function draw() {
  const at = Number(slider.value);
  const run = runs[at];
  const share = (value) => Math.round(100 * value);
  const summary = `J ${short(run.J)} = cross-entropy ${short(run.ce)} + L2 ${short(run.l2)} · ‖W‖ ${short(Math.hypot(...run.norms))} · train ${share(run.train)} %, dev ${share(run.dev)} % · ${state(run)}`;
  document.getElementById("lambda-value").textContent = short(run.lambda);
  document.getElementById("summary").textContent = summary;
  slider.setAttribute("aria-valuetext", `λ = ${short(run.lambda)}`);
  drawCost(at);
  drawBoundary(at);
  drawNorms(at);
  drawAccuracy(at);
  drawToy(at);
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

// Begin where there is most to see: the fit just before the cliff, or the middle.
const first = runs.findIndex((run) => run.collapsed);
slider.value = String(first > 3 ? runs.findLastIndex((run) => run.lambda <= 1) : Math.floor(runs.length / 2));
update.max = String(Math.max(runs[Number(slider.value)].path.length - 1, 0));
update.value = String(Math.floor(Number(update.max) / 2));
slider.addEventListener("input", draw);
update.addEventListener("input", drawUpdate);
let width = 0;
new ResizeObserver(() => {
  if (document.body.clientWidth !== width) {
    width = document.body.clientWidth;
    drawAll();
  }
}).observe(document.body);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
drawAll();
