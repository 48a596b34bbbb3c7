// Keeps unsent input when a response replaces part of the page: values typed after the request left
// are copied into the new fields with the same id and sent from there. If the response refuses the
// request, its values are restored too, but not sent again.
import { requestOf, succeeded } from "./save.js";
import { isChanged, isNewer, isUnsaved, watched } from "./unsaved.js";

let preserved = [];
let refused = false;
let restored = [];

const unsentFields = (form, request) => {
  const fields = [...form.elements].filter((field) => field.id && field.name && field.matches("input:not([type=hidden]), select, textarea"));
  if (form === request?.form && !refused) return fields.filter((field) => isNewer(field, request.content));
  return isUnsaved(form) ? fields.filter(isChanged) : [];
};

const beforeSwap = ({ detail }) => {
  const request = requestOf(detail.xhr);
  refused = !succeeded(detail.xhr);
  preserved = detail.shouldSwap ? watched(detail.target).flatMap((form) => unsentFields(form, request)) : [];
};

const afterSwap = () => {
  for (const field of preserved) {
    const replacement = field.isConnected ? null : document.getElementById(field.id);
    if (replacement?.name !== field.name) continue;
    if (field.matches("[type=checkbox], [type=radio]")) replacement.checked = field.checked;
    else replacement.value = field.value;
    if (!refused) restored.push(replacement);
  }
  preserved = [];
};

const send = (field) => field.isConnected && isChanged(field) && field.dispatchEvent(new Event("change", { bubbles: true }));

export const start = () => {
  document.body.addEventListener("htmx:beforeSwap", beforeSwap);
  document.body.addEventListener("htmx:afterSwap", afterSwap);
};

// A field that has the focus is sent when it loses it, like any other field.
export const refresh = () => {
  for (const field of restored) {
    if (document.activeElement === field) field.addEventListener("blur", () => send(field), { once: true });
    else send(field);
  }
  restored = [];
};
