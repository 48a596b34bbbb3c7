// Dialogs, toasts, the theme, exact times, and the roles that lists on small screens lose.
const open = (link, event) => {
  const dialog = document.querySelector(link.dataset.open);
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  for (const menu of document.querySelectorAll("[popover]:popover-open")) menu.hidePopover();
  if (!dialog.open) dialog.showModal();
};

const outside = (dialog, event) => {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.x || event.clientX > box.right || event.clientY < box.y || event.clientY > box.bottom;
};

export const say = ({ text, level = "ok", undo = "" }) => {
  const place = document.getElementById("toasts");
  const pattern = document.getElementById("toast-pattern");
  if (!place || !pattern || !text) return;
  const toast = pattern.content.cloneNode(true).firstElementChild;
  for (const mark of toast.querySelectorAll("[data-level]")) {
    if (mark.dataset.level !== level) mark.remove();
    else mark.querySelector("[data-text]").textContent = text;
  }
  const form = toast.querySelector("form");
  if (undo && new URL(undo, location.href).origin === location.origin) form.action = undo;
  else form.remove();
  place.replaceChildren(toast);
  leave(toast);
};

// A toast stays while it is read: the clock starts again after pointer or focus left it.
const leave = (toast) => {
  let clock = 0;
  const begin = () => {
    clearTimeout(clock);
    clock = setTimeout(() => toast.remove(), 20000);
  };
  const hold = () => clearTimeout(clock);
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", begin);
  toast.addEventListener("focusout", begin);
  toast.dataset.leaving = "";
  begin();
};

const choose = (value) => {
  const root = document.documentElement;
  if (value === "system") delete root.dataset.theme;
  else root.dataset.theme = value;
  try {
    if (value === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", value);
  } catch {
    // Without storage the choice lasts for the page.
  }
};

export const start = () => {
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    const opener = target.closest("[data-open]");
    if (opener && !event.ctrlKey && !event.metaKey) open(opener, event);
    if (target.closest("[data-close]")) target.closest("dialog")?.close();
    else if (target.matches("dialog[open]") && outside(target, event)) target.close();
    target.closest("[data-say-away]")?.closest(".toast, .flash")?.remove();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-theme-choice]")) choose(event.target.value);
  });
  document.addEventListener("pointerover", (event) => exact(event.target));
  document.addEventListener("focusin", (event) => exact(event.target));
  document.body.addEventListener("say", (event) => say(event.detail));
};

// The exact time on hover, in the reader's own zone.
const exact = (node) => {
  const time = node instanceof Element && node.closest("time[datetime]:not([data-exact])");
  if (!time) return;
  const date = new Date(time.dateTime);
  if (Number.isNaN(date.valueOf())) return;
  time.dataset.exact = "";
  const format = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: "long", timeStyle: "long", hour12: false });
  time.title = format.format(date);
};

// `display: block` takes a table's roles away; they are given back by name.
const roles = (table) => {
  const set = (nodes, role) => {
    for (const node of nodes) if (!node.hasAttribute("role")) node.setAttribute("role", role);
  };
  set([table], "table");
  set(table.querySelectorAll("thead, tbody"), "rowgroup");
  set(table.querySelectorAll("tr"), "row");
  set(table.querySelectorAll("th[scope=col]"), "columnheader");
  set(table.querySelectorAll("th[scope=row], th[scope=rowgroup]"), "rowheader");
  set(table.querySelectorAll("td"), "cell");
};

export const arrive = (root) => {
  for (const table of document.querySelectorAll("table.aslist:not([data-cells])")) roles(table);
  for (const toast of document.querySelectorAll(".toasts .toast:not([data-leaving])")) leave(toast);
  let theme = document.documentElement.dataset.theme ?? "system";
  for (const radio of root.querySelectorAll("[data-theme-choice]")) radio.checked = radio.value === theme;
  for (const dialog of root.querySelectorAll("dialog[data-show]")) if (!dialog.open) dialog.showModal();
};
