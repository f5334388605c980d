// SPDX-License-Identifier: MIT
// Everything here adds comfort to pages that work without it. Each module listens on the document, so fragments that
// htmx puts in later need no start of their own.
import "./js/disclosure.js";
import "./js/look.js";
import "./js/reveal.js";
import "./js/files.js";
import "./js/selection.js";
import "./js/dialogs.js";
import "./js/guard.js";
import "./js/draft.js";
import "./js/printing.js";
import "./js/submit.js";
import "./js/copy.js";
import "./js/errors.js";
import "./js/fragments.js";
