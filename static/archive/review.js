// Offers records under a field that takes a slug or a name, while one types.
// Without this script the field is an ordinary one.
"use strict";

const root = document.querySelector("[data-records]");
const offered = document.getElementById("review-records");
const PAUSE_MS = 200;
let waiting;

async function offer(field) {
  const address = new URL(root.dataset.records, location.href);
  address.searchParams.set("kind", field.dataset.kind);
  address.searchParams.set("term", field.value);
  const answer = await fetch(address);
  if (!answer.ok) return;
  const { records } = await answer.json();
  offered.replaceChildren(
    ...records.map(({ slug, name }) => {
      const option = document.createElement("option");
      option.value = slug;
      option.textContent = name;
      return option;
    }),
  );
}

root.addEventListener("input", ({ target }) => {
  if (!target.dataset.kind) return;
  clearTimeout(waiting);
  waiting = setTimeout(offer, PAUSE_MS, target);
});
