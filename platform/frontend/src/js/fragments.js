// SPDX-License-Identifier: MIT
// htmx for the parts of a page that refresh themselves; settings are in the meta tag htmx-config.
import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";

// Swap «morph» keeps focus and what is being typed. The extension that comes with idiomorph builds functions from
// strings, which the content policy refuses, hence this one.
htmx.defineExtension("morph", {
  isInlineSwap: (style) => style === "morph",
  handleSwap: (style, target, fragment) =>
    style === "morph" ? Idiomorph.morph(target, fragment.children, { morphStyle: "outerHTML" }) : false,
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  if (token) event.detail.headers["X-CSRFToken"] = token;
});

const trouble = document.getElementById("trouble");

for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(kind, () => trouble?.removeAttribute("hidden"));
}
document.addEventListener("htmx:afterOnLoad", () => trouble?.setAttribute("hidden", ""));

// A field that somebody had just stepped into may be gone after a swap: reading goes on at the field in its place.
const FIELDS = "input:not([type=hidden]), select, textarea, button, a[href]";
let left = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target } = event.detail;
  const place = target.id ? [...target.querySelectorAll(FIELDS)].indexOf(document.activeElement) : -1;
  left = place < 0 ? null : { id: target.id, place };
});
document.addEventListener("htmx:afterSettle", () => {
  if (!left || document.activeElement !== document.body) return;
  const fields = [...(document.getElementById(left.id)?.querySelectorAll(FIELDS) ?? [])];
  fields[Math.min(left.place, fields.length - 1)]?.focus();
  left = null;
});
