// Saved, saving, not saved and why. One status per page speaks for everything inside [data-save];
// other requests that fail say so in a toast.
import { say } from "./dialogs.js";

const failed = new Map();
let pending = 0;
let clock = 0;

// A whole page is no part: an error page, or the sign-in page after the session ended. It is not
// swapped into a row; what was typed stays where it is.
const whole = (xhr) => /^\s*<!doctype/i.test(xhr.responseText ?? "");
const signedOut = (xhr) => xhr.status === 401 || (whole(xhr) && xhr.responseText.includes('data-page="sign-in"'));
export const taken = (xhr) => xhr.status >= 200 && xhr.status < 400 && !signedOut(xhr);

const beforeSwap = ({ detail }) => {
  if (!signedOut(detail.xhr) && !(detail.xhr.status >= 400 && whole(detail.xhr))) return;
  detail.shouldSwap = false;
  detail.isError = true;
};

const status = () => document.querySelector("[data-save-status]");

const show = (state, why = "") => {
  const place = status();
  if (!place) return;
  for (const word of place.querySelectorAll("[data-when]")) word.hidden = word.dataset.when !== state;
  const reason = place.querySelector("[data-save-why]");
  if (reason) reason.textContent = why;
  const time = place.querySelector("[data-save-time]");
  if (time && state === "saved") {
    const now = new Date();
    time.dateTime = now.toISOString();
    delete time.dataset.exact;
    time.textContent = now.toLocaleTimeString(document.documentElement.lang || undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  }
};

// Headers are ASCII: what is not stands percent-encoded.
const plain = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

// The words for each status code stand on #toasts as data-why-409 and so on; an answer may say its
// own in the header X-Reason.
const why = (xhr) => {
  const said = xhr.getResponseHeader?.("X-Reason");
  if (said) return plain(said);
  const words = document.getElementById("toasts")?.dataset ?? {};
  const kind = signedOut(xhr) ? "401" : xhr.status >= 500 ? "500" : String(xhr.status);
  const wait = Number.parseInt(xhr.getResponseHeader?.("Retry-After") ?? "", 10);
  const text = words[`why-${kind}`] ?? words["why-0"] ?? "";
  return Number.isNaN(wait) ? text : text.replace("30", String(wait));
};

// After a swap the event speaks of what is left on the page, so what was asked is remembered by request.
const own = new WeakSet();

const writes = (detail) => detail.requestConfig.verb !== "get" && detail.elt.closest?.("[data-save]");

const before = ({ detail }) => {
  if (!writes(detail)) return;
  own.add(detail.xhr);
  pending += 1;
  clearTimeout(clock);
  clock = setTimeout(() => pending && show("saving"), 300);
};

const after = ({ detail }) => {
  const ok = taken(detail.xhr);
  if (!own.has(detail.xhr)) {
    if (!ok && (whole(detail.xhr) || ![409, 413, 422].includes(detail.xhr.status))) say({ text: why(detail.xhr), level: "stop" });
    return;
  }
  pending = Math.max(0, pending - 1);
  const { verb, path } = detail.requestConfig;
  const name = `${verb} ${path}`;
  if (ok) failed.delete(name);
  else failed.set(name, { detail, why: why(detail.xhr) });
  if (pending) return;
  clearTimeout(clock);
  const [first] = failed.values();
  if (first) show("failed", first.why);
  else show("saved");
};

const again = () => {
  for (const [name, { detail }] of failed) {
    const { verb, path, parameters } = detail.requestConfig;
    failed.delete(name);
    const source = detail.elt.isConnected ? detail.elt : document.body;
    window.htmx.ajax(verb, path, { source, values: parameters, target: detail.target?.isConnected ? detail.target : undefined });
  }
};

export const start = () => {
  document.body.addEventListener("htmx:beforeRequest", before);
  document.body.addEventListener("htmx:afterRequest", after);
  document.body.addEventListener("htmx:beforeSwap", beforeSwap);
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("[data-save-retry]")) again();
    // What was not saved is given up with its row.
    if (event.target.closest("[data-cancel]") && failed.size) {
      failed.clear();
      show("idle");
    }
  });
  addEventListener("beforeunload", (event) => {
    if (pending || failed.size) event.preventDefault();
  });
};
