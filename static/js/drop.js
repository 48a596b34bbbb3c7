// Files and folders dropped on a zone go into its file field; what was chosen is listed with its size.
// The path inside a folder travels beside each file as `paths`, in the same order.
export const size = (bytes) => {
  const units = ["B", "kB", "MB", "GB"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${(bytes / 1000 ** step).toFixed(step ? 1 : 0)} ${units[step]}`;
};

const entries = (reader) => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));
const limit = 2000;

const walk = async (entry, found) => {
  if (found.length >= limit) return;
  if (entry.isFile) {
    found.push({ file: await fileOf(entry), path: entry.fullPath.replace(/^\//, "") });
    return;
  }
  const reader = entry.createReader();
  for (let batch = await entries(reader); batch.length; batch = await entries(reader)) {
    for (const child of batch) await walk(child, found);
  }
};

const list = (zone, chosen) => {
  const place = zone.querySelector("[data-drop-list]");
  const tooBig = zone.querySelector("[data-drop-too-big]");
  const field = zone.querySelector("input[type=file]");
  const total = chosen.reduce((sum, { file }) => sum + file.size, 0);
  place.replaceChildren(...chosen.slice(0, 200).map(({ file, path }) => {
    const row = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = path;
    const bytes = document.createElement("span");
    bytes.className = "note";
    bytes.textContent = size(file.size);
    row.append(name, bytes);
    return row;
  }));
  if (chosen.length > 200) {
    const row = document.createElement("li");
    row.className = "note";
    row.textContent = `+ ${chosen.length - 200}`;
    place.append(row);
  }
  for (const old of zone.querySelectorAll("input[name=paths]")) old.remove();
  for (const { path } of chosen) {
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = "paths";
    hidden.value = path;
    zone.append(hidden);
  }
  const over = total > Number(zone.dataset.maxBytes || Infinity);
  if (tooBig) tooBig.hidden = !over;
  field.setCustomValidity(over ? (tooBig?.textContent.trim() || " ") : "");
};

const drop = async (zone, event) => {
  const field = zone.querySelector("input[type=file]");
  const found = [];
  const dropped = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (dropped.length) for (const entry of dropped) await walk(entry, found);
  else found.push(...[...event.dataTransfer.files].map((file) => ({ file, path: file.name })));
  const taken = field.multiple ? found : found.slice(0, 1);
  const carrier = new DataTransfer();
  for (const { file } of taken) carrier.items.add(file);
  field.files = carrier.files;
  list(zone, taken);
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const zoneOf = (event) => (event.target instanceof Element ? event.target.closest("[data-drop]") : null);

export const start = () => {
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const zone = zoneOf(event);
    event.dataTransfer.dropEffect = zone ? "copy" : "none";
    for (const other of document.querySelectorAll("[data-drop].over")) if (other !== zone) other.classList.remove("over");
    zone?.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) for (const zone of document.querySelectorAll("[data-drop].over")) zone.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const zone = zoneOf(event);
    zone?.classList.remove("over");
    if (zone) drop(zone, event);
  });
  document.addEventListener("change", (event) => {
    const zone = zoneOf(event);
    if (zone && event.target.matches("input[type=file]")) {
      list(zone, [...event.target.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    }
  });
};
