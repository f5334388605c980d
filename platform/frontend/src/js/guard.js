// SPDX-License-Identifier: MIT
// A form marked data-guard asks before it is left with something typed and not saved.
const touched = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (form) touched.add(form);
});

document.addEventListener("submit", (event) => touched.delete(event.target));
document.addEventListener("reset", (event) => touched.delete(event.target));

addEventListener("beforeunload", (event) => {
  if ([...touched].some((form) => form.isConnected)) event.preventDefault();
});
