#!/bin/sh
# htmx shows a swapped-in link for 20 ms before it obeys it: a click meanwhile leaves the page.
#
# Seen with htmx 2.0.11 in jsdom 27.4.0, and so in browsers. A swap inserts the new nodes at once; the
# attributes hx-get and so on of what is new are read when it settles, defaultSettleDelay (20 ms)
# later. A script that presses a key or a test that clicks what it sees in that time gets the plain
# link or form. Waiting for htmx:load helps, and so does a settle delay of 0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private": true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts htmx.org@2.0.11 jsdom@27.4.0
cat >swap.js <<'NODE'
const { readFileSync } = require("node:fs");
const { JSDOM, VirtualConsole } = require("jsdom");

const source = readFileSync("node_modules/htmx.org/dist/htmx.js", "utf8");
const page = new JSDOM('<!doctype html><div id="list"></div>', {
  runScripts: "outside-only",
  pretendToBeVisual: true,
  url: "http://localhost/",
  virtualConsole: new VirtualConsole(),
});
const { window } = page;
// jsdom's XPath is not the browsers'; htmx looks for hx-on attributes with it, and there are none.
window.XPathEvaluator = class {
  createExpression() {
    return { evaluate: () => ({ iterateNext: () => null }) };
  }
};
window.eval(`${source}; window.htmx = htmx;`);
const { document, htmx } = window;
let requests = 0;
document.body.addEventListener("htmx:beforeRequest", (event) => {
  requests += 1;
  event.preventDefault();
});
const row = '<a class="edit" href="/list" hx-get="/row">Edit</a>';
const click = () => {
  const event = new window.MouseEvent("click", { bubbles: true, cancelable: true });
  requests = 0;
  const followed = document.querySelector(".edit").dispatchEvent(event);
  return `${requests} htmx request, page ${followed ? "left for the href" : "stays"}`;
};
const report = async (delay) => {
  const list = document.getElementById("list");
  const settled = new Promise((done) => list.addEventListener("htmx:load", done, { once: true }));
  htmx.config.defaultSettleDelay = delay;
  htmx.swap(list, row, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: delay });
  console.log(`settle delay ${delay}: right after the swap: ${click()}`);
  await settled;
  console.log(`settle delay ${delay}: after htmx:load: ${click()}`);
};
(async () => {
  console.log(`htmx ${htmx.version}, default settle delay ${htmx.config.defaultSettleDelay} ms`);
  await report(20);
  await report(0);
})();
NODE
node swap.js >seen
cat seen
diff - seen <<'EXPECTED'
htmx 2.0.11, default settle delay 20 ms
settle delay 20: right after the swap: 0 htmx request, page left for the href
settle delay 20: after htmx:load: 1 htmx request, page stays
settle delay 0: right after the swap: 1 htmx request, page stays
settle delay 0: after htmx:load: 1 htmx request, page stays
EXPECTED
