// Behaviour that HTML does not have. Pages work without it. Each module listens on the document for
// elements with data attributes, so that parts swapped in later behave alike. All texts that users see
// are in the templates.
//
// Everywhere
//   data-key="g i"            on a link, button or field: this key sequence follows, presses or focuses
//                             it; "mod+z" is Ctrl or Command. The dialog #keys lists them all.
//   data-walk                 on items in reading order: j and k go to the next and the previous item.
//   data-open="#id"           opens that <dialog>; without scripts, a link with it is followed.
//   data-close                closes the dialog it is in.
//   data-theme-choice         on a radio button: value system, light or dark.
//   data-dismiss              on a button in a toast or flash: removes it.
//   HX-Trigger: {"toast": {"text": "…", "level": "ok|warn|stop", "undo": "/url"}} shows a toast.
//   class "js-only", "no-js"  shown only with or only without scripts.
// Documents
//   data-copy="/url"          on a button: copies the document there; data-copied is the toast.
//   data-print                on a button: prints the page.
// Forms
//   data-autosubmit           on a field: its form is submitted when it changes.
//   data-check-all="name"     on a check box: sets all of that name in the same form.
//   data-guard                on a form: leaving the page with unsaved changes asks first.
//   data-unsaved              on a form: it was rendered with content that is not saved; "send": it is
//                             submitted at once.
//   data-draft="comment-12"   on a field: its input survives a reload until it is sent.
//   data-focus                on an element: takes the focus when it appears (an error summary).
//   data-once                 on a form: a second submit while the first is pending is ignored.
//   data-busy="Reading…"      on a form: the label of the pressed button until the next page loads.
// Saving
//   data-save                 around forms that htmx saves on change. Leaving the page asks first while
//                             they differ from what the server acknowledged. A response with the header
//                             X-Saved: no was rendered but not saved; a refusal with X-Form-Token
//                             contains a new CSRF token, with which the form is sent once more.
//   data-save-status          the save status (macro save_status); one per page.
// Tables (macro cells_attrs)
//   data-cells                on a table whose rows have ids and whose cells have data-col="path":
//                             arrows, Home, End move; Enter or F2 edits; Escape leaves.
//   data-edit                 in a row: the link or button (hx-get) that opens the row for editing.
//   data-editing              on a row in edit mode; data-cancel on the link in it that cancels.
//   data-paste-url            on the table: rows pasted from a spreadsheet are posted there as
//                             rows (text, tab separated), at (id of the row), col (name of the cell);
//                             data-paste-target and data-paste-swap place the response.
// 2×2 (macro plot)
//   data-post, data-target    on svg.plot: URL that takes new scores (key, impact, effort); what is swapped.
// Files (macro file_drop)
//   data-drop, data-max-bytes on the zone; data-drop-list the list; data-drop-too-big the message.
//   data-upload               on a form that htmx sends: data-upload-bar with a progress and
//                             data-upload-text show how much was sent, data-upload-done that all
//                             was, data-upload-stop cancels it.
//   data-to-line="12"         on a button: scrolls the textarea with data-line to that line; the line
//                             named by data-line is shown when the page loads.
import * as cells from "./js/cells.js";
import * as copyPrint from "./js/copy-print.js";
import * as dialogs from "./js/dialogs.js";
import * as drop from "./js/drop.js";
import * as forms from "./js/forms.js";
import * as keys from "./js/keys.js";
import * as packFields from "./js/pack-fields.js";
import * as plot from "./js/plot.js";
import * as preserveInput from "./js/preserve-input.js";
import * as save from "./js/save.js";
import * as upload from "./js/upload.js";

const modules = [dialogs, keys, save, preserveInput, forms, cells, plot, drop, upload, copyPrint, packFields];
for (const module of modules) module.start();
for (const module of modules) module.refresh?.(document.body);
document.body.addEventListener("htmx:afterSettle", (event) => {
  for (const module of modules) module.refresh?.(event.detail.elt?.isConnected ? event.detail.elt : document.body);
});
