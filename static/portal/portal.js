/* Small helps on top of pages that work without them. */
(() => {
  "use strict";

  const UNLOCK_AFTER = 30000;
  const SENDING = "Envoi en cours…";

  const lock = (form, button) => {
    form.dataset.sent = "true";
    if (!button) return;
    button.dataset.label = button.innerHTML;
    button.textContent = SENDING;
    button.setAttribute("aria-disabled", "true");
    form.querySelector("[data-once-status]").textContent = SENDING;
  };

  const unlock = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[data-label]").forEach((button) => {
      button.innerHTML = button.dataset.label;
      button.removeAttribute("data-label");
      button.removeAttribute("aria-disabled");
    });
    form.querySelector("[data-once-status]").textContent = "";
  };

  // A form with data-once is sent once: a second click while the first is on its way does nothing. The button is not
  // disabled: it keeps the focus, and its name and value leave with the form.
  const sendOnce = (form) => {
    const status = document.createElement("span");
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    status.setAttribute("data-once-status", "");
    form.append(status);
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      lock(form, event.submitter);
      window.setTimeout(unlock, UNLOCK_AFTER, form);
    });
  };

  const once = Array.from(document.querySelectorAll("form[data-once]"));
  once.forEach(sendOnce);
  // The back button may show the page as it was left, locked.
  window.addEventListener("pageshow", () => once.forEach(unlock));

  // What a section could not save stays on this device (kept.js), for the person who typed it: town halls share
  // computers. A session that expired says nothing of who comes next, so a page that nobody is signed in to keeps it.
  const person = document.body.dataset.person;
  // So do the names of files that have not arrived yet (uploads.js).
  const keysOf = (kind) => {
    try {
      return Object.keys(window.localStorage).filter((key) => key.startsWith(`${kind}:`));
    } catch {
      return [];
    }
  };
  const copies = () => keysOf("saisie");
  const erase = (keys) => keys.forEach((key) => window.localStorage.removeItem(key));
  const ASK = "Une saisie n’est pas encore enregistrée. Se déconnecter l’efface de cet appareil. Continuer\u00a0?";
  const all = () => [...copies(), ...keysOf("envoi")];
  if (person) erase(all().filter((key) => key.split(":")[1] !== person));
  document.querySelectorAll("form[data-forget]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (copies().length && !window.confirm(ASK)) {
        event.preventDefault();
        return;
      }
      document.body.dataset.leaving = "true";
      erase(all());
    });
  });

  const summary = document.querySelector(".error-summary");
  // A link to a field of this page (« #id_siret ») has already said where to go.
  if (summary && !window.location.hash) summary.focus();
})();
