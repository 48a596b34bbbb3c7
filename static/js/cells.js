// Tables that edit like a spreadsheet. One cell is in the tab order; arrows move it, Enter edits,
// Enter again sends and goes down, Escape leaves, rows pasted from a spreadsheet are sent as they are.
import { isChanged, revert } from "./unsaved.js";

let wanted = null;

const cellOf = (node) => (node instanceof Element ? node.closest("table[data-cells] [data-col]") : null);
const tableOf = (cell) => cell.closest("table[data-cells]");
const rowsOf = (table) => [...table.querySelectorAll("tbody tr")].filter((row) => row.querySelector("[data-col]") && row.checkVisibility());
const colsOf = (row) => [...row.querySelectorAll("[data-col]")];
const named = (row, name) => colsOf(row).find((cell) => cell.dataset.col === name) ?? colsOf(row)[0];
const control = (cell) => cell?.querySelector("input:not([type=hidden]), select, textarea, button");
// What takes the focus for a cell: itself, or the one button that fills it.
const stop = (cell) => cell.querySelector(":scope > button") ?? cell;

// One stop of the table is in the tab order; the fields of a row in edit always are.
const rove = (cell) => {
  for (const old of tableOf(cell).querySelectorAll("[data-roving]")) {
    old.tabIndex = -1;
    delete old.dataset.roving;
  }
  const next = stop(cell);
  next.dataset.roving = "";
  next.tabIndex = 0;
};

const land = (cell, { edit = false } = {}) => {
  if (!cell) return;
  const field = edit || cell.closest("[data-editing]") ? control(cell) : null;
  if (cell.closest("[data-editing]")) cell.tabIndex = -1;
  else rove(cell);
  (field ?? stop(cell)).focus();
  field?.select?.();
};

const away = (cell, key, far) => {
  const table = tableOf(cell);
  const rows = rowsOf(table);
  const row = cell.closest("tr");
  const cols = colsOf(row);
  const y = rows.indexOf(row);
  const x = cols.indexOf(cell);
  const turn = getComputedStyle(table).direction === "rtl" ? -1 : 1;
  const down = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[key];
  if (down) return named(rows[Math.min(Math.max(y + down, 0), rows.length - 1)], cell.dataset.col);
  if (key === "ArrowRight" || key === "ArrowLeft") return cols[x + (key === "ArrowRight" ? turn : -turn)];
  const line = far ? (key === "Home" ? rows[0] : rows.at(-1)) : row;
  return key === "Home" ? colsOf(line)[0] : colsOf(line).at(-1);
};

const edit = (cell) => {
  const row = cell.closest("tr");
  const field = control(cell);
  if (field?.matches("button")) {
    wanted = { row: row.id, col: cell.dataset.col, edit: false };
    field.click();
    return;
  }
  if (field) {
    field.focus();
    field.select?.();
    return;
  }
  const opener = row.querySelector("[data-edit]") ?? cell.querySelector("a[href]");
  if (!opener) return;
  wanted = { row: row.id, col: cell.dataset.col, edit: true };
  opener.click();
};

const remember = (cell, step) => {
  const rows = rowsOf(tableOf(cell));
  const row = cell.closest("tr");
  const next = rows[rows.indexOf(row) + step] ?? row;
  wanted = { row: next.id || row.id, col: cell.dataset.col, edit: false };
};

const firstText = (row) => colsOf(row).find((cell) => control(cell)?.matches("input, textarea"))?.dataset.col;

const moves = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"];

const onCell = (event, cell) => {
  if (moves.includes(event.key) && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    land(away(cell, event.key, event.ctrlKey || event.metaKey));
  } else if (event.key === "Enter" || event.key === "F2" || (event.key === " " && event.target !== cell)) {
    event.preventDefault();
    edit(cell);
  }
};

const onField = (event, cell) => {
  const field = event.target;
  const row = cell.closest("tr");
  if (event.key === "Escape") {
    event.preventDefault();
    const leave = row.querySelector("[data-cancel]");
    if (leave) {
      wanted = { row: row.id, col: cell.dataset.col, edit: false };
      row.dataset.leaving = "";
      leave.click();
    } else {
      revert(field);
      land(cell);
    }
  } else if (event.key === "Enter" && field.matches("input, select") && !event.ctrlKey) {
    event.preventDefault();
    if (field.form && (row.matches("[data-editing]") || isChanged(field))) {
      // The row for something new is sent and begun again at its first field of text.
      if (row.matches(".new")) wanted = { row: row.id, col: firstText(row), edit: true, sent: true };
      else remember(cell, 1);
      field.form.requestSubmit();
    } else land(away(cell, "ArrowDown"));
  } else if (event.key === "Enter" && event.ctrlKey && field.form) {
    event.preventDefault();
    remember(cell, 0);
    field.form.requestSubmit();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && field.matches("input.num") && !row.matches("[data-editing]")) {
    event.preventDefault();
    const next = away(cell, event.key);
    (control(next) ?? next).focus();
    control(next)?.select?.();
  }
};

