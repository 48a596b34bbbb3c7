// What HTML cannot do. Pages work without this; it hangs on data attributes by delegation, so that
// parts swapped in later behave like parts that were there. No text for people is made here: words
// stand in the templates.
//
// Everywhere
//   data-key="g i"            on a link, button or field: these keys, typed in a row, follow, press or
//                             focus it; "mod+z" is Ctrl or Command. All are listed in the dialog #keys.
//   data-walk                 on things in reading order: j and k go to the next and the previous one.
//   data-open="#id"           opens that <dialog>; a link with it is the way without scripts.
//   data-close                closes the dialog it is in.
//   data-theme-choice         on a radio button: value system, light or dark.
//   data-say-away             on a button in a toast or flash: removes it.
//   HX-Trigger: {"say": {"text": "…", "level": "ok|warn|stop", "undo": "/url"}} shows a toast.
//   class "js-only", "no-js"  only with, only without scripts.
// Documents
//   data-copy="/url"          on a button: copies what is there; data-copied says so.
//   data-print                on a button: prints the page.
// Forms
//   data-autosubmit           on a field: its form is submitted when it changes.
//   data-check-all="name"     on a check box: sets all of that name in the same form.
//   data-guard                on a form: leaving with unsent changes asks first.
//   data-unsaved              on a form: it was rendered with content that is stored nowhere; "send": it
//                             sends that by itself.
//   data-keep="comment-12"    on a field: what is typed survives a reload until it is sent.
//   data-focus                on an element: takes the focus when it appears (an error summary).
//   data-once                 on a form: a second submit while the first is under way is dropped.
//   data-busy="Reading…"      on a form: what the pressed button says until the next page is there.
// Saving
//   data-save                 around forms that save by themselves through htmx. Leaving asks first while
//                             they differ from what the server acknowledged. An answer with the header
//                             X-Saved: no was rendered and not saved; one that is refused with
//                             X-Form-Token gives a new token, with which the form is sent once more.
//   data-save-status          the place that says so (macro save_status); one per page.
// Tables (macro cells_attrs)
//   data-cells                on a table whose rows have ids and whose cells have data-col="path":
//                             arrows, Home, End move; Enter or F2 edits; Escape leaves.
//   data-edit                 in a row: the link or button (hx-get) that brings the row in edit.
//   data-editing              on a row in edit; data-cancel on the link in it that leaves.
//   data-paste-url            on the table: rows pasted from a spreadsheet are posted there as
//                             rows (text, tab separated), at (id of the row), col (name of the cell);
//                             data-paste-target, data-paste-swap say where the answer goes.
// 2×2 (macro plot)
//   data-post, data-target    on svg.plot: where new scores go (key, impact, effort), what is swapped.
// Files (macro file_drop)
//   data-drop, data-max-bytes on the zone; data-drop-list the list; data-drop-too-big the message.
//   data-upload               on a form that htmx sends: data-upload-bar with a progress and
//                             data-upload-said shows how much has gone, data-upload-done that all
//                             has, data-upload-stop stops it.
//   data-to-line="12"         on a button: shows that line in the textarea with data-line; the line
//                             that data-line names is shown at once.
import * as carry from "./js/carry.js";
import * as cells from "./js/cells.js";
import * as dialogs from "./js/dialogs.js";
import * as drop from "./js/drop.js";
import * as forms from "./js/forms.js";
import * as keys from "./js/keys.js";
import * as pack from "./js/pack.js";
import * as plot from "./js/plot.js";
import * as reading from "./js/reading.js";
import * as save from "./js/save.js";
import * as upload from "./js/upload.js";

const parts = [dialogs, keys, save, carry, forms, cells, plot, drop, upload, reading, pack];
for (const part of parts) part.start();
for (const part of parts) part.arrive?.(document.body);
document.body.addEventListener("htmx:afterSettle", (event) => {
  for (const part of parts) part.arrive?.(event.detail.elt?.isConnected ? event.detail.elt : document.body);
});
