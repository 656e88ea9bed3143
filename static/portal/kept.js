/* What was typed in a section and that the portal does not have yet: kept on this device, offered when one comes back.
   The keys bear the person's number; portal.js erases those of anybody else, and all of them when one signs out. */
(() => {
  "use strict";

  const CONTROLS = ["csrfmiddlewaretoken", "version", "base", "opened_by"];
  const OFFERED = "saisie-reprise";

  const offer = document.querySelector("[data-kept]");
  if (!offer) return;
  const form = document.querySelector("form[data-autosave]");
  const prefix = offer.dataset.kept;
  // One key per window: two windows never erase each other's.
  const own = prefix + Math.random().toString(36).slice(2);

  const attempt = (act, otherwise) => {
    try {
      return act();
    } catch {
      return otherwise;
    }
  };
  const forget = (key) => attempt(() => window.localStorage.removeItem(key));
  const keys = () => Object.keys(window.localStorage).filter((key) => key.startsWith(prefix));
  const read = (key) => ({ key, ...JSON.parse(window.localStorage.getItem(key)) });
  const latestFirst = () => attempt(() => keys().map(read).sort((one, other) => other.at - one.at), []);
  const remember = (key) => attempt(() => window.sessionStorage.setItem(OFFERED, key));
  const takeRemembered = () =>
    attempt(() => {
      const key = window.sessionStorage.getItem(OFFERED);
      window.sessionStorage.removeItem(OFFERED);
      return key;
    }, null);

  const snapshot = () => {
    const data = new FormData(form);
    CONTROLS.forEach((name) => data.delete(name));
    return new URLSearchParams(data).toString();
  };

  const moment = (at) => {
    const when = new Date(at);
    const day = when.toLocaleDateString("fr-FR", { day: "numeric", month: "long" });
    return `le ${day} à ${when.getHours()}\u00a0h\u00a0${String(when.getMinutes()).padStart(2, "0")}`;
  };
  const fillOffer = (copy) => {
    offer.querySelector("[data-kept-when]").textContent = moment(copy.at);
    const resume = offer.querySelector("form");
    resume.querySelectorAll("[data-copied]").forEach((field) => field.remove());
    [...new URLSearchParams(copy.text), ["version", copy.version], ["base", copy.base]].forEach(([name, value]) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      field.dataset.copied = "";
      resume.append(field);
    });
    resume.onsubmit = () => remember(copy.key);
    offer.querySelector("[data-kept-drop]").onclick = () => {
      forget(copy.key);
      makeOffer();
      if (offer.hidden) document.querySelector("main").focus();
    };
  };
  // The form waits behind the offer: typing there meanwhile would make a third version.
  function makeOffer() {
    const now = form ? snapshot() : null;
    const copies = latestFirst();
    copies.filter((one) => one.text === now).forEach((one) => forget(one.key));
    const copy = copies.find((one) => one.text !== now);
    offer.hidden = !copy;
    if (form) form.hidden = Boolean(copy);
    if (!copy) return;
    fillOffer(copy);
    offer.focus();
  }

  if (offer.dataset.settled) {
    const key = takeRemembered();
    if (key) forget(key);
    window.history.replaceState(null, "", window.location.pathname);
  }
  // A browser may put back by itself what was typed before a reload, on top of a newer version. The copy holds it.
  if (form) form.reset();
  makeOffer();

  const write = (copy) =>
    attempt(() => {
      window.localStorage.setItem(own, JSON.stringify(copy));
      return true;
    }, false);
  window.portalTyping = { snapshot, write, forget: () => forget(own), remember: () => remember(own) };
})();