// Leaving a row in edit saves it if something was changed, and puts it back if nothing was.
const left = (row) => {
  if (!row.isConnected || row.contains(document.activeElement) || "leaving" in row.dataset) return;
  const fields = [...row.querySelectorAll("input, select, textarea")].filter((field) => field.type !== "hidden");
  const changed = fields.some(isChanged);
  const form = fields[0]?.form;
  // What was refused and is still as it was refused waits to be corrected.
  if (!form || (!changed && "unsaved" in form.dataset)) return;
  row.dataset.leaving = "";
  if (changed) form.requestSubmit();
  else row.querySelector("[data-cancel]")?.click();
};

// A row is replaced by the answer to what it sent: until then it takes no more, or that would be lost.
const rowThatSends = ({ elt, verb }) => (verb === "get" ? null : elt.closest("table[data-cells] tr:is([data-editing], .new)"));

const hold = (event) => {
  const moves = event.key === "Tab" || event.key === "Shift";
  if (event.target instanceof Element && event.target.closest("tr[data-sending]") && !moves) {
    event.preventDefault();
    event.stopPropagation();
  }
};

const paste = (event) => {
  const table = event.target instanceof Element && event.target.closest("table[data-paste-url]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const lines = text.replace(/\r?\n$/, "");
  if (!table || !/[\t\n]/.test(lines) || event.target.matches("textarea")) return;
  event.preventDefault();
  const cell = cellOf(event.target);
  window.htmx.ajax("POST", table.dataset.pasteUrl, {
    source: table,
    target: table.dataset.pasteTarget || table,
    swap: table.dataset.pasteSwap || "outerHTML",
    values: { rows: text, at: cell?.closest("tr").id ?? "", col: cell?.dataset.col ?? "" },
  });
};

export const start = () => {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const cell = cellOf(event.target);
    if (!cell) return;
    if (event.target === stop(cell)) onCell(event, cell);
    else if (event.target.matches("input, select, textarea")) onField(event, cell);
    else if (event.key === "Escape") land(cell);
  });
  document.addEventListener("focusin", (event) => {
    const cell = cellOf(event.target);
    if (cell && !cell.closest("[data-editing]")) rove(cell);
  });
  document.addEventListener("focusout", (event) => {
    const row = event.target instanceof Element && event.target.closest("table[data-cells] tr[data-editing]");
    if (row) setTimeout(() => left(row), 0);
  });
  document.addEventListener("click", (event) => {
    const cell = cellOf(event.target);
    if (cell && !event.target.closest("a, button, input, select, textarea, label")) land(cell);
  });
  document.addEventListener("dblclick", (event) => {
    const cell = cellOf(event.target);
    if (cell && !event.target.closest("a, button, input, select, textarea, label")) edit(cell);
  });
  document.addEventListener("paste", paste);
  document.body.addEventListener("htmx:beforeRequest", ({ detail }) => rowThatSends(detail.requestConfig)?.setAttribute("data-sending", ""));
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => rowThatSends(detail.requestConfig)?.removeAttribute("data-sending"));
  for (const name of ["beforeinput", "keydown", "mousedown", "click"]) document.addEventListener(name, hold, true);
};

export const arrive = (root) => {
  for (const table of document.querySelectorAll("table[data-cells]")) {
    table.setAttribute("role", "grid");
    for (const cell of table.querySelectorAll("tr:not([data-editing]) > [data-col]")) {
      if (!stop(cell).hasAttribute("tabindex")) stop(cell).tabIndex = -1;
    }
    const first = table.querySelector("tr:not([data-editing]) > [data-col]");
    if (first && !table.querySelector("[data-roving]")) rove(first);
  }
  if (!wanted) return;
  const bad = (!wanted.edit || wanted.sent) && root.querySelector('tr[data-editing] [aria-invalid="true"]');
  if (bad) {
    wanted = null;
    bad.focus();
    return;
  }
  const row = document.getElementById(wanted.row);
  if (!row || (wanted.edit && !row.matches("[data-editing], .new"))) return;
  const { col, edit: open } = wanted;
  wanted = null;
  land(named(row, col), { edit: open });
};
