// Fields that submit themselves, and drafts that survive a reload.
import { taken } from "./save.js";
import { abandon, isUnsaved, resume, watched } from "./unsaved.js";

const store = (node) => `draft:${location.pathname}:${node.dataset.keep}`;

// What a set of choices says: its ticked fields, as they would be sent.
const ticked = (set) =>
  [...set.querySelectorAll("input:checked")].map((one) => `${one.name}=${one.value}`).join("\n");

const tick = (set, lines) => {
  if (!lines || set.querySelector("input:checked")) return;
  const wanted = new Set(lines.split("\n"));
  for (const one of set.querySelectorAll("input")) if (!one.disabled) one.checked = wanted.has(`${one.name}=${one.value}`);
};

const keep = (node) => {
  const value = node.matches("fieldset") ? ticked(node) : node.value;
  try {
    if (value) sessionStorage.setItem(store(node), value);
    else sessionStorage.removeItem(store(node));
  } catch {
    // Without storage nothing is kept, and the guard still asks.
  }
};

const forget = (form) => {
  for (const node of form.querySelectorAll("[data-keep]")) {
    try {
      sessionStorage.removeItem(store(node));
    } catch {
      return;
    }
  }
};

const forgetAll = () => {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith("draft:")) sessionStorage.removeItem(name);
  } catch {
    // Nothing was kept.
  }
};

// A long answer: the button that was pressed says what goes on until the next page is there.
const busy = (button, form) => {
  if (!button || !form.dataset.busy) return;
  button.dataset.words = button.textContent;
  button.textContent = form.dataset.busy;
  button.setAttribute("aria-busy", "true");
};

const rest = () => {
  for (const button of document.querySelectorAll("button[aria-busy=true][data-words]")) {
    button.textContent = button.dataset.words;
    button.removeAttribute("aria-busy");
  }
};

const all = (box) => {
  for (const one of box.form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(box.dataset.checkAll)}"]`)) {
    if (!one.disabled) one.checked = box.checked;
  }
};

export const start = () => {
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-keep]")) keep(event.target);
  });
  document.addEventListener("change", (event) => {
    const node = event.target;
    if (node.matches("[data-check-all]")) all(node);
    const set = node.closest("fieldset[data-keep]");
    if (set) keep(set);
    if (node.matches("[data-autosubmit]")) node.form?.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-once]")) {
      if (form.dataset.once === "sent") return event.preventDefault();
      form.dataset.once = "sent";
    }
    if (!event.defaultPrevented || form.hasAttribute("hx-post")) busy(event.submitter, form);
    if (form.matches("[data-sign-out]")) forgetAll();
    // htmx has taken the submit by now where it answers for the form; its answer decides below.
    if (event.defaultPrevented) return undefined;
    forget(form);
    abandon(form);
    return undefined;
  });
  // A page that comes back from the history may send its form again.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-once=sent]")) form.dataset.once = "";
    watched().forEach(resume);
    rest();
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    // The form itself may be gone by now: an answer that replaced it still settles its drafts.
    const form = event.detail.requestConfig.elt.closest?.("form");
    if (!form) return;
    if (form.dataset.once === "sent") form.dataset.once = "";
    if (!event.detail.xhr?.getResponseHeader("HX-Redirect")) rest();
    if (taken(event.detail.xhr) && !isUnsaved(form)) forget(form);
  });
  // A form that comes back with errors holds what was typed and is stored nowhere.
  for (const form of document.querySelectorAll("form[data-guard]:not([hx-post]):has([aria-invalid=true])")) form.dataset.unsaved = "";
};

export const arrive = (root) => {
  for (const node of root.querySelectorAll("[data-keep]")) {
    if (node.value) continue;
    try {
      const kept = sessionStorage.getItem(store(node)) ?? "";
      if (node.matches("fieldset")) tick(node, kept);
      else node.value = kept;
    } catch {
      return;
    }
  }
  root.querySelector("[data-focus]")?.focus();
};
