// SPDX-License-Identifier: MIT
// A button marked data-prints sends the page to the printer.
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-prints]")) print();
});
