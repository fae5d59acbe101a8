// The contents beside a long text mark the place that is being read; on a phone they close once a line was chosen.

const fold = document.querySelector(".outline-fold");
const lines = new Map([...document.querySelectorAll(".outline a[href^='#']")].map((line) => [line.hash.slice(1), line]));

function mark(id) {
  const line = lines.get(id);
  if (!line) return;
  for (const other of lines.values()) other.removeAttribute("aria-current");
  line.setAttribute("aria-current", "location");
  if (line.offsetParent && matchMedia("(width >= 64rem)").matches) line.scrollIntoView({ block: "nearest" });
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) mark(entry.target.dataset.place);
}, { rootMargin: "0px 0px -80% 0px" });
for (const id of lines.keys()) {
  const place = document.getElementById(id);
  const head = place?.querySelector(":scope > h2, :scope > h3") ?? place;
  if (!head) continue;
  head.dataset.place = id;
  seen.observe(head);
}

for (const line of lines.values()) {
  line.addEventListener("click", () => { if (!matchMedia("(width >= 64rem)").matches) fold.open = false; });
}
