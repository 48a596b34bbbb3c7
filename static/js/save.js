// The save status: unsaved, saving, saved, or not saved and why. One status per page covers everything
// inside [data-save]: "saved" means that no form there differs from what the server acknowledged, no
// request is under way and none has failed. Other failed requests show a toast.
import { showToast } from "./dialogs.js";
import { abandon, acknowledge, hasNewer, isChanged, isNewer, isUnsaved, resume, snapshot, watched } from "./unsaved.js";

const failed = new Map();
const requests = new WeakMap();
const renewed = new Set();
let swapping = null; // the request whose response is being swapped in
let pending = 0;
let savingTimer = 0;
let restState = "idle"; // shown when nothing is unsaved, pending or failed

// A response that is a whole page (an error page, or the sign-in page after the session ended) is not
// swapped into part of a page, so that input stays.
const isWholePage = (xhr) => /^\s*<!doctype/i.test(xhr.responseText ?? "");
const signedOut = (xhr) => xhr.status === 401 || (isWholePage(xhr) && xhr.responseText.includes('data-page="sign-in"'));
export const succeeded = (xhr) => xhr.status >= 200 && xhr.status < 400 && !signedOut(xhr);

const status = () => document.querySelector("[data-save-status]");

const show = (state, why = "") => {
  const line = status();
  if (!line) return;
  for (const label of line.querySelectorAll("[data-when]")) label.hidden = label.dataset.when !== state;
  const reason = line.querySelector("[data-save-why]");
  if (reason) reason.textContent = why;
};

