// Dialogs, toasts, the theme, exact times, and table roles that CSS removes on small screens.
const open = (link, event) => {
  const dialog = document.querySelector(link.dataset.open);
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  for (const menu of document.querySelectorAll("[popover]:popover-open")) menu.hidePopover();
  if (!dialog.open) dialog.showModal();
};

const isOutside = (dialog, event) => {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.x || event.clientX > box.right || event.clientY < box.y || event.clientY > box.bottom;
};

export const showToast = ({ text, level = "ok", undo = "" }) => {
  const container = document.getElementById("toasts");
  const pattern = document.getElementById("toast-pattern");
  if (!container || !pattern || !text) return;
  const toast = pattern.content.cloneNode(true).firstElementChild;
  for (const line of toast.querySelectorAll("[data-level]")) {
    if (line.dataset.level !== level) line.remove();
    else line.querySelector("[data-text]").textContent = text;
  }
  const form = toast.querySelector("form");
  if (undo && new URL(undo, location.href).origin === location.origin) form.action = undo;
  else form.remove();
  container.replaceChildren(toast);
  removeLater(toast);
};

// Removes a toast after 20 s without pointer or focus on it.
const removeLater = (toast) => {
  let clock = 0;
  const restart = () => {
    clearTimeout(clock);
    clock = setTimeout(() => toast.remove(), 20000);
  };
  const pause = () => clearTimeout(clock);
  toast.addEventListener("pointerenter", pause);
  toast.addEventListener("focusin", pause);
  toast.addEventListener("pointerleave", restart);
  toast.addEventListener("focusout", restart);
  toast.dataset.leaving = "";
  restart();
};

const chooseTheme = (value) => {
  const root = document.documentElement;
  if (value === "system") delete root.dataset.theme;
  else root.dataset.theme = value;
  try {
    if (value === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", value);
  } catch {
    // Without storage, the choice lasts until the page is left.
  }
};

export const start = () => {
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    const opener = target.closest("[data-open]");
    if (opener && !event.ctrlKey && !event.metaKey) open(opener, event);
    if (target.closest("[data-close]")) target.closest("dialog")?.close();
    else if (target.matches("dialog[open]") && isOutside(target, event)) target.close();
    target.closest("[data-dismiss]")?.closest(".toast, .flash")?.remove();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-theme-choice]")) chooseTheme(event.target.value);
  });
  document.addEventListener("pointerover", (event) => setExactTime(event.target));
  document.addEventListener("focusin", (event) => setExactTime(event.target));
  document.body.addEventListener("toast", (event) => showToast(event.detail));
};

// Shows the exact time, in the time zone of the browser, as a tooltip.
const setExactTime = (node) => {
  const time = node instanceof Element && node.closest("time[datetime]:not([data-exact])");
  if (!time) return;
  const date = new Date(time.dateTime);
  if (Number.isNaN(date.valueOf())) return;
  time.dataset.exact = "";
  const format = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: "long", timeStyle: "long", hour12: false });
  time.title = format.format(date);
};

// `display: block` removes the implicit roles of a table; set them explicitly.
const restoreRoles = (table) => {
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

export const refresh = (root) => {
  for (const table of document.querySelectorAll("table.aslist:not([data-cells])")) restoreRoles(table);
  for (const toast of document.querySelectorAll(".toasts .toast:not([data-leaving])")) removeLater(toast);
  const theme = document.documentElement.dataset.theme ?? "system";
  for (const radio of root.querySelectorAll("[data-theme-choice]")) radio.checked = radio.value === theme;
  for (const dialog of root.querySelectorAll("dialog[data-show]")) if (!dialog.open) dialog.showModal();
};
