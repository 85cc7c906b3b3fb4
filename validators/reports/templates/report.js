// Filters what the report lists, and copies exchanges. Everything can be read without it: the forms are hidden until this
// runs, and the buttons are made by it.
function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

// A form filters the rows in its list, and the groups that hold them where there are any. `data-sort` of a row, or of
// its group, is what the boxes name: a severity or an outcome.
function filters(form) {
  const list = document.getElementById(`of-${form.dataset.filters}`);
  const words = form.querySelector("[type=search]");
  const shown = form.querySelector(".shown");
  const boxes = [...form.querySelectorAll("[type=checkbox]")];
  const groups = [...list.querySelectorAll(".group")];
  const parts = (groups.length ? groups : [list]).map((element) => ({
    element,
    heading: element.querySelector("summary")?.textContent.toLowerCase() ?? "",
    rows: [...element.querySelectorAll("tr[data-sort], [data-sort] > table > tbody > tr")].map((row) => ({
      row,
      sort: row.dataset.sort ?? element.dataset.sort,
      text: row.textContent.toLowerCase(),
    })),
  }));

  function filter() {
    const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const sorts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let rules = 0;
    let rows = 0;
    for (const part of parts) {
      let visible = 0;
      for (const { row, sort, text } of part.rows) {
        const said = wanted.every((word) => text.includes(word) || part.heading.includes(word));
        row.hidden = !(sorts.has(sort) && said);
        visible += row.hidden ? 0 : 1;
      }
      if (groups.length) part.element.hidden = visible === 0;
      rules += visible > 0 ? 1 : 0;
      rows += visible;
    }
    shown.textContent = groups.length ? `${count(rows, form.dataset.noun)} of ${count(rules, "rule")}` : count(rows, form.dataset.noun);
  }

  let pause;
  words.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(filter, 120);
  });
  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
  return { boxes, words, filter };
}

const forms = new Map([...document.querySelectorAll("form[data-filters]")].map((form) => [form.dataset.filters, filters(form)]));

// A link may lead to what a filter hides: then the filter gives way.
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!(target instanceof HTMLDetailsElement)) return;
  target.open = true;
  const form = forms.get(target.parentElement.id.replace(/^of-/, ""));
  if (!target.hidden || !form) return;
  form.words.value = "";
  form.boxes.forEach((box) => (box.checked = true));
  form.filter();
  target.scrollIntoView();
}

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(text); // where a page may not write to the clipboard, one key is left to press
    button.textContent = "Selected";
  }
}

function addButtons(exchange) {
  for (const text of exchange.querySelectorAll("pre[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", () => copy(button, text));
    text.previousElementSibling.append(button);
    delete text.dataset.copy;
  }
}

// Toggle events do not bubble, but they can be caught on the way down.
document.addEventListener("toggle", ({ target }) => target.matches(".exchange[open]") && addButtons(target), true);
addEventListener("hashchange", openTarget);
addEventListener("beforeprint", () => document.querySelectorAll(".group").forEach((group) => (group.open = true)));
openTarget();
