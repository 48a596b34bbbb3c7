// Fields that submit their form, and drafts of fields that survive a reload.
import { succeeded } from "./save.js";
import { abandon, isUnsaved, resume, watched } from "./unsaved.js";

const storageKey = (node) => `draft:${location.pathname}:${node.dataset.draft}`;

// The ticked choices of a fieldset, as they would be sent, one per line.
const tickedIn = (fieldset) =>
  [...fieldset.querySelectorAll("input:checked")].map(({ name, value }) => `${name}=${value}`).join("\n");

const restoreTicks = (fieldset, lines) => {
  if (!lines || fieldset.querySelector("input:checked")) return;
  const wanted = new Set(lines.split("\n"));
  for (const input of fieldset.querySelectorAll("input")) {
    if (!input.disabled) input.checked = wanted.has(`${input.name}=${input.value}`);
  }
};

const saveDraft = (node) => {
  const value = node.matches("fieldset") ? tickedIn(node) : node.value;
  try {
    if (value) sessionStorage.setItem(storageKey(node), value);
    else sessionStorage.removeItem(storageKey(node));
  } catch {
    // Without storage there is no draft; leaving the page still asks first.
  }
};

const deleteDrafts = (form) => {
  for (const node of form.querySelectorAll("[data-draft]")) {
    try {
      sessionStorage.removeItem(storageKey(node));
    } catch {
      return;
    }
  }
};

const deleteAllDrafts = () => {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith("draft:")) sessionStorage.removeItem(name);
  } catch {
    // Without storage there are no drafts.
  }
};

// Shows on the pressed button that a slow request is under way, until the next page loads.
const showBusy = (button, form) => {
  if (!button || !form.dataset.busy) return;
  button.dataset.words = button.textContent;
  button.textContent = form.dataset.busy;
  button.setAttribute("aria-busy", "true");
};

const endBusy = () => {
  for (const button of document.querySelectorAll("button[aria-busy=true][data-words]")) {
    button.textContent = button.dataset.words;
    button.removeAttribute("aria-busy");
  }
};

const checkAll = (box) => {
  for (const input of box.form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(box.dataset.checkAll)}"]`)) {
    if (!input.disabled) input.checked = box.checked;
  }
};

export const start = () => {
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-draft]")) saveDraft(event.target);
  });
  document.addEventListener("change", (event) => {
    const node = event.target;
    if (node.matches("[data-check-all]")) checkAll(node);
    const fieldset = node.closest("fieldset[data-draft]");
    if (fieldset) saveDraft(fieldset);
    if (node.matches("[data-autosubmit]")) node.form?.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-once]")) {
      if (form.dataset.once === "sent") return event.preventDefault();
      form.dataset.once = "sent";
    }
    if (!event.defaultPrevented || form.hasAttribute("hx-post")) showBusy(event.submitter, form);
    if (form.matches("[data-sign-out]")) deleteAllDrafts();
    // If htmx sends the form, its response decides below what happens to the drafts.
    if (event.defaultPrevented) return undefined;
    deleteDrafts(form);
    abandon(form);
    return undefined;
  });
  // A page restored from the history can send its form again.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-once=sent]")) form.dataset.once = "";
    watched().forEach(resume);
    endBusy();
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    // Use the form that sent the request: the response may have replaced it on the page.
    const form = event.detail.requestConfig.elt.closest?.("form");
    if (!form) return;
    if (form.dataset.once === "sent") form.dataset.once = "";
    if (!event.detail.xhr?.getResponseHeader("HX-Redirect")) endBusy();
    if (succeeded(event.detail.xhr) && !isUnsaved(form)) deleteDrafts(form);
  });
  // A form rendered with errors holds input that is not saved.
  for (const form of document.querySelectorAll("form[data-guard]:not([hx-post]):has([aria-invalid=true])")) form.dataset.unsaved = "";
};

export const refresh = (root) => {
  for (const node of root.querySelectorAll("[data-draft]")) {
    if (node.value) continue;
    try {
      const draft = sessionStorage.getItem(storageKey(node)) ?? "";
      if (node.matches("fieldset")) restoreTicks(node, draft);
      else node.value = draft;
    } catch {
      return;
    }
  }
  root.querySelector("[data-focus]")?.focus();
};
