// An answer that replaces a part of the page replaces its fields. What was typed in them meanwhile,
// and not sent, goes into the fields of the same id that came instead, and is sent from there. What
// the answer refuses goes back into its field as well, and waits there.
import { requestOf, taken } from "./save.js";
import { isChanged, isNewer, isUnsaved, watched } from "./unsaved.js";

let carried = [];
let refused = false;
let placed = [];

const typedIn = (form, request) => {
  const fields = [...form.elements].filter((field) => field.id && field.name && field.matches("input:not([type=hidden]), select, textarea"));
  if (form === request?.form && !refused) return fields.filter((field) => isNewer(field, request.content));
  return isUnsaved(form) ? fields.filter(isChanged) : [];
};

const beforeSwap = ({ detail }) => {
  const request = requestOf(detail.xhr);
  refused = !taken(detail.xhr);
  carried = detail.shouldSwap ? watched(detail.target).flatMap((form) => typedIn(form, request)) : [];
};

const afterSwap = () => {
  for (const field of carried) {
    const twin = field.isConnected ? null : document.getElementById(field.id);
    if (twin?.name !== field.name) continue;
    if (field.matches("[type=checkbox], [type=radio]")) twin.checked = field.checked;
    else twin.value = field.value;
    if (!refused) placed.push(twin);
  }
  carried = [];
};

const send = (field) => field.isConnected && isChanged(field) && field.dispatchEvent(new Event("change", { bubbles: true }));

export const start = () => {
  document.body.addEventListener("htmx:beforeSwap", beforeSwap);
  document.body.addEventListener("htmx:afterSwap", afterSwap);
};

// A field that still has the focus is sent when it loses it, as any other.
export const arrive = () => {
  for (const field of placed) {
    if (document.activeElement === field) field.addEventListener("blur", () => send(field), { once: true });
    else send(field);
  }
  placed = [];
};
