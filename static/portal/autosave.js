/* A section is saved while it is typed, and kept on this device when it cannot be.
   Without this file the page's buttons save all the same. */
(() => {
  "use strict";

  const PAUSE = 3000;
  const COPY_PAUSE = 400;
  const RETRIES = [5000, 15000, 30000, 60000];
  const SILENT = "le portail ne répond pas, nouvel essai bientôt";

  const form = document.querySelector("form[data-autosave]");
  const typing = window.portalTyping;
  const session = window.portalSession;
  if (!form || !typing || !session) return;

  const states = document.querySelectorAll("[data-save-state]");
  const announce = form.querySelector("[data-save-announce]");
  const problem = form.querySelector("[data-save-problem]");
  const compare = form.querySelector("[data-compare]");
  const signIn = form.querySelector("[data-sign-in-open]");
  const input = (name) => form.querySelector(`input[name=${name}]`);
  form.querySelector("[data-save-bar]").hidden = false;

  let saved = typing.snapshot();
  let unanswered = "";
  let stopped = "";
  let failures = 0;
  let canKeep = true;
  let running = null;
  let timer;
  let copyTimer;

  const isDirty = () => Boolean(unanswered) || typing.snapshot() !== saved;
  const keep = () => {
    window.clearTimeout(copyTimer);
    if (!isDirty() || document.body.dataset.leaving) return;
    const [version, base] = [input("version").value, input("base").value];
    canKeep = typing.write({ at: Date.now(), text: typing.snapshot(), version, base });
  };

  /* What the page says. */
  const show = (text, look = "") => {
    states.forEach((state) => {
      state.textContent = text;
      state.classList.toggle("is-saving", look === "is-saving");
      state.classList.toggle("is-lost", look === "is-lost");
    });
    // The wait is not read aloud: what comes of it is.
    if (look !== "is-saving" && announce.textContent !== text) announce.textContent = text;
  };
  const lost = (reason) => {
    keep();
    const where = canKeep ? "gardé sur cet appareil" : "cet appareil ne peut rien garder, ne fermez pas cette page";
    show(`Pas enregistré\u00a0: ${reason}, ${where}`, "is-lost");
    return false;
  };
  const explain = (message, button) => {
    problem.querySelector("[data-save-reason]").textContent = message;
    compare.hidden = button !== compare;
    signIn.hidden = button !== signIn;
    problem.hidden = false;
  };
  const retryLater = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(flush, RETRIES[Math.min(failures, RETRIES.length - 1)]);
    failures += 1;
  };

  /* What comes of a request. */
  const onSaved = (told, text) => {
    input("version").value = told.version;
    input("base").value = told.base;
    saved = text;
    unanswered = "";
    failures = 0;
    problem.hidden = true;
    session.close();
    if (typing.snapshot() === saved) typing.forget();
    show(told.message);
    return true;
  };
  const onRefused = (told) => {
    unanswered = "";
    stopped = told.state;
    explain(told.message, told.state === "stale" ? compare : null);
    return lost("voyez ci-dessous");
  };
  const onSignedOut = () => {
    explain("Votre session a expiré.", signIn);
    lost("session expirée");
    session.ask(false);
    return false;
  };
  const onTrouble = (answer, text) => {
    if (answer.status === 400 || answer.status === 413) return lost("texte trop long, raccourcissez-le");
    if (answer.status >= 500) unanswered = text;
    retryLater();
    return lost(SILENT);
  };

  const attempt = async (text) => {
    show("Enregistrement…", "is-saving");
    const body = new URLSearchParams(text);
    ["version", "base", "opened_by"].forEach((name) => body.set(name, input(name).value));
    let answer;
    let told = null;
    try {
      answer = await session.post(form.dataset.autosave, body);
      const isTold = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (isTold) told = await answer.json();
    } catch {
      // Perhaps it was saved and only the answer was lost: the same text goes first, and is no conflict.
      unanswered = text;
      retryLater();
      return lost(window.navigator.onLine ? SILENT : "hors connexion");
    }
    if (session.isRedirect(answer)) return onSignedOut();
    if (!told) return onTrouble(answer, text);
    return told.state === "saved" ? onSaved(told, text) : onRefused(told);
  };
  const sendAll = async () => {
    window.clearTimeout(timer);
    while (!stopped && isDirty()) {
      if (!(await attempt(unanswered || typing.snapshot()))) return false;
    }
    if (stopped) keep();
    return !stopped;
  };
  function flush() {
    if (!running) {
      running = sendAll().finally(() => {
        running = null;
      });
    }
    return running;
  }

  /* When it is saved: a pause, a field left, the network back, the window left or found again. */
  const saveSoon = () => {
    window.clearTimeout(copyTimer);
    copyTimer = window.setTimeout(keep, COPY_PAUSE);
    if (stopped || failures) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(flush, PAUSE);
  };
  const saveNow = () => {
    keep();
    if (!stopped && isDirty()) flush();
  };
  form.addEventListener("input", saveSoon);
  form.addEventListener("focusout", () => {
    if (!failures) saveNow();
  });
  window.addEventListener("online", saveNow);
  document.addEventListener("visibilitychange", saveNow);
  document.addEventListener("portal:signed-in", saveNow);
  signIn.addEventListener("click", () => session.ask(true));
  window.addEventListener("pagehide", keep);
  window.addEventListener("beforeunload", (event) => {
    keep();
    if (isDirty() && !canKeep) event.preventDefault();
  });
  // The back button shows the page as it was left, older than what was saved since.
  const [navigation] = window.performance.getEntriesByType("navigation");
  window.addEventListener("pageshow", (event) => {
    const isBack = event.persisted || (navigation && navigation.type === "back_forward");
    if (isBack && !isDirty()) window.location.reload();
  });

  /* The buttons lead on once the text is safe; while it is not, the page stays. */
  let isPassing = false;
  const whenSafe = (target) => async (event) => {
    const leadsOn = event.submitter === compare || stopped === "other" || (!stopped && !isDirty());
    if (isPassing || leadsOn) return;
    event.preventDefault();
    const isSafe = await flush();
    if (!isSafe) {
      if (!problem.hidden) problem.focus();
      return;
    }
    isPassing = true;
    target.requestSubmit(event.submitter);
    isPassing = false;
  };
  form.addEventListener("submit", whenSafe(form), true);
  compare.addEventListener("click", () => {
    keep();
    typing.remember();
  });
  document.querySelectorAll("form[data-forget]").forEach((leaving) => {
    const saveFirst = whenSafe(leaving);
    leaving.addEventListener(
      "submit",
      (event) => {
        // Nothing more can be saved: portal.js asks before it erases the copy.
        if (!stopped && !failures) saveFirst(event);
      },
      true,
    );
  });
})();
