// SPDX-License-Identifier: MIT
// A form marked data-draft keeps what is typed on this device until it is sent, so that a call or a lost network loses
// nothing. Its value tells forms of one page apart; the address is part of the key.
const keyOf = (form) => `draft ${location.pathname} ${form.dataset.draft}`;
const kept = (form) => [...form.querySelectorAll("textarea[name], input[type=text][name], input[type=radio]:checked")];

for (const form of document.querySelectorAll("form[data-draft]")) {
  if (document.getElementById("errors")) continue;
  try {
    for (const [name, value] of Object.entries(JSON.parse(localStorage.getItem(keyOf(form)) ?? "{}"))) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
  } catch {
    localStorage.removeItem(keyOf(form));
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (!form) return;
  const said = form.querySelector("[data-draft-said]");
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(Object.fromEntries(kept(form).map((one) => [one.name, one.value]))));
  } catch {
    return;
  }
  const time = new Date().toLocaleTimeString("ru-RU", { hour: "2-digit", minute: "2-digit" });
  said.querySelector("span").textContent = said.dataset.draftSaid.replace("{time}", time);
  said.hidden = false;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches?.("form[data-draft]")) localStorage.removeItem(keyOf(form));
});
