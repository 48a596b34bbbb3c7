// Compares the values of fields with the values that the server has acknowledged. A field starts with
// its rendered value; a successful save acknowledges the values that its request contained, so input
// typed after the request left is still unsaved. A form with data-unsaved was rendered with content
// that is not saved: removed rows, or input with errors.
const acknowledged = new WeakMap();
const abandoned = new WeakSet();

const withUnixNewlines = (text) => text.replace(/\r\n?/g, "\n");

const valueOf = (field) => {
  if (field.matches("[type=checkbox], [type=radio]")) return String(field.checked);
  if (field.matches("select")) return [...field.selectedOptions].map(({ value }) => value).join("\n");
  return withUnixNewlines(field.value);
};

const renderedValueOf = (field) => {
  if (field.matches("[type=checkbox], [type=radio]")) return String(field.defaultChecked);
  if (field.matches("select")) {
    const selected = [...field.options].filter((option) => option.defaultSelected);
    if (field.multiple) return selected.map(({ value }) => value).join("\n");
    return (selected.at(-1) ?? [...field.options].find((option) => !option.disabled))?.value ?? "";
  }
  const text = withUnixNewlines(field.defaultValue);
  return field.matches("input") ? text.replaceAll("\n", "") : text;
};

const editable = "input:not([type=hidden], [type=submit], [type=button]), select, textarea";
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !field.disabled && field.matches(editable));

export const isChanged = (field) => valueOf(field) !== (acknowledged.get(field) ?? renderedValueOf(field));

// Forms whose unsaved content must not be lost.
export const watched = (root = document) => [...root.querySelectorAll("form[data-guard], [data-save] form[hx-post]")];

export const isUnsaved = (form) => !abandoned.has(form) && (form.hasAttribute("data-unsaved") || fieldsOf(form).some(isChanged));

export const snapshot = (form) => new Map(fieldsOf(form).map((field) => [field, valueOf(field)]));

// Whether a field, or any field of a form, has changed since the snapshot was taken.
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

// A form left on purpose (submitted or cancelled) does not count as unsaved until it is edited again.
export const abandon = (form) => abandoned.add(form);
export const resume = (form) => abandoned.delete(form);
