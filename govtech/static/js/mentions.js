// While a name is typed after @, those who take part are offered. Without this, the name is typed out or ticked below.

const MOST = 8;
const plain = (text) => text.normalize("NFKC").toLowerCase().replaceAll(/\s/g, "");

/** The @ that is being typed and what stands after it, or null. */
function typed(field) {
  const before = field.value.slice(0, field.selectionStart);
  const found = /(?:^|[^A-Za-z0-9._%+-])[@＠]([^\s@＠]*)$/u.exec(before);
  return found && { from: before.length - found[1].length, text: found[1] };
}

function offer(field, names, label) {
  const list = document.createElement("ul");
  list.id = `${field.id}-names`;
  list.className = "mention-names";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  list.hidden = true;
  field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  let at = 0;

  const close = () => {
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  };
  const mark = () => {
    [...list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === at)));
    field.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const choose = (name) => {
    const { from } = typed(field) ?? {};
    close();
    if (from === undefined) return;
    field.setRangeText(`${name} `, from, field.selectionStart, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const show = () => {
    const part = typed(field);
    const wanted = part && plain(part.text);
    const found = part ? names.filter((name) => plain(name).includes(wanted)).slice(0, MOST) : [];
    if (!found.length) return close();
    at = 0;
    list.replaceChildren(...found.map((name, place) => {
      const row = document.createElement("li");
      row.id = `${list.id}-${place}`;
      row.setAttribute("role", "option");
      row.lang = "ja";
      row.textContent = name;
      row.addEventListener("mousedown", (event) => { event.preventDefault(); choose(name); });
      return row;
    }));
    list.hidden = false;
    mark();
  };

  field.addEventListener("input", (event) => { if (!event.isComposing) show(); });
  field.addEventListener("compositionend", show);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) at = (at + step + list.children.length) % list.children.length;
    else if (event.key === "Enter" || event.key === "Tab") choose(list.children[at].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    if (step) mark();
  });
}

for (const field of document.querySelectorAll("textarea[data-mentions]")) {
  const source = document.getElementById(field.dataset.mentions);
  if (source) offer(field, [...source.options].map((option) => option.value), source.dataset.label);
}
