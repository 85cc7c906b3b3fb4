// Filters the findings. Everything can be read without it: the form is hidden until this runs.
const form = document.getElementById("filter");
const words = document.getElementById("words");
const shown = document.getElementById("shown");
const boxes = [...form.querySelectorAll("[name=severity]")];
const groups = [...document.querySelectorAll(".group")].map((element) => ({
  element,
  heading: element.querySelector("summary").textContent.toLowerCase(),
  rows: [...element.querySelectorAll("tbody tr")].map((row) => ({ row, text: row.textContent.toLowerCase() })),
}));

function filter() {
  const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  let rules = 0;
  let samples = 0;
  for (const { element, heading, rows } of groups) {
    let visible = 0;
    for (const { row, text } of rows) {
      row.hidden = !wanted.every((word) => text.includes(word) || heading.includes(word));
      visible += row.hidden ? 0 : 1;
    }
    element.hidden = !severities.has(element.dataset.severity) || (wanted.length > 0 && visible === 0);
    rules += element.hidden ? 0 : 1;
    samples += element.hidden ? 0 : visible;
  }
  shown.textContent = `${count(samples, "sample")} of ${count(rules, "rule")}`;
}

function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

let pause;
words.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(filter, 120);
});
form.addEventListener("change", filter);
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", openTarget);
addEventListener("beforeprint", () => groups.forEach(({ element }) => (element.open = true)));
form.hidden = false;
filter();
openTarget();
