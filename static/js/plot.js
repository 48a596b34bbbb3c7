// Moves points in the impact/effort plot, with the pointer or with the arrow keys on the focused point.
// The server draws; this finds the cell, highlights it, and posts key, impact and effort.
const gridOf = (svg) => Object.fromEntries(["x", "y", "w", "h"].map((name) => [name, Number(svg.dataset[name])]));
const clamp = (value) => Math.min(5, Math.max(1, value));

const scoreAt = (svg, event) => {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const { x, y, w, h } = gridOf(svg);
  return { effort: clamp(1 + Math.floor((point.x - x) / w)), impact: clamp(5 - Math.floor((point.y - y) / h)), point };
};

const highlight = (svg, score) => {
  const target = svg.querySelector(".target");
  const { x, y, w, h } = gridOf(svg);
  target.setAttribute("x", x + (score.effort - 1) * w);
  target.setAttribute("y", y + (5 - score.impact) * h);
  target.removeAttribute("hidden");
};

const announce = (svg, point, score) => {
  const status = document.getElementById(svg.dataset.status);
  if (status) status.textContent = `${point.dataset.name}: ${svg.dataset.wordImpact} ${score.impact}, ${svg.dataset.wordEffort} ${score.effort}`;
};

const post = (svg, point, score) => {
  const now = { impact: Number(point.dataset.impact), effort: Number(point.dataset.effort) };
  if (now.impact === score.impact && now.effort === score.effort) return;
  const target = document.querySelector(svg.dataset.target);
  window.htmx.ajax("POST", svg.dataset.post, {
    source: svg,
    target: target ?? svg,
    swap: svg.dataset.swap || "outerHTML",
    values: { key: point.dataset.key, impact: score.impact, effort: score.effort },
  });
};

let dragged = null;

const down = (event) => {
  const point = event.target instanceof Element && event.target.closest(".plot[data-post] .pt");
  if (!point || event.button !== 0) return;
  dragged = { point, svg: point.closest("svg"), from: { x: event.clientX, y: event.clientY }, moved: false };
};

const move = (event) => {
  if (!dragged) return;
  const { svg, point, from } = dragged;
  if (!dragged.moved && Math.hypot(event.clientX - from.x, event.clientY - from.y) < 4) return;
  if (!dragged.moved) {
    dragged.moved = true;
    point.classList.add("drag");
    point.setPointerCapture(event.pointerId);
  }
  const scale = svg.getScreenCTM().a;
  point.setAttribute("transform", `translate(${(event.clientX - from.x) / scale} ${(event.clientY - from.y) / scale})`);
  highlight(svg, scoreAt(svg, event));
};

const drop = (event) => {
  if (!dragged) return;
  const { svg, point, moved } = dragged;
  dragged = null;
  if (!moved) return;
  const stop = (click) => click.preventDefault();
  point.addEventListener("click", stop, { once: true });
  setTimeout(() => point.removeEventListener("click", stop), 0);
  point.classList.remove("drag");
  point.removeAttribute("transform");
  svg.querySelector(".target").setAttribute("hidden", "");
  if (event.type === "pointercancel") return;
  const score = scoreAt(svg, event);
  focusAfterSwap = point.id;
  announce(svg, point, score);
  post(svg, point, score);
};

// Consecutive arrow presses are one move, posted 600 ms after the last press or when the focus leaves.
let clock = 0;
let pending = null;
let focusAfterSwap = ""; // id of the point that was moved

const flush = () => {
  clearTimeout(clock);
  if (!pending) return;
  const { svg, point, score } = pending;
  pending = null;
  svg.querySelector(".target").setAttribute("hidden", "");
  post(svg, point, score);
};

const press = (event) => {
  const point = event.target instanceof Element && event.target.closest(".plot[data-post] .pt");
  const step = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
  if (!point) return;
  const svg = point.closest("svg");
  if (event.key === "Escape" && pending) {
    clearTimeout(clock);
    pending = null;
    svg.querySelector(".target").setAttribute("hidden", "");
    return;
  }
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const now = pending?.point === point ? pending.score : { impact: Number(point.dataset.impact), effort: Number(point.dataset.effort) };
  const score = { impact: clamp(now.impact + step[0]), effort: clamp(now.effort + step[1]) };
  pending = { svg, point, score };
  focusAfterSwap = point.id;
  highlight(svg, score);
  announce(svg, point, score);
  clearTimeout(clock);
  clock = setTimeout(flush, 600);
};

// Opens the list of all points of a cell from its "+12" link.
const openCellList = (event) => {
  const more = event.target instanceof Element && event.target.closest(".plot .more");
  const list = more && document.querySelector(more.getAttribute("href"));
  if (!list) return;
  event.preventDefault();
  list.closest("details").open = true;
  list.scrollIntoView({ block: "start" });
  list.focus();
};

export const start = () => {
  document.addEventListener("click", openCellList);
  document.addEventListener("pointerdown", down);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
  document.addEventListener("keydown", press);
  document.addEventListener("focusout", (event) => pending && event.target === pending.point && flush());
  document.addEventListener("dragstart", (event) => {
    if (event.target instanceof Element && event.target.closest(".plot[data-post] .pt")) event.preventDefault();
  });
};

export const refresh = () => {
  if (!focusAfterSwap) return;
  const point = document.getElementById(focusAfterSwap);
  if (point && point !== document.activeElement && (document.activeElement === document.body || !document.activeElement)) point.focus();
  focusAfterSwap = "";
};
