/* The financing plan's totals while it is typed. The server adds up, by the rules that it applies when it saves. */
(() => {
  "use strict";

  const PAUSE = 600;
  const form = document.querySelector("form[data-totals]");
  if (!form) return;

  let timer;
  let pending;

  const show = (answer) => {
    const page = new DOMParser().parseFromString(answer, "text/html");
    form.querySelectorAll("[data-live]").forEach((part) => {
      const fresh = page.getElementById(part.id);
      if (fresh && fresh.innerHTML.trim() !== part.innerHTML.trim()) part.replaceChildren(...fresh.childNodes);
    });
  };

  const refresh = async () => {
    if (pending) pending.abort();
    pending = new AbortController();
    const request = { method: "POST", body: new FormData(form), redirect: "error", signal: pending.signal };
    try {
      const answer = await fetch(form.dataset.totals, request);
      if (answer.ok) show(await answer.text());
    } catch {
      // Offline or signed out: the next save adds up, and says so.
    }
  };

  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(refresh, PAUSE);
  });
})();
