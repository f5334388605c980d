// SPDX-License-Identifier: MIT
// «Copy» beside an address or a check sum: data-copies names the element, data-copied is what the button then says.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copies);
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  document.getElementById("said").textContent = button.dataset.copied;
});
