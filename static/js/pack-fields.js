// A form of many fields, such as a table of a hundred columns, is sent as one field that holds all of
// them: the server takes a thousand fields at most, so that a form costs it no more than its bytes.
const MOST = 900;
const PACKED = "_fields";
const MULTIPART = "multipart/form-data";

let submitting = null;

const isLong = (fields) => {
  const values = [...fields.values()];
  return values.length > MOST && values.every((value) => typeof value === "string");
};

// Only what separates fields is encoded, and the whole goes as a part of its own: encoded as a form
// usually is, and that twice, a letter that is not Latin would take five times its bytes.
const encoded = (text) => text.replace(/[%&=+\r\n]/g, encodeURIComponent);

const pack = (fields) => {
  const entries = [...fields];
  const packed = entries.map((entry) => entry.map(encoded).join("=")).join("&");
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
  // The browser asks for the fields once the submit is settled; scripts ask at other times.
  document.addEventListener("formdata", (event) => {
    if (event.target === submitting) pack(event.formData);
    submitting = null;
  });
};
