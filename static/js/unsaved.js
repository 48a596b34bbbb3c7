// What the fields of a form hold, compared with what the server has acknowledged. A field begins with
// what it was rendered with; a successful save moves that mark to what its request carried, so what
// was typed after the request left is still unsaved. A form with data-unsaved was rendered with
// content that is stored nowhere: rows taken out, an answer with errors.
const acknowledged = new WeakMap();
const abandoned = new WeakSet();

const plain = (text) => text.replace(/\r\n?/g, "\n");

const valueOf = (field) => {
  if (field.matches("[type=checkbox], [type=radio]")) return String(field.checked);
  if (field.matches("select")) return [...field.selectedOptions].map((one) => one.value).join("\n");
  return plain(field.value);
};

const renderedValueOf = (field) => {
  if (field.matches("[type=checkbox], [type=radio]")) return String(field.defaultChecked);
  if (field.matches("select")) {
    const selected = [...field.options].filter((one) => one.defaultSelected);
    if (field.multiple) return selected.map((one) => one.value).join("\n");
    return (selected.at(-1) ?? [...field.options].find((one) => !one.disabled))?.value ?? "";
  }
  const text = plain(field.defaultValue);
  return field.matches("input") ? text.replaceAll("\n", "") : text;
};

const editable = "input:not([type=hidden], [type=submit], [type=button]), select, textarea";
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !field.disabled && field.matches(editable));

export const isChanged = (field) => valueOf(field) !== (acknowledged.get(field) ?? renderedValueOf(field));

// The forms whose content must not be lost.
export const watched = (root = document) => [...root.querySelectorAll("form[data-guard], [data-save] form[hx-post]")];

export const isUnsaved = (form) => !abandoned.has(form) && (form.hasAttribute("data-unsaved") || fieldsOf(form).some(isChanged));

export const snapshot = (form) => new Map(fieldsOf(form).map((field) => [field, valueOf(field)]));

// Whether a field, or any field of a form, says something else than when the snapshot was taken.
export const isNewer = (field, content) => (content.has(field) ? content.get(field) !== valueOf(field) : isChanged(field));
export const hasNewer = (form, content) => fieldsOf(form).some((field) => isNewer(field, content));

export const revert = (field) => {
  if (!isChanged(field) || field.matches("select, [type=checkbox], [type=radio]")) return;
  field.value = acknowledged.get(field) ?? renderedValueOf(field);
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

export const acknowledge = (form, content) => {
  for (const [field, value] of content) acknowledged.set(field, value);
  delete form.dataset.unsaved;
};

// A form that is left on purpose (sent by the browser, cancelled) no longer counts, until it is edited.
export const abandon = (form) => abandoned.add(form);
export const resume = (form) => abandoned.delete(form);
