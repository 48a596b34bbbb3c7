// Sends a form of many fields, such as a table of a hundred columns, as one field that holds them all:
// the server accepts at most a thousand fields, to bound the cost of parsing.
const MAX_FIELDS = 900;
const PACKED = "_fields";
const MULTIPART = "multipart/form-data";

let submitting = null;

const isLong = (fields) => {
  const values = [...fields.values()];
  return values.length > MAX_FIELDS && values.every((value) => typeof value === "string");
};

// Encodes only the characters that separate fields, and sends the whole as a multipart part: encoded
// twice as form data, a letter outside ASCII would take five times its bytes.
const escapeSeparators = (text) => text.replace(/[%&=+\r\n]/g, encodeURIComponent);

const pack = (fields) => {
  const entries = [...fields];
  const packed = entries.map((entry) => entry.map(escapeSeparators).join("=")).join("&");
  for (const [name] of entries) fields.delete(name);
  fields.append(PACKED, packed);
};

const configure = ({ detail: { elt, formData, headers, verb } }) => {
  if (verb === "get" || !isLong(formData)) return;
  pack(formData);
  elt.setAttribute("hx-encoding", MULTIPART);
  delete headers["Content-Type"];
};

const submit = (event) => {
  submitting = null;
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || !isLong(new FormData(form, event.submitter))) return;
  form.enctype = MULTIPART;
  submitting = form;
};

export const start = () => {
  document.body.addEventListener("htmx:configRequest", configure);
  document.addEventListener("submit", submit);
  // The browser fires formdata right after the submit event; scripts may fire it at other times.
  document.addEventListener("formdata", (event) => {
    if (event.target === submitting) pack(event.formData);
    submitting = null;
  });
};
