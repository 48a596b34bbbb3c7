// Puts files and folders dropped on a zone into its file field and lists the chosen files with sizes.
// Each file's path inside its folder is sent as `paths`, in the same order as the files.
export const formatSize = (bytes) => {
  const units = ["B", "kB", "MB", "GB"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${(bytes / 1000 ** step).toFixed(step ? 1 : 0)} ${units[step]}`;
};

const readEntries = (reader) => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));
const MAX_FILES = 2000;
const MAX_LISTED = 200;

const collect = async (entry, found) => {
  if (found.length >= MAX_FILES) return;
  if (entry.isFile) {
    found.push({ file: await fileOf(entry), path: entry.fullPath.replace(/^\//, "") });
    return;
  }
  const reader = entry.createReader();
  for (let batch = await readEntries(reader); batch.length; batch = await readEntries(reader)) {
    for (const child of batch) await collect(child, found);
  }
};

const showChosen = (zone, chosen) => {
  const list = zone.querySelector("[data-drop-list]");
  const tooBig = zone.querySelector("[data-drop-too-big]");
  const field = zone.querySelector("input[type=file]");
  const total = chosen.reduce((sum, { file }) => sum + file.size, 0);
  list.replaceChildren(...chosen.slice(0, MAX_LISTED).map(({ file, path }) => {
    const row = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = path;
    const bytes = document.createElement("span");
    bytes.className = "note";
    bytes.textContent = formatSize(file.size);
    row.append(name, bytes);
    return row;
  }));
  if (chosen.length > MAX_LISTED) {
    const row = document.createElement("li");
    row.className = "note";
    row.textContent = `+ ${chosen.length - MAX_LISTED}`;
    list.append(row);
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
  if (dropped.length) for (const entry of dropped) await collect(entry, found);
  else found.push(...[...event.dataTransfer.files].map((file) => ({ file, path: file.name })));
  const accepted = field.multiple ? found : found.slice(0, 1);
  const transfer = new DataTransfer();
  for (const { file } of accepted) transfer.items.add(file);
  field.files = transfer.files;
  showChosen(zone, accepted);
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
      showChosen(zone, [...event.target.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    }
  });
};
