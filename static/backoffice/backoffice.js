// Comfort only: every page works without it.
"use strict";

const openMenus = () => document.querySelectorAll("details.menu[open], details.filter[open]");

// A menu closes on Escape, which gives the focus back to it, and on a click elsewhere.
document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    openMenus().forEach((menu) => {
      const hadFocus = menu.contains(document.activeElement);
      menu.open = false;
      if (hadFocus) menu.querySelector("summary").focus();
    });
  }
  // "/" goes to the search box unless somebody is typing.
  if (event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable]")) {
    const box = document.querySelector('[data-key="/"]');
    if (!box) return;
    event.preventDefault();
    box.focus();
  }
});

// The stock autocomplete (select2) leaves its parts without a name: lend them the label of the select they replace.
const nameOf = (select) => {
  const label = select.labels[0]?.textContent.replace(/\s*:\s*$/, "") ?? "";
  return (select.getAttribute("aria-label") || label).trim();
};
const nameAutocompletes = () => {
  document.querySelectorAll("select.admin-autocomplete").forEach((select) => {
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    const shown = box?.querySelector(".select2-selection__rendered");
    if (!shown) return;
    shown.setAttribute("aria-label", `${nameOf(select)}\u00a0: ${shown.title || "aucun choix"}`);
    // Open, it must say what it controls, and its search box what it searches.
    const list = box.getAttribute("aria-owns");
    if (!list) return;
    box.setAttribute("aria-controls", list);
    document.querySelector(".select2-search__field")?.setAttribute("aria-label", `Chercher\u00a0: ${nameOf(select)}`);
  });
};
window.addEventListener("load", () => setTimeout(nameAutocompletes));
document.addEventListener("formset:added", () => setTimeout(nameAutocompletes));
document.addEventListener("focusin", (event) => {
  if (event.target.closest(".select2-selection, .select2-search__field")) nameAutocompletes();
});
