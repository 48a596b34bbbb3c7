// Unsaved, saving, saved, not saved and why. One status per page speaks for everything inside
// [data-save]: it says saved only when no form there differs from what the server acknowledged, no
// request is under way and none has failed. Other requests that fail say so in a toast.
import { say } from "./dialogs.js";
import { abandon, acknowledge, hasNewer, isChanged, isNewer, isUnsaved, resume, snapshot, watched } from "./unsaved.js";

const failed = new Map();
const requests = new WeakMap();
const renewed = new Set();
let answering = null;
let pending = 0;
let clock = 0;
let settled = "idle";

// A whole page is no part: an error page, or the sign-in page after the session ended. It is not
// swapped into a row; what was typed stays where it is.
const whole = (xhr) => /^\s*<!doctype/i.test(xhr.responseText ?? "");
const signedOut = (xhr) => xhr.status === 401 || (whole(xhr) && xhr.responseText.includes('data-page="sign-in"'));
export const taken = (xhr) => xhr.status >= 200 && xhr.status < 400 && !signedOut(xhr);

const status = () => document.querySelector("[data-save-status]");

const show = (state, why = "") => {
  const place = status();
  if (!place) return;
  for (const word of place.querySelectorAll("[data-when]")) word.hidden = word.dataset.when !== state;
  const reason = place.querySelector("[data-save-why]");
  if (reason) reason.textContent = why;
};

