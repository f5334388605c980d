// SPDX-License-Identifier: MIT
// Buttons that open a part of the page, and menus made of <details>.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-discloses]");
  if (button) {
    const part = document.getElementById(button.getAttribute("aria-controls"));
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    part.classList.toggle("show", open);
  }
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    const inside = menu.contains(event.target);
    const chosen = inside && event.target.closest("a, button") && !event.target.closest("summary");
    if (!inside || chosen) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details[data-menu][open]") ?? document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
