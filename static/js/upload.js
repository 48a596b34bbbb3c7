// Sending files: how much of them has gone, and stopping half-way. htmx sends the form.
import { size } from "./drop.js";

const parts = (form) => ({
  bar: form.querySelector("[data-upload-bar]"),
  said: form.querySelector("[data-upload-said]"),
  done: form.querySelector("[data-upload-done]"),
});

const show = (form, loaded, total) => {
  const { bar, said, done } = parts(form);
  if (!bar) return;
  bar.hidden = loaded >= total;
  done.hidden = loaded < total;
  bar.querySelector("progress").value = total ? loaded / total : 0;
  said.textContent = `${size(loaded)} / ${size(total)}`;
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
    // Where the answer sends the browser elsewhere, the words stay until it is there.
    if (form && !event.detail.xhr?.getResponseHeader("HX-Redirect")) hide(form);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-upload-stop]");
    if (button) globalThis.htmx.trigger(button.form, "htmx:abort");
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-to-line]");
    if (button) toLine(document.querySelector("textarea[data-line]"), Number(button.dataset.toLine));
  });
};

// A text is scrolled to a line by how many lines stand above it; long lines that wrap count as one.
const toLine = (field, line) => {
  if (!field || !line) return;
  const lines = field.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  field.focus();
  field.setSelectionRange(from, from + (lines[line - 1] ?? "").length);
  field.scrollTop = Math.max(0, (field.scrollHeight * (line - 4)) / lines.length);
};

export const arrive = (root) => {
  const field = root.querySelector("textarea[data-line]");
  if (field?.dataset.line) toLine(field, Number(field.dataset.line));
};
