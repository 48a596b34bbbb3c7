// A form of many fields, such as a table of a hundred columns, is sent as one field that holds all of
// them: the server takes a thousand fields at most, so that a form costs it no more than its bytes.
const MOST = 900;
const PACKED = "_fields";

let submitting = null;

const pack = (fields) => {
  const entries = [...fields];
  if (entries.length <= MOST || entries.some(([, value]) => typeof value !== "string")) return;
  const packed = new URLSearchParams(entries).toString();
  for (const [name] of entries) fields.delete(name);
  fields.append(PACKED, packed);
};

const configure = ({ detail }) => {
  if (detail.verb !== "get") pack(detail.formData);
};

export const start = () => {
  document.body.addEventListener("htmx:configRequest", configure);
  document.addEventListener("submit", (event) => {
    submitting = event.defaultPrevented || event.target.method !== "post" ? null : event.target;
  });
  // The browser asks for the fields once the submit is settled; scripts ask at other times.
  document.addEventListener("formdata", (event) => {
    if (event.target === submitting) pack(event.formData);
    submitting = null;
  });
};
