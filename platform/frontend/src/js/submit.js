// SPDX-License-Identifier: MIT
// A form is sent once; after a second its button says what is going on (data-busy). Filters marked data-autosubmit are
// sent as soon as a list or a tick changes. A form marked data-download is answered with a file and the page stays, so
// it is free again after the second press of a double click.
const sent = new Map();
const DOUBLE_CLICK = 1000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target === "_blank" || form.id === "look") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  const button = event.submitter;
  const timer = setTimeout(() => {
    if (!button?.dataset.busy) return;
    button.dataset.idle = button.textContent;
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-disabled", "true");
  }, 1000);
  sent.set(form, { timer, button });
  if ("download" in form.dataset) setTimeout(() => free(form), DOUBLE_CLICK);
});

function free(form) {
  const { timer, button } = sent.get(form) ?? {};
  clearTimeout(timer);
  if (button?.dataset.idle) {
    button.textContent = button.dataset.idle;
    button.removeAttribute("aria-disabled");
    delete button.dataset.idle;
  }
  sent.delete(form);
}

function release() {
  for (const form of [...sent.keys()]) free(form);
}

addEventListener("pageshow", release);
document.addEventListener("htmx:afterRequest", release);

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-autosubmit]");
  if (form && event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
});
