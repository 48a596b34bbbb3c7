// Tables edited like a spreadsheet. One cell is in the tab order; arrow keys move the focus, Enter
// edits, Enter again sends and moves down, Escape cancels. Rows pasted from a spreadsheet are posted.
import { isChanged, revert } from "./unsaved.js";

let nextFocus = null; // where the focus goes after the next swap: row id, column, whether to edit

const cellOf = (node) => (node instanceof Element ? node.closest("table[data-cells] [data-col]") : null);
const tableOf = (cell) => cell.closest("table[data-cells]");
const rowsOf = (table) => [...table.querySelectorAll("tbody tr")].filter((row) => row.querySelector("[data-col]") && row.checkVisibility());
const colsOf = (row) => [...row.querySelectorAll("[data-col]")];
const cellInColumn = (row, name) => colsOf(row).find((cell) => cell.dataset.col === name) ?? colsOf(row)[0];
const control = (cell) => cell?.querySelector("input:not([type=hidden]), select, textarea, button");
// The element that takes the focus for a cell: the cell itself, or the button that fills it.
const focusTarget = (cell) => cell.querySelector(":scope > button") ?? cell;

// One cell of the table is in the tab order; the fields of a row in edit mode always are.
const makeTabbable = (cell) => {
  for (const old of tableOf(cell).querySelectorAll("[data-roving]")) {
    old.tabIndex = -1;
    delete old.dataset.roving;
  }
  const next = focusTarget(cell);
  next.dataset.roving = "";
  next.tabIndex = 0;
};

const focusCell = (cell, { edit = false } = {}) => {
  if (!cell) return;
  const field = edit || cell.closest("[data-editing]") ? control(cell) : null;
  if (cell.closest("[data-editing]")) cell.tabIndex = -1;
  else makeTabbable(cell);
  (field ?? focusTarget(cell)).focus();
  field?.select?.();
};

const cellAt = (cell, key, far) => {
  const table = tableOf(cell);
  const rows = rowsOf(table);
  const row = cell.closest("tr");
  const cols = colsOf(row);
  const y = rows.indexOf(row);
  const x = cols.indexOf(cell);
  const forward = getComputedStyle(table).direction === "rtl" ? -1 : 1;
  const down = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[key];
  if (down) return cellInColumn(rows[Math.min(Math.max(y + down, 0), rows.length - 1)], cell.dataset.col);
  if (key === "ArrowRight" || key === "ArrowLeft") return cols[x + (key === "ArrowRight" ? forward : -forward)];
  const line = far ? (key === "Home" ? rows[0] : rows.at(-1)) : row;
  return key === "Home" ? colsOf(line)[0] : colsOf(line).at(-1);
};