const stamp = () => {
  settled = "saved";
  const time = status()?.querySelector("[data-save-time]");
  if (time) {
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
const why = (xhr, gone = false) => {
  const said = xhr.getResponseHeader?.("X-Reason");
  if (said) return plain(said);
  const words = document.getElementById("toasts")?.dataset ?? {};
  const kind = gone ? "404" : signedOut(xhr) ? "401" : xhr.status >= 500 ? "500" : String(xhr.status);
  const wait = Number.parseInt(xhr.getResponseHeader?.("Retry-After") ?? "", 10);
  const text = words[`why-${kind}`] ?? words["why-0"] ?? "";
  return Number.isNaN(wait) ? text : text.replace("30", String(wait));
};

// What a request was about, remembered by request: after a swap its event speaks of what is left on
// the page. The same button, cell or form asked again has the same name.
const formOf = (node) => node.closest?.("form") ?? node.form ?? null;

const remember = ({ elt, etc, requestConfig: { verb, path, parameters, triggeringEvent }, xhr }) => {
  const form = formOf(elt);
  const submitter = triggeringEvent?.submitter ?? (elt.matches("button") ? elt : null);
  const values = submitter?.name ? { [submitter.name]: submitter.value } : { ...etc.values };
  const about = aboutOf(form);
  // A later score, or a later paste into the same list, takes the place of the earlier one.
  const { impact, effort, rows, at, col, ...named } = values;
  const request = {
    elt, form, about, verb, path, parameters, values, target: etc.targetOverride, swap: etc.swapOverride,
    source: submitter ?? elt,
    content: form ? snapshot(form) : new Map(),
    address: form?.getAttribute("action") ?? path,
    name: JSON.stringify([verb, path, about, named]),
    shown: elt.closest?.("[data-save]") !== null,
  };
  requests.set(xhr, request);
  // htmx tells of the end only where something of the sender is left on the page.
  xhr.addEventListener("loadend", () => after({ detail: { xhr } }));
  return request;
};

export const requestOf = (xhr) => requests.get(xhr);

const aboutOf = (form) => form?.querySelector("input[type=hidden][name=key]")?.value ?? "";
const sameForms = ({ address, about }) => watched().filter((form) => form.getAttribute("action") === address && aboutOf(form) === about);

// What a failed request held is given up, and with it the form that sent it.
const giveUp = (wanted) => {
  for (const [name, one] of failed) {
    if (!wanted(one)) continue;
    failed.delete(name);
    sameForms(one).forEach(abandon);
  }
};

export const update = () => {
  const [first] = failed.values();
  if (first) show("failed", first.why);
  else if (!pending) show(watched().some((form) => form.closest("[data-save]") && isUnsaved(form)) ? "unsaved" : settled);
};

// A request is for the button that was pressed, also where it waited and the focus has moved on.
const configure = ({ detail: { elt, headers, parameters, triggeringEvent } }) => {
  headers["X-Person"] = document.body.dataset.person ?? "";
  if (!elt.matches("form") || !triggeringEvent) return;
  for (const one of elt.elements) if (one.matches("button[name]")) delete parameters[one.name];
  const { submitter } = triggeringEvent;
  if (submitter?.name) parameters[submitter.name] = submitter.value;
};

const before = ({ detail }) => {
  if (detail.requestConfig.verb === "get") return;
  if (!remember(detail).shown) return;
  pending += 1;
  if (!failed.size) show("unsaved");
  clearTimeout(clock);
  clock = setTimeout(() => pending && show("saving"), 300);
};

// Who signed in again in another tab has a new session, and forms need a token of it.
const renew = (token) => {
  const { body } = document;
  const roots = [document, ...[...document.querySelectorAll("template")].map((one) => one.content)];
  for (const root of roots) for (const field of root.querySelectorAll("input[name=csrf_token]")) field.value = token;
  const headers = JSON.parse(body.getAttribute("hx-headers") ?? "{}");
  body.setAttribute("hx-headers", JSON.stringify({ ...headers, "X-CSRFToken": token }));
};

// A request that was refused for its token alone is sent once more with the new one.
const sendRenewed = (request, token) => {
  renew(token);
  if (!request || renewed.has(request.name)) return;
  renewed.add(request.name);
  request.dropped = true;
  if (request.parameters.csrf_token) request.parameters.csrf_token = token;
  repeat(request);
};

// An answer that would replace a form in which something newer was typed is dropped, and asked for
// again with what the form holds now.
const beforeSwap = ({ detail }) => {
  const { xhr } = detail;
  const token = xhr.getResponseHeader("X-Form-Token");
  if (token) sendRenewed(requests.get(xhr), token);
  else renewed.delete(requests.get(xhr)?.name);
  if (signedOut(xhr) || (xhr.status >= 400 && whole(xhr))) {
    detail.shouldSwap = false;
    detail.isError = true;
    return;
  }
  const request = requests.get(xhr);
  answering = request ?? null;
  if (!request?.form || !detail.shouldSwap || !xhr.getResponseHeader("HX-Retarget")) return;
  if (!detail.target.contains(request.form) || !hasNewer(request.form, request.content)) return;
  detail.shouldSwap = false;
  request.dropped = true;
  repeat(request);
};

// A field that comes with an answer does not replace what was typed since the request left.
const beforePart = ({ detail }) => {
  if (!answering) return;
  const fields = detail.target.querySelectorAll("input:not([type=hidden]), select, textarea");
  if ([...fields].some((field) => field.name && isNewer(field, answering.content))) detail.shouldSwap = false;
};

// An answer with X-Saved: no has only shown the form anew; its content is stored nowhere yet.
const saved = (xhr) => taken(xhr) && xhr.getResponseHeader("X-Saved") !== "no";

// An answer that took the form away and saved nothing: what was typed in it is stored nowhere.
const lost = (request, xhr) => request.form && !saved(xhr) && taken(xhr) && !request.form.isConnected && !sameForms(request).length;

// A failure that a later success makes pointless to repeat: its form was rendered anew since, or the
// pasted rows were refused for what they say. Pasted rows that never arrived exist nowhere else.
const isMoot = (failure, success) => {
  if (failure.values.rows && failure.status !== 409) return [400, 422].includes(failure.status);
  return failure.address === success.address && failure.about === success.about && !failure.source.isConnected;
};

const after = ({ detail: { xhr } }) => {
  const request = requests.get(xhr);
  if (request?.done) return;
  if (request) request.done = true;
  const ok = taken(xhr);
  answering = null;
  if (request?.form && saved(xhr)) acknowledge(request.form, request.content);
  if (!request?.shown) {
    if (!ok && !request?.dropped && (whole(xhr) || ![409, 413, 422].includes(xhr.status))) say({ text: why(xhr), level: "stop" });
    if (request?.form?.matches(".collide") && ok) giveUp((one) => one.status === 409);
    return;
  }
  pending = Math.max(0, pending - 1);
  if (!pending) clearTimeout(clock);
  const gone = lost(request, xhr);
  if (ok && !gone) {
    failed.delete(request.name);
    for (const [name, one] of failed) if (isMoot(one, request)) failed.delete(name);
    if (saved(xhr)) stamp();
    if (request.form?.matches(".collide")) {
      giveUp((one) => one.status === 409);
      sameForms(request).forEach(abandon);
    }
  } else if (!request.dropped) {
    failed.set(request.name, { ...request, status: xhr.status, why: why(xhr, gone) });
  }
  update();
};

// Asked again with what the form holds now, and with what only that request held: a button, pasted rows.
const repeat = (request) => {
  const { elt, form, verb, path, parameters, values, target, swap } = request;
  const again = elt.isConnected ? elt : (form?.id && document.getElementById(form.id)) || sameForms(request)[0];
  const place = target?.isConnected ? target : undefined;
  window.htmx.ajax(verb, path, { source: again ?? document.body, values: again ? values : parameters, target: place, swap });
};

const again = () => {
  const all = [...failed.values()];
  failed.clear();
  all.forEach(repeat);
  update();
};

const cancel = (link) => {
  if (link.closest(".collide")) giveUp((one) => one.status === 409);
  const form = link.closest("form");
  if (form && link.closest("tr")) {
    abandon(form);
    giveUp((one) => one.address === form.getAttribute("action"));
  }
  update();
};

const leaving = (event) => {
  if (pending || failed.size || watched().some(isUnsaved)) event.preventDefault();
};

const initial = () => {
  const word = status()?.querySelector("[data-when]:not([hidden])")?.dataset.when;
  return word === "saved" ? "saved" : "idle";
};

export const start = () => {
  settled = initial();
  document.body.addEventListener("htmx:configRequest", configure);
  document.body.addEventListener("htmx:beforeRequest", before);
  document.body.addEventListener("htmx:afterRequest", after);
  document.body.addEventListener("htmx:beforeSwap", beforeSwap);
  document.body.addEventListener("htmx:oobBeforeSwap", beforePart);
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("[data-save-retry]")) again();
    const link = event.target.closest("[data-cancel]");
    if (link) cancel(link);
  });
  for (const name of ["input", "change"]) {
    document.addEventListener(name, ({ target }) => {
      if (!target.form) return;
      resume(target.form);
      if (!target.form.closest("[data-save]")) return;
      // One field answers for a form of thousands.
      if (!failed.size && !pending && target.name && isChanged(target)) show("unsaved");
      else update();
    });
  }
  addEventListener("beforeunload", leaving);
};

// A form that was rendered with content to save sends it by itself.
export const arrive = () => {
  for (const form of document.querySelectorAll("form[data-unsaved=send]")) {
    form.dataset.unsaved = "";
    form.requestSubmit();
  }
  update();
};
