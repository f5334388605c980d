// SPDX-License-Identifier: MIT
// A file field that says which file was chosen, takes a dropped one, and refuses one that is too large before it is sent.

function size(bytes, units) {
  const step = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2;
  const amount = bytes / 1024 ** step;
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: step && amount < 10 ? 1 : 0 });
  return `${number.format(amount)}\u00a0${units[step]}`;
}

function describe(input) {
  const label = input.closest("[data-file]");
  const said = label.querySelector("[data-file-name]");
  const trouble = document.getElementById(label.dataset.trouble);
  said.dataset.empty ??= said.textContent;
  const units = label.dataset.units.split(" ");
  const files = [...input.files];
  const large = files.some((file) => file.size > Number(label.dataset.limit || Infinity));
  said.textContent = files.length ? files.map((file) => `${file.name}, ${size(file.size, units)}`).join("; ") : said.dataset.empty;
  if (trouble) trouble.hidden = !large;
  input.setCustomValidity(large ? trouble?.textContent.trim() || " " : "");
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-file] input[type=file]")) describe(event.target);
});

for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const label = event.target.closest?.("[data-file]");
    if (!label) return;
    event.preventDefault();
    label.classList.toggle("is-over", kind === "dragenter" || kind === "dragover");
    if (kind === "drop") {
      const input = label.querySelector("input[type=file]");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

document.addEventListener("submit", (event) => {
  const bad = [...event.target.querySelectorAll("[data-file] input[type=file]")].find((input) => input.validity.customError);
  if (!bad) return;
  event.preventDefault();
  bad.focus();
});
