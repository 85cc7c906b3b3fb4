// A page about something that is under way: its parts are fetched anew until it is over. Without this, reload the page.
"use strict";

const live = document.querySelector("[data-live]");
const EVERY = 1500;
const PATIENCE = 5;
let failed = 0;

// New content for a part, with the same details open and the same one in focus.
function replace(here, part) {
  const open = [...here.querySelectorAll("details[open][id]")].map((one) => one.id);
  const focused = document.activeElement?.closest("details[id]")?.id;
  here.replaceChildren(...part.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.querySelector("summary").focus();
}

async function look() {
  const rows = live.querySelectorAll("[data-append] > *").length;
  const answer = await fetch(`${live.dataset.live}?after=${rows}`, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  if (holder.content.querySelector("[data-over]")) return location.reload();
  for (const part of holder.content.querySelectorAll("[data-part]")) {
    const here = document.getElementById(part.id);
    if ("append" in part.dataset) here.append(...part.children);
    else if (here.innerHTML !== part.innerHTML) replace(here, part);
  }
  failed = 0;
}

async function keepLooking() {
  try {
    if (!document.hidden) await look();
  } catch {
    failed += 1;
    if (failed === PATIENCE) {
      document.getElementById("said").textContent = "The server does not answer any more. Reload the page.";
      return;
    }
  }
  setTimeout(keepLooking, EVERY);
}

if (live) setTimeout(keepLooking, EVERY);