const showSavedTime = () => {
  restState = "saved";
  const time = status()?.querySelector("[data-save-time]");
  if (time) {
    const now = new Date();
    time.dateTime = now.toISOString();
    delete time.dataset.exact;
    time.textContent = now.toLocaleTimeString(document.documentElement.lang || undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  }
};

// Headers are ASCII; other characters are percent-encoded.
const decode = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

// Why a request failed: the response's X-Reason header, else the text for its status code, which is
// on #toasts as data-why-409 and so on. `gone`: the form has disappeared from the page.
const failureText = (xhr, gone = false) => {
  const reason = xhr.getResponseHeader?.("X-Reason");
  if (reason) return decode(reason);
  const texts = document.getElementById("toasts")?.dataset ?? {};
  const kind = gone ? "404" : signedOut(xhr) ? "401" : xhr.status >= 500 ? "500" : String(xhr.status);
  const wait = Number.parseInt(xhr.getResponseHeader?.("Retry-After") ?? "", 10);
  const text = texts[`why-${kind}`] ?? texts["why-0"] ?? "";
  return Number.isNaN(wait) ? text : text.replace("30", String(wait));
};

// What each request was about, stored by request: after a swap, events refer to what is left on the
// page. Requests repeated by the same button, cell or form have the same name.
const formOf = (node) => node.closest?.("form") ?? node.form ?? null;

const remember = ({ elt, etc, requestConfig: { verb, path, parameters, triggeringEvent }, xhr }) => {
  const form = formOf(elt);
  const submitter = triggeringEvent?.submitter ?? (elt.matches("button") ? elt : null);
  const values = submitter?.name ? { [submitter.name]: submitter.value } : { ...etc.values };
  const about = aboutOf(form);
  // A later score, or a later paste into the same list, replaces the earlier one.
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
  // htmx fires afterRequest only if the sending element is still on the page.
  xhr.addEventListener("loadend", () => after({ detail: { xhr } }));
  return request;
};

export const requestOf = (xhr) => requests.get(xhr);

const aboutOf = (form) => form?.querySelector("input[type=hidden][name=key]")?.value ?? "";
const sameForms = ({ address, about }) => watched().filter((form) => form.getAttribute("action") === address && aboutOf(form) === about);

// Discards failed requests that match, and the forms that sent them.
const discard = (matches) => {
  for (const [name, request] of failed) {
    if (!matches(request)) continue;
    failed.delete(name);
    sameForms(request).forEach(abandon);
  }
};

export const update = () => {
  const [first] = failed.values();
  if (first) show("failed", first.why);
  else if (!pending) show(watched().some((form) => form.closest("[data-save]") && isUnsaved(form)) ? "unsaved" : restState);
};

// Sends the button that was pressed, even if the request was queued and the focus has moved on.
const configure = ({ detail: { elt, headers, parameters, triggeringEvent } }) => {
  headers["X-Person"] = document.body.dataset.person ?? "";
  if (!elt.matches("form") || !triggeringEvent) return;
  for (const control of elt.elements) if (control.matches("button[name]")) delete parameters[control.name];
  const { submitter } = triggeringEvent;
  if (submitter?.name) parameters[submitter.name] = submitter.value;
};

const before = ({ detail }) => {
  if (detail.requestConfig.verb === "get") return;
  if (!remember(detail).shown) return;
  pending += 1;
  if (!failed.size) show("unsaved");
  clearTimeout(savingTimer);
  savingTimer = setTimeout(() => pending && show("saving"), 300);
};

// After signing in again in another tab there is a new session, and forms need its CSRF token.
const setToken = (token) => {
  const { body } = document;
  const roots = [document, ...[...document.querySelectorAll("template")].map((template) => template.content)];
  for (const root of roots) for (const field of root.querySelectorAll("input[name=csrf_token]")) field.value = token;
  const headers = JSON.parse(body.getAttribute("hx-headers") ?? "{}");
  body.setAttribute("hx-headers", JSON.stringify({ ...headers, "X-CSRFToken": token }));
};

// Repeats, once, a request that was refused only because of its CSRF token.
const sendRenewed = (request, token) => {
  setToken(token);
  if (!request || renewed.has(request.name)) return;
  renewed.add(request.name);
  request.dropped = true;
  if (request.parameters.csrf_token) request.parameters.csrf_token = token;
  repeat(request);
};

// Drops a response that would replace a form with newer input, and repeats the request with the current
// values of the form.
const beforeSwap = ({ detail }) => {
  const { xhr } = detail;
  const token = xhr.getResponseHeader("X-Form-Token");
  if (token) sendRenewed(requests.get(xhr), token);
  else renewed.delete(requests.get(xhr)?.name);
  if (signedOut(xhr) || (xhr.status >= 400 && isWholePage(xhr))) {
    detail.shouldSwap = false;
    detail.isError = true;
    return;
  }
  const request = requests.get(xhr);
  swapping = request ?? null;
  if (!request?.form || !detail.shouldSwap || !xhr.getResponseHeader("HX-Retarget")) return;
  if (!detail.target.contains(request.form) || !hasNewer(request.form, request.content)) return;
  detail.shouldSwap = false;
  request.dropped = true;
  repeat(request);
};

// An out-of-band part of a response does not replace a field with input newer than the request.
const beforeOobSwap = ({ detail }) => {
  if (!swapping) return;
  const fields = detail.target.querySelectorAll("input:not([type=hidden]), select, textarea");
  if ([...fields].some((field) => field.name && isNewer(field, swapping.content))) detail.shouldSwap = false;
};

// A response with X-Saved: no only rendered the form again; its content is not saved yet.
const saved = (xhr) => succeeded(xhr) && xhr.getResponseHeader("X-Saved") !== "no";

// A response that removed the form without saving it: its input is lost.
const isLost = (request, xhr) => request.form && !saved(xhr) && succeeded(xhr) && !request.form.isConnected && !sameForms(request).length;

// Whether a success makes repeating an earlier failure pointless: the form was rendered again since, or
// pasted rows were refused for their content. Pasted rows that never arrived must be kept.
const isMoot = (failure, success) => {
  if (failure.values.rows && failure.status !== 409) return [400, 422].includes(failure.status);
  return failure.address === success.address && failure.about === success.about && !failure.source.isConnected;
};

const after = ({ detail: { xhr } }) => {
  const request = requests.get(xhr);
  if (request?.done) return;
  if (request) request.done = true;
  const ok = succeeded(xhr);
  swapping = null;
  if (request?.form && saved(xhr)) acknowledge(request.form, request.content);
  if (!request?.shown) {
    if (!ok && !request?.dropped && (isWholePage(xhr) || ![409, 413, 422].includes(xhr.status))) showToast({ text: failureText(xhr), level: "stop" });
    if (request?.form?.matches(".collide") && ok) discard(({ status: code }) => code === 409);
    return;
  }
  pending = Math.max(0, pending - 1);
  if (!pending) clearTimeout(savingTimer);
  const gone = isLost(request, xhr);
  if (ok && !gone) {
    failed.delete(request.name);
    for (const [name, failure] of failed) if (isMoot(failure, request)) failed.delete(name);
    if (saved(xhr)) showSavedTime();
    if (request.form?.matches(".collide")) {
      discard(({ status: code }) => code === 409);
      sameForms(request).forEach(abandon);
    }
  } else if (!request.dropped) {
    failed.set(request.name, { ...request, status: xhr.status, why: failureText(xhr, gone) });
  }
  update();
};

// Sends a request again with the current values of the form and the request's own values (button, rows).
const repeat = (request) => {
  const { elt, form, verb, path, parameters, values, target, swap } = request;
  const source = elt.isConnected ? elt : (form?.id && document.getElementById(form.id)) || sameForms(request)[0];
  const connectedTarget = target?.isConnected ? target : undefined;
  window.htmx.ajax(verb, path, { source: source ?? document.body, values: source ? values : parameters, target: connectedTarget, swap });
};

const retryFailed = () => {
  const requestsToRepeat = [...failed.values()];
  failed.clear();
  requestsToRepeat.forEach(repeat);
  update();
};

const cancel = (link) => {
  if (link.closest(".collide")) discard(({ status: code }) => code === 409);
  const form = link.closest("form");
  if (form && link.closest("tr")) {
    abandon(form);
    discard(({ address }) => address === form.getAttribute("action"));
  }
  update();
};

const confirmLeaving = (event) => {
  if (pending || failed.size || watched().some(isUnsaved)) event.preventDefault();
};

const initial = () => {
  const shown = status()?.querySelector("[data-when]:not([hidden])")?.dataset.when;
  return shown === "saved" ? "saved" : "idle";
};

export const start = () => {
  restState = initial();
  document.body.addEventListener("htmx:configRequest", configure);
  document.body.addEventListener("htmx:beforeRequest", before);
  document.body.addEventListener("htmx:afterRequest", after);
  document.body.addEventListener("htmx:beforeSwap", beforeSwap);
  document.body.addEventListener("htmx:oobBeforeSwap", beforeOobSwap);
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("[data-save-retry]")) retryFailed();
    const link = event.target.closest("[data-cancel]");
    if (link) cancel(link);
  });
  for (const name of ["input", "change"]) {
    document.addEventListener(name, ({ target }) => {
      if (!target.form) return;
      resume(target.form);
      if (!target.form.closest("[data-save]")) return;
      // One changed field is enough; comparing all fields of a large form is slow.
      if (!failed.size && !pending && target.name && isChanged(target)) show("unsaved");
      else update();
    });
  }
  addEventListener("beforeunload", confirmLeaving);
};

// Submits forms that were rendered with content to save.
export const refresh = () => {
  for (const form of document.querySelectorAll("form[data-unsaved=send]")) {
    form.dataset.unsaved = "";
    form.requestSubmit();
  }
  update();
};
