// Upload progress, and cancelling an upload. htmx sends the form.
import { formatSize } from "./drop.js";

const parts = (form) => ({
  bar: form.querySelector("[data-upload-bar]"),
  text: form.querySelector("[data-upload-text]"),
  done: form.querySelector("[data-upload-done]"),
});

const show = (form, loaded, total) => {
  const { bar, text, done } = parts(form);
  if (!bar) return;
  bar.hidden = loaded >= total;
  done.hidden = loaded < total;
  bar.querySelector("progress").value = total ? loaded / total : 0;
  text.textContent = `${formatSize(loaded)} / ${formatSize(total)}`;
};

const hide = (form) => {
  const { bar, done } = parts(form);
  if (bar) bar.hidden = done.hidden = true;
};

export const start = () => {
  document.body.addEventListener("htmx:xhr:progress", (event) => {
    const form = event.target.closest?.("form[data-upload]");
    if (form && event.detail.lengthComputable) show(form, event.detail.loaded, event.detail.total);
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form[data-upload]");
    // Before a redirect, the message stays until the next page loads.
    if (form && !event.detail.xhr?.getResponseHeader("HX-Redirect")) hide(form);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-upload-stop]");
    if (button) globalThis.htmx.trigger(button.form, "htmx:abort");
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-to-line]");
    if (button) scrollToLine(document.querySelector("textarea[data-line]"), Number(button.dataset.toLine));
  });
};

// Selects a line and scrolls to it, taking every line as equally high: wrapped lines count as one.
const scrollToLine = (field, line) => {
  if (!field || !line) return;
  const lines = field.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  field.focus();
  field.setSelectionRange(from, from + (lines[line - 1] ?? "").length);
  field.scrollTop = Math.max(0, (field.scrollHeight * (line - 4)) / lines.length);
};

export const refresh = (root) => {
  const field = root.querySelector("textarea[data-line]");
  if (field?.dataset.line) scrollToLine(field, Number(field.dataset.line));
};
