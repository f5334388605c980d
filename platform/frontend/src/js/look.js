// SPDX-License-Identifier: MIT
// Theme and the version for the visually impaired. The form posts to the server with or without this script; the server
// alone decides what a choice means and answers with the attributes of <html>.
const html = document.documentElement;
const form = document.getElementById("look");

function show(look) {
  for (const name of html.getAttributeNames()) if (name.startsWith("data-vi")) html.removeAttribute(name);
  for (const [name, value] of Object.entries(look.attributes)) html.setAttribute(name, value);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  html.dataset.bsTheme = look.theme === "auto" ? (dark ? "dark" : "light") : look.theme;
  for (const [name, value] of Object.entries(look.choices)) {
    for (const input of form.querySelectorAll(`input[name="${name}"]`)) input.checked = input.value === value;
  }
  document.getElementById("vi").hidden = !look.panel;
  describe();
}

function describe() {
  for (const button of document.querySelectorAll("[aria-controls=vi]")) {
    button.setAttribute("aria-expanded", String(!document.getElementById("vi").hidden));
  }
  for (const button of document.querySelectorAll("[data-theme-toggle]")) {
    const dark = html.dataset.bsTheme === "dark";
    button.setAttribute("aria-pressed", String(dark));
    button.value = dark ? "light" : "dark";
  }
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.value === html.dataset.nTheme));
  }
}

async function save(name, value) {
  const body = new FormData(form);
  body.set(name, value);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.ok) show(await answer.json());
}

if (form) {
  form.addEventListener("change", () => save("do", "apply"));
  document.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    event.preventDefault();
    const button = event.submitter;
    save(button?.name || "do", button?.value || "apply");
    if (button?.value === "off") document.getElementById("main")?.focus();
  });
  describe();
}
