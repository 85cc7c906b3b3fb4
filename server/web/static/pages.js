// What pages do beyond HTML. Everything can be read without it: rows are links, forms are forms.
"use strict";

const said = document.getElementById("said");
const say = (words) => { said.textContent = words; };

// -- the tree ---------------------------------------------------------------------------------------------------------

async function rowsFrom(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  return holder.content;
}

function addFolds(rows) {
  for (const node of rows.querySelectorAll(".node[data-below]")) {
    const fold = document.createElement("button");
    fold.type = "button";
    fold.className = "fold";
    fold.setAttribute("aria-expanded", "false");
    fold.setAttribute("aria-label", `Below ${node.dataset.name}`);
    node.firstElementChild.prepend(fold);
  }
}

async function toggle(node, open) {
  const fold = node.querySelector(":scope > .row > .fold");
  if (!fold || fold.ariaBusy === "true" || (fold.ariaExpanded === "true") === open) return;
  let below = node.querySelector(":scope > ul");
  if (!below) {
    fold.ariaBusy = "true";
    try {
      const rows = await rowsFrom(node.dataset.below);
      addFolds(rows);
      below = document.createElement("ul");
      below.append(rows);
      node.append(below);
    } catch {
      say("These items could not be fetched.");
      return;
    } finally {
      fold.ariaBusy = "false";
    }
  }
  below.hidden = !open;
  node.classList.toggle("open", open);
  fold.setAttribute("aria-expanded", String(open));
}

async function showMore(link) {
  const row = link.parentElement;
  link.textContent = "Fetching …";
  try {
    const rows = await rowsFrom(link.dataset.more);
    addFolds(rows);
    const first = rows.querySelector("a");
    const count = [...rows.children].filter((one) => one.matches(".node")).length;
    row.replaceWith(rows);
    first?.focus();
    say(`${count} more items.`);
  } catch {
    link.textContent = "Show more";
    say("These items could not be fetched.");
  }
}

// Arrow keys beside the usual Tab: up and down over what is visible, right opens, left closes or goes up.
function move(tree, event) {
  const here = document.activeElement.closest("li");
  const stops = () => [...tree.querySelectorAll(".row > a, .more > a")].filter((link) => link.offsetParent !== null);
  const step = (by) => {
    const links = stops();
    links[Math.max(0, Math.min(links.length - 1, links.findIndex((link) => link.closest("li") === here) + by))]?.focus();
  };
  const isOpen = here.querySelector(":scope > .row > .fold")?.ariaExpanded === "true";
  switch (event.key) {
    case "ArrowDown": step(1); break;
    case "ArrowUp": step(-1); break;
    case "Home": stops()[0]?.focus(); break;
    case "End": stops().at(-1)?.focus(); break;
    case "ArrowRight": isOpen ? step(1) : toggle(here, true); break;
    case "ArrowLeft":
      if (isOpen) toggle(here, false);
      else here.parentElement.closest(".node")?.querySelector(":scope > .row > a").focus();
      break;
    default: return;
  }
  event.preventDefault();
}

for (const tree of document.querySelectorAll("[data-tree]")) {
  addFolds(tree);
  tree.addEventListener("click", (event) => {
    const fold = event.target.closest(".fold");
    const more = event.target.closest("[data-more]");
    if (fold) toggle(fold.closest(".node"), fold.ariaExpanded !== "true");
    if (more && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      showMore(more);
    }
  });
  tree.addEventListener("keydown", (event) => {
    if (!event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) move(tree, event);
  });
}
for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;

// -- copying ----------------------------------------------------------------------------------------------------------

async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https there is no clipboard to write to: select the text and let the browser copy the selection.
    const range = document.createRange();
    range.selectNodeContents(button.parentElement.querySelector("code"));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    if (!document.execCommand("copy")) return say("Selected: copy it with the keyboard.");
  }
  button.textContent = "Copied";
  say("Copied.");
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

// -- dropping a file --------------------------------------------------------------------------------------------------

const drop = document.querySelector("form.drop");
if (drop) {
  const file = drop.querySelector("[type=file]");
  const button = drop.querySelector("button");
  const limit = Number(drop.dataset.limit);
  const words = button.textContent;
  const busy = (is) => {
    button.disabled = is;
    button.textContent = is ? "Judging …" : words;
  };
  for (const name of ["dragenter", "dragover"]) {
    addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    file.files = event.dataTransfer.files;
    drop.requestSubmit(button);
  });
  drop.addEventListener("submit", (event) => {
    if ([...file.files].reduce((sum, one) => sum + one.size, 0) > limit) {
      event.preventDefault();
      document.getElementById("too-big").hidden = false;
      file.focus();
      return;
    }
    if ((drop.elements.answer?.value ?? "page") === "page") setTimeout(busy, 0, true);
  });
  addEventListener("pageshow", () => busy(false));
}
