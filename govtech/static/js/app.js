// What makes pages quicker to use. Every page works without it; words come from the page, in the reader's language.

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");
const wide = matchMedia("(width >= 64rem)");

/** "/" goes to the search box. */
function slashToSearch(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  const box = ["home-search", "site-search"].map((id) => document.getElementById(id)).find((found) => found?.offsetParent);
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

/** While a question is typed, ways to go on are offered beneath the box. */
function complete(box) {
  const list = document.createElement("datalist");
  list.id = `${box.id}-ways`;
  box.after(list);
  box.setAttribute("list", list.id);
  let waiting;
  let asked = "";
  box.addEventListener("input", (event) => {
    clearTimeout(waiting);
    const typed = box.value.trim();
    if (event.isComposing || typed.length < 2 || typed === asked) return;
    waiting = setTimeout(async () => {
      asked = typed;
      const answer = await fetch(`${box.form.action}/complete?${new URLSearchParams({ q: typed })}`).catch(() => null);
      if (!answer?.ok || box.value.trim() !== typed) return;
      list.replaceChildren(...(await answer.json()).map((words) => new Option(words, words)));
    }, 150);
  });
}

/** The Enter that confirms a conversion (isComposing, or keyCode 229 in Safari) never sends a form. */
let composedAt = -Infinity;
function guardConversion(event) {
  const confirming = event.isComposing || event.keyCode === 229 || event.timeStamp - composedAt < 20;
  if (event.key !== "Enter" || !confirming || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  event.stopPropagation();
}

/** Characters left, counted as the server counts them: by code point, line ends as one. */
function count(note) {
  const field = document.getElementById(note.dataset.counter);
  if (!field) return;
  const limit = Number(note.dataset.limit);
  const fixed = note.textContent;
  const show = () => {
    const left = limit - [...field.value.replaceAll("\r\n", "\n")].length;
    const quiet = "late" in note.dataset && left > limit * 0.2;
    const words = left < 0 ? note.dataset.over : note.dataset.left;
    note.textContent = quiet ? fixed : words.replace("%(n)s", Math.abs(left).toLocaleString());
    note.classList.toggle("counter-over", left < 0);
  };
  field.addEventListener("input", show);
  show();
}

/** A form with long texts warns before it is left unsent. */
function keepDrafts(form) {
  if (form.method !== "post" || !form.querySelector("textarea")) return;
  let changed = Boolean(document.getElementById("error-summary"));
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", (event) => { if (!event.defaultPrevented) changed = false; });
  form.addEventListener("kept", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

/** A draft is saved while it is written, one time after the other; `place` tells how it went. */
function saveByItself(place) {
  const form = document.getElementById(place.dataset.autosave);
  let waiting;
  let sending = false;
  let changed = false;
  const send = async () => {
    if (sending || !changed) return;
    [sending, changed] = [true, false];
    const content = new FormData(form);
    content.set("then", "autosave");
    const body = form.enctype === "multipart/form-data" ? content : new URLSearchParams(content); // long tables have more fields than parts are taken
    const answer = await fetch(form.getAttribute("action") ?? location.href, { method: "POST", body }).catch(() => null);
    const told = (await answer?.text().catch(() => null)) ?? "<html"; // a page of its own is no word about the form
    sending = false;
    if (form.dataset.sent) return; // the form itself is on its way: its answer counts
    if (!answer || answer.status >= 500 || answer.redirected || told.includes("<html")) {
      changed = true;
      place.textContent = place.dataset.failed;
      waiting = setTimeout(send, 10_000);
      return;
    }
    place.innerHTML = told;
    for (const part of place.querySelectorAll("template[data-into]")) {
      document.getElementById(part.dataset.into)?.replaceChildren(part.content); // beside the form, and not read aloud
      part.remove();
    }
    const kept = place.querySelector("[data-version]");
    if (kept?.dataset.version) form.elements.namedItem("version").value = kept.dataset.version;
    if (kept && !changed) form.dispatchEvent(new Event("kept"));
    if (changed) waiting = setTimeout(send, 1500);
  };
  form.addEventListener("input", (event) => {
    changed = true;
    clearTimeout(waiting);
    if (!event.isComposing) waiting = setTimeout(send, 1500);
  });
  form.addEventListener("compositionend", () => { waiting = setTimeout(send, 1500); });
  form.addEventListener("submit", () => clearTimeout(waiting));
}

/** A line of a table that is written in goes up or down at once; without script the server puts the lines in order. */
function moveLine(event) {
  const button = event.target.closest?.("button[data-move]");
  if (!button) return;
  event.preventDefault();
  const line = button.closest("tr");
  const up = button.dataset.move === "up";
  const other = up ? line.previousElementSibling : line.nextElementSibling;
  if (!other) return;
  if (up) other.before(line);
  else other.after(line);
  const place = String([...line.parentElement.children].indexOf(line) + 1);
  const told = button.form.querySelector("[data-moved]");
  if (told) told.textContent = told.dataset.moved.replace("%(row)s", line.dataset.row).replace("%(n)s", place);
  const hidden = getComputedStyle(button).visibility === "hidden"; // the first line has no way up
  (hidden ? line.querySelector(`button[data-move=${up ? "down" : "up"}]`) : button).focus();
  line.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Files that are too large are told at their field, when they are chosen and before the form is sent. */
function weigh(input) {
  const large = [...input.files].reduce((sum, file) => sum + file.size, 0) > Number(input.dataset.limit);
  const told = document.getElementById(`${input.id}-large`);
  if (!large) {
    if (told) input.removeAttribute("aria-invalid");
    told?.remove();
  } else if (!told) {
    const note = document.createElement("div");
    note.className = "field-error";
    note.id = `${input.id}-large`;
    note.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = input.dataset.large;
    note.append(words);
    input.before(note);
    const about = input.getAttribute("aria-describedby") ?? "";
    if (!about.includes(note.id)) input.setAttribute("aria-describedby", `${about} ${note.id}`.trim());
    input.setAttribute("aria-invalid", "true");
  }
  return large;
}
const weighed = "input[type=file][data-large]";

/** Such a form stays as it is. */
function keepLarge(event) {
  const large = [...event.target.querySelectorAll(weighed)].filter(weigh);
  if (!large.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  large[0].focus();
}

/** A button that fills in a day and an hour. */
function fillIn(event) {
  const button = event.target.closest?.("[data-fill]");
  if (!button) return;
  const day = document.getElementById(button.dataset.fill);
  document.getElementById(`${day.id}-time`).value = button.dataset.clock;
  day.value = button.dataset.day;
  day.dispatchEvent(new Event("input", { bubbles: true }));
  day.focus();
}

/** A form is sent once, however often the button is pressed; coming back to the page opens it again. */
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
}

/** A step that binds or cannot be undone is asked about once more. */
function askFirst(event) {
  const form = event.target.closest("form[data-confirm]");
  if (!form || form.dataset.confirmed || !window.HTMLDialogElement) return;
  event.preventDefault();
  event.stopPropagation();
  const button = event.submitter ?? form.querySelector("button");
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const question = document.createElement("p");
  question.id = "confirm-question";
  question.textContent = form.dataset.confirm;
  dialog.setAttribute("aria-labelledby", question.id);
  const go = document.createElement("button");
  go.type = "button";
  go.className = button.className;
  go.textContent = button.textContent.trim();
  const stay = document.createElement("button");
  stay.type = "button";
  stay.className = "button button-secondary";
  stay.textContent = form.dataset.cancel;
  stay.autofocus = true;
  const row = document.createElement("div");
  row.className = "buttons";
  row.append(go, stay);
  dialog.append(question, row);
  go.addEventListener("click", () => {
    form.dataset.confirmed = "yes";
    dialog.close();
    form.requestSubmit(event.submitter);
  });
  stay.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    button.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** Panels that hang from the header close with Escape and with a click elsewhere. */
function closePanels(event) {
  for (const panel of document.querySelectorAll("details[data-popover][open]")) {
    if (event.type === "keydown" ? event.key === "Escape" : !panel.contains(event.target)) {
      panel.open = false;
      if (event.type === "keydown") panel.querySelector("summary").focus();
    }
  }
}

/** Browsers that cannot show a closed <details> by style get it opened where there is room. */
function openWhereWide(root) {
  if (CSS.supports("selector(::details-content)") || !wide.matches) return;
  for (const part of root.querySelectorAll("details.menu, details.filters, details.outline-fold")) part.open = true;
}

/** Wide tables in texts can be scrolled by keyboard. */
function reachTables(root) {
  for (const table of root.querySelectorAll(".prose table, .prose pre")) {
    if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
  }
}

function enhance(root) {
  root.querySelectorAll("[data-counter]").forEach(count);
  root.querySelectorAll("form[data-form]").forEach(keepDrafts);
  root.querySelectorAll("[data-autosave]").forEach(saveByItself);
  root.querySelectorAll("[data-preview], [data-fill]").forEach((part) => { part.hidden = false; });
  openWhereWide(root);
  reachTables(root);
  root.querySelector("[data-focus]")?.focus();
}

document.addEventListener("keydown", guardConversion, true);
document.addEventListener("compositionend", (event) => { composedAt = event.timeStamp; }, true);
document.addEventListener("keydown", slashToSearch);
document.addEventListener("keydown", closePanels);
document.addEventListener("click", closePanels);
document.addEventListener("click", fillIn);
document.addEventListener("click", moveLine);
document.addEventListener("change", (event) => { if (event.target.matches?.(weighed)) weigh(event.target); });
document.addEventListener("submit", keepLarge, true);
document.addEventListener("submit", askFirst, true);
document.addEventListener("submit", sendOnce);
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.addEventListener("htmx:config:request", (event) => {
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:after:swap", (event) => {
  const part = event.target instanceof Element ? event.target : document.body;
  reachTables(part);
  part.querySelector("[data-focus]")?.focus();
});
for (const name of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(name, (event) => {
    const { ctx } = event.detail ?? {};
    const status = ctx?.response?.status ?? 0;
    if (ctx?.target instanceof Element && (status === 0 || status >= 500)) {
      ctx.target.textContent = document.body.dataset.failed;
    }
  });
}

enhance(document);
for (const id of ["home-search", "site-search"]) {
  const box = document.getElementById(id);
  if (box) complete(box);
}
document.fonts?.ready.then(() => reachTables(document)); // letters of another width make other tables wide
