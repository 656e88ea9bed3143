/* The simulator: search while typing, questions that depend on others, printing. Everything works without it. */
(() => {
  "use strict";

  const PAUSE = 250;
  const form = document.querySelector("form.simulator");
  const input = document.querySelector("[data-search]");
  const checked = (name) => form.querySelector(`[name="${name}"]:checked`);

  const search = () => {
    const found = document.getElementById(input.dataset.found);
    const said = document.getElementById("trouvees-dites");
    let waiting = 0;
    let asked = "";

    const show = async () => {
      const text = input.value.trim();
      if (text === asked || text.length === 1) return;
      asked = text;
      const query = new URLSearchParams({ q: text });
      const chosen = checked("siren");
      if (chosen) query.set("siren", chosen.value);
      try {
        const answer = await fetch(`${input.dataset.search}?${query}`, { headers: { Accept: "text/html" } });
        if (!answer.ok || input.value.trim() !== text) return;
        found.innerHTML = await answer.text();
        said.textContent = document.getElementById("trouvees-etat").textContent.trim();
      } catch {
        // The line is cut: the button « Chercher » stays.
      }
    };

    input.addEventListener("input", () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(show, PAUSE);
    });
    // Enter would reload the page, the list being there already.
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      window.clearTimeout(waiting);
      asked = "";
      show();
    });
  };

  // In another field, Enter asks for the result, not for a search: the first button of the form is « Chercher ».
  const enterComputes = () => {
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target === input || event.target.tagName !== "INPUT") return;
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-compute]"));
    });
  };

  const dependOn = () => {
    const show = () => {
      const measure = checked("measure");
      const cameras = checked("cameras");
      form.querySelectorAll("[data-only]").forEach((part) => {
        part.hidden = !measure || part.dataset.only !== measure.value;
      });
      form.querySelectorAll("[data-when]").forEach((part) => {
        part.hidden = !cameras || cameras.value !== "yes";
      });
    };
    form.addEventListener("change", show);
    show();
  };

  if (form) {
    if (input) search();
    enterComputes();
    dependOn();
  }
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  const summary = document.querySelector(".error-summary");
  // The address ends with #resultat even when there is none.
  if (summary) summary.focus();
  else if (window.location.hash === "#resultat") document.getElementById("resultat")?.focus();
})();
