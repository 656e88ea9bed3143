/* Live search: the results follow what is typed. Without it the button does the same. */
(() => {
  "use strict";

  const PAUSE = 300;
  const form = document.querySelector("form[data-search]");
  const results = document.getElementById("resultats");
  if (!form || !results) return;
  const input = form.querySelector("input[name=q]");
  let timer = 0;
  let last = input.value;
  let running = null;

  const look = async () => {
    if (input.value === last) return;
    last = input.value;
    if (running) running.abort();
    running = new AbortController();
    const url = `${form.action}?${new URLSearchParams({ q: last })}`;
    try {
      const answer = await fetch(url, { headers: { "X-Partial": "1" }, signal: running.signal });
      // Signed out meanwhile: the button leads to the sign-in page.
      if (!answer.ok || answer.redirected) return;
      results.innerHTML = await answer.text();
      window.history.replaceState(null, "", url);
    } catch (error) {
      if (error.name !== "AbortError") last = null;
    }
  };

  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, PAUSE);
  });
})();
