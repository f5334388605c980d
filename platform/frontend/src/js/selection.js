// SPDX-License-Identifier: MIT
// Ticked rows and the bar that says how many there are. Inside [data-selection]: input[data-select] per row,
// input[data-select-all] in the heading, [data-selection-bar] with [data-selection-count] and [data-selection-clear].
const MOST_NAMES = 4;

function refresh(area) {
  const boxes = [...area.querySelectorAll("input[data-select]")];
  const ticked = boxes.filter((box) => box.checked);
  const all = area.querySelector("input[data-select-all]");
  if (all) {
    all.checked = ticked.length > 0 && ticked.length === boxes.length;
    all.indeterminate = ticked.length > 0 && !all.checked;
  }
  const bar = area.querySelector("[data-selection-bar]");
  bar?.toggleAttribute("data-empty", ticked.length === 0);
  const count = bar?.querySelector("[data-selection-count]");
  if (!count) return;
  const names = ticked.map((box) => box.dataset.select).filter(Boolean);
  const list = new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" });
  const few = names.length > 0 && names.length <= MOST_NAMES;
  const sentence = few ? count.dataset.few : count.dataset.many;
  count.textContent = ticked.length ? sentence.replace("{num}", ticked.length).replace("{names}", list.format(names)) : "";
}

document.addEventListener("change", (event) => {
  const area = event.target.closest?.("[data-selection]");
  if (!area) return;
  if (event.target.matches("[data-select-all]")) {
    for (const box of area.querySelectorAll("input[data-select]")) box.checked = event.target.checked;
  }
  refresh(area);
});

document.addEventListener("click", (event) => {
  const clear = event.target.closest("[data-selection-clear]");
  if (!clear) return;
  const area = clear.closest("[data-selection]");
  for (const box of area.querySelectorAll("input[data-select]")) box.checked = false;
  refresh(area);
  area.querySelector("input[data-select-all], input[data-select]")?.focus();
});

// A browser may bring ticks back on reload or return.
addEventListener("pageshow", () => document.querySelectorAll("[data-selection]").forEach(refresh));