const edit = (cell) => {
  const row = cell.closest("tr");
  const field = control(cell);
  if (field?.matches("button")) {
    nextFocus = { row: row.id, col: cell.dataset.col, edit: false };
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
  nextFocus = { row: row.id, col: cell.dataset.col, edit: true };
  opener.click();
};

const focusNextRow = (cell, step) => {
  const rows = rowsOf(tableOf(cell));
  const row = cell.closest("tr");
  const next = rows[rows.indexOf(row) + step] ?? row;
  nextFocus = { row: next.id || row.id, col: cell.dataset.col, edit: false };
};

const firstText = (row) => colsOf(row).find((cell) => control(cell)?.matches("input, textarea"))?.dataset.col;

const moveKeys = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"];

const onCell = (event, cell) => {
  if (moveKeys.includes(event.key) && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    focusCell(cellAt(cell, event.key, event.ctrlKey || event.metaKey));
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
    const cancelLink = row.querySelector("[data-cancel]");
    if (cancelLink) {
      nextFocus = { row: row.id, col: cell.dataset.col, edit: false };
      row.dataset.leaving = "";
      cancelLink.click();
    } else {
      revert(field);
      focusCell(cell);
    }
  } else if (event.key === "Enter" && field.matches("input, select") && !event.ctrlKey) {
    event.preventDefault();
    if (field.form && (row.matches("[data-editing]") || isChanged(field))) {
      // After the row for a new item is sent, the focus returns to its first text field.
      if (row.matches(".new")) nextFocus = { row: row.id, col: firstText(row), edit: true, sent: true };
      else focusNextRow(cell, 1);
      field.form.requestSubmit();
    } else focusCell(cellAt(cell, "ArrowDown"));
  } else if (event.key === "Enter" && event.ctrlKey && field.form) {
    event.preventDefault();
    focusNextRow(cell, 0);
    field.form.requestSubmit();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && field.matches("input.num") && !row.matches("[data-editing]")) {
    event.preventDefault();
    const next = cellAt(cell, event.key);
    (control(next) ?? next).focus();
    control(next)?.select?.();
  }
};

// When the focus leaves a row in edit mode: save it if it was changed, else cancel the edit.
const saveOrCancel = (row) => {
  if (!row.isConnected || row.contains(document.activeElement) || "leaving" in row.dataset) return;
  const fields = [...row.querySelectorAll("input, select, textarea")].filter((field) => field.type !== "hidden");
  const changed = fields.some(isChanged);
  const form = fields[0]?.form;
  // A refused row that has not been edited since stays open for correction.
  if (!form || (!changed && "unsaved" in form.dataset)) return;
  row.dataset.leaving = "";
  if (changed) form.requestSubmit();
  else row.querySelector("[data-cancel]")?.click();
};

// The response replaces the row that sent the request; until then the row takes no input, which would
// be lost.
const sendingRow = ({ elt, verb }) => (verb === "get" ? null : elt.closest("table[data-cells] tr:is([data-editing], .new)"));

const blockInput = (event) => {
  const leavesField = event.key === "Tab" || event.key === "Shift";
  if (event.target instanceof Element && event.target.closest("tr[data-sending]") && !leavesField) {
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
    if (event.target === focusTarget(cell)) onCell(event, cell);
    else if (event.target.matches("input, select, textarea")) onField(event, cell);
    else if (event.key === "Escape") focusCell(cell);
  });
  document.addEventListener("focusin", (event) => {
    const cell = cellOf(event.target);
    if (cell && !cell.closest("[data-editing]")) makeTabbable(cell);
  });
  document.addEventListener("focusout", (event) => {
    const row = event.target instanceof Element && event.target.closest("table[data-cells] tr[data-editing]");
    if (row) setTimeout(() => saveOrCancel(row), 0);
  });
  document.addEventListener("click", (event) => {
    const cell = cellOf(event.target);
    if (cell && !event.target.closest("a, button, input, select, textarea, label")) focusCell(cell);
  });
  document.addEventListener("dblclick", (event) => {
    const cell = cellOf(event.target);
    if (cell && !event.target.closest("a, button, input, select, textarea, label")) edit(cell);
  });
  document.addEventListener("paste", paste);
  document.body.addEventListener("htmx:beforeRequest", ({ detail }) => sendingRow(detail.requestConfig)?.setAttribute("data-sending", ""));
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => sendingRow(detail.requestConfig)?.removeAttribute("data-sending"));
  for (const name of ["beforeinput", "keydown", "mousedown", "click"]) document.addEventListener(name, blockInput, true);
};

export const refresh = (root) => {
  for (const table of document.querySelectorAll("table[data-cells]")) {
    table.setAttribute("role", "grid");
    for (const cell of table.querySelectorAll("tr:not([data-editing]) > [data-col]")) {
      if (!focusTarget(cell).hasAttribute("tabindex")) focusTarget(cell).tabIndex = -1;
    }
    const first = table.querySelector("tr:not([data-editing]) > [data-col]");
    if (first && !table.querySelector("[data-roving]")) makeTabbable(first);
  }
  if (!nextFocus) return;
  const invalid = (!nextFocus.edit || nextFocus.sent) && root.querySelector('tr[data-editing] [aria-invalid="true"]');
  if (invalid) {
    nextFocus = null;
    invalid.focus();
    return;
  }
  const row = document.getElementById(nextFocus.row);
  if (!row || (nextFocus.edit && !row.matches("[data-editing], .new"))) return;
  const { col, edit: open } = nextFocus;
  nextFocus = null;
  focusCell(cellInColumn(row, col), { edit: open });
};
