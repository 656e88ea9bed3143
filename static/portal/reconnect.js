/* Requests of a page left open for long: the session may have ended, and one signs in again in place. */
(() => {
  "use strict";

  // A browser sends no more than this once the page is left.
  const LEAVING_BYTES = 60000;
  const ELSEWHERE = "Il faut davantage pour ce compte\u00a0: connectez-vous dans un nouvel onglet, puis revenez ici.";

  const dialog = document.querySelector("[data-sign-in]");
  if (!dialog) return;
  const form = dialog.querySelector("form");
  const inputs = () => document.querySelectorAll("input[name=csrfmiddlewaretoken]");
  let isDeclined = false;

  // The token of the cookie follows a new session; that of the page does not.
  const token = () => {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? found[1] : inputs()[0].value;
  };
  const isRedirect = (answer) => answer.type === "opaqueredirect" || answer.status === 401;
  const signInPage = () => window.fetch(form.action, { redirect: "manual" });
  const request = (address, body, headers = {}) =>
    window.fetch(address, {
      method: "POST",
      body,
      headers: { ...headers, "X-CSRFToken": token() },
      redirect: "manual",
      keepalive: body.toString().length < LEAVING_BYTES,
    });
  const refreshForms = () => inputs().forEach((input) => Object.assign(input, { value: token() }));
  document.addEventListener("submit", refreshForms, true);
  const post = async (address, body, headers) => {
    const answer = await request(address, body, headers);
    if (answer.status !== 403) return answer;
    // The cookie is gone: the sign-in page gives another.
    await signInPage();
    return request(address, body, headers);
  };

  const say = (text) => {
    dialog.querySelector("[data-sign-in-error]").textContent = text;
    if (text) form.elements.password.focus();
  };
  const errorsOf = (told) => [...told.errors, ...Object.values(told.fields).flatMap((field) => field.errors)].join(" ");
  const close = () => {
    form.elements.password.value = "";
    if (dialog.open) dialog.close();
  };
  // Already signed in, from another window: the sign-in page sends elsewhere.
  const signIn = async () => {
    if (isRedirect(await signInPage())) return "";
    const body = new URLSearchParams(new FormData(form));
    const answer = await post(form.action, body, { "X-Requested-With": "XMLHttpRequest" });
    if (answer.status === 429) return "Trop d’essais. Patientez cinq minutes, puis recommencez.";
    const told = await answer.json();
    if (told.location === form.elements.next.value) return "";
    return told.location ? ELSEWHERE : errorsOf(told.form);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("");
    let refusal;
    try {
      refusal = await signIn();
    } catch {
      refusal = "Le portail ne répond pas. Recommencez dans un instant.";
    }
    if (refusal) {
      say(refusal);
      return;
    }
    close();
    refreshForms();
    document.dispatchEvent(new Event("portal:signed-in"));
  });
  dialog.addEventListener("close", () => {
    isDeclined = true;
  });
  dialog.querySelector("[data-sign-in-later]").addEventListener("click", close);

  window.portalSession = {
    post,
    isRedirect,
    close,
    // Asked once by itself, then when the person says so.
    ask: (isAsked) => {
      if (!dialog.open && (isAsked || !isDeclined)) dialog.showModal();
    },
  };
})();
