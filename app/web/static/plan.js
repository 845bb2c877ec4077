// Shows, in the outline, the task whose words the address names; without it the page works, but does not scroll the outline.
"use strict";
function mark() {
  const name = decodeURIComponent(location.hash.slice(1)).split("#")[0];
  document.querySelectorAll(".entry.here").forEach((one) => one.classList.remove("here"));
  const found = name && [...document.querySelectorAll(".entry")].find((one) => one.dataset.name === name);
  if (!found) return;
  found.classList.add("here");
  const pane = found.closest(".pane"), line = found.getBoundingClientRect(), box = pane.getBoundingClientRect();
  if (pane.scrollHeight > pane.clientHeight && (line.top < box.top || line.top > box.bottom - 60)) pane.scrollTop += line.top - box.top - box.height / 3;
}
addEventListener("hashchange", mark);
mark();
