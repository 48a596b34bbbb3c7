// Keyboard shortcuts, single keys or sequences: `/`, `?`, `g i`. Inactive while a field has the focus;
// can be switched off (WCAG 2.1.4).
const SEQUENCE_TIMEOUT = 1200; // milliseconds
let typed = [];
let lastPress = 0;

const shortcutsOn = () => document.documentElement.dataset.keys !== "off";

const isTextField = (node) =>
  node instanceof Element && node.closest("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]");

const visible = (node) => node.checkVisibility();

const activate = (node) => {
  if (node.matches("input, textarea, select")) {
    node.focus();
    node.select?.();
  } else node.click();
};

const find = (sequence) => [...document.querySelectorAll(`[data-key="${CSS.escape(sequence)}"]`)].find(visible);

const focusNeighbour = (step) => {
  const stops = [...document.querySelectorAll("[data-walk]")].filter(visible);
  if (!stops.length) return false;
  const at = stops.findIndex((stop) => stop.contains(document.activeElement));
  const next = stops[at < 0 ? (step > 0 ? 0 : stops.length - 1) : Math.min(Math.max(at + step, 0), stops.length - 1)];
  const target = next.matches("a[href], button") ? next : next.querySelector("a[href], button, summary") ?? next;
  if (target === next && !next.hasAttribute("tabindex")) next.tabIndex = -1;
  target.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
};

const press = (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const mod = event.ctrlKey || event.metaKey;
  if (isTextField(event.target)) {
    if (event.key === "Escape" && event.target.matches("[data-key]")) event.target.blur();
    return;
  }
  if (mod) {
    const node = event.key.length === 1 && !event.shiftKey && find(`mod+${event.key.toLowerCase()}`);
    if (node) {
      event.preventDefault();
      activate(node);
    }
    return;
  }
  if (!shortcutsOn() || event.key.length !== 1 || document.querySelector("dialog[open]")) return;
  typed = event.timeStamp - lastPress > SEQUENCE_TIMEOUT ? [event.key] : [...typed, event.key].slice(-3);
  lastPress = event.timeStamp;
  for (let from = 0; from < typed.length; from += 1) {
    const node = find(typed.slice(from).join(" "));
    if (node) {
      event.preventDefault();
      typed = [];
      activate(node);
      return;
    }
  }
  if ((event.key === "j" || event.key === "k") && focusNeighbour(event.key === "j" ? 1 : -1)) event.preventDefault();
};

export const start = () => {
  try {
    if (localStorage.getItem("keys") === "off") document.documentElement.dataset.keys = "off";
  } catch {
    // Without storage, the choice lasts until the page is left.
  }
  document.addEventListener("keydown", press);
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys-choice]")) return;
    document.documentElement.dataset.keys = event.target.checked ? "on" : "off";
    try {
      localStorage.setItem("keys", event.target.checked ? "on" : "off");
    } catch {
      // As above.
    }
  });
};

export const refresh = (root) => {
  for (const box of root.querySelectorAll("[data-keys-choice]")) box.checked = shortcutsOn();
};
