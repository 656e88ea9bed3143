// Comfort only: a page with two forms says so before one of them is sent and what was typed in the other is lost.
"use strict";

const guarded = [...document.querySelectorAll("form[data-guarded]")];
const touched = new Set();

guarded.forEach((form) => {
  form.addEventListener("input", () => touched.add(form));
  form.addEventListener("submit", (event) => {
    const other = guarded.some((one) => one !== form && touched.has(one));
    if (other && !window.confirm("Les saisies d’un autre formulaire de la page ne sont pas enregistrées. Continuer\u00a0?")) {
      event.preventDefault();
      return;
    }
    touched.clear();
  });
});
window.addEventListener("beforeunload", (event) => {
  if (touched.size) event.preventDefault();
});
