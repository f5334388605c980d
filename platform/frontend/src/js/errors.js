// SPDX-License-Identifier: MIT
// A form that came back with mistakes: the summary is where reading goes on.
document.querySelector("[data-error-summary]")?.focus();
