// SPDX-License-Identifier: MIT
// Runs before the first paint. The server names the theme a person has chosen; «as in the system» only the browser knows.
(() => {
  const html = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    if (html.dataset.nTheme === "auto") html.dataset.bsTheme = system.matches ? "dark" : "light";
  };
  system.addEventListener("change", follow);
  follow();
})();
