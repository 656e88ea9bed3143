// Shows the papers of the dossier as they are written; the link « Actualiser » does the same by hand.
(() => {
  const list = document.querySelector("[data-papers]");
  const state = document.querySelector("[data-papers-state]");
  const pause = 4000;
  let tries = 45;
  const isWaiting = () => list.querySelector("[data-pending]") !== null;

  function wait() {
    if (isWaiting() && tries-- > 0) setTimeout(refresh, pause);
  }

  async function refresh() {
    try {
      const answer = await fetch(list.dataset.papers);
      // A session that ended leads to the sign-in page: leave this one as it is.
      if (answer.ok && !answer.redirected && !list.contains(document.activeElement)) {
        list.innerHTML = await answer.text();
        if (!isWaiting()) state.textContent = "Les documents du dossier sont prêts.";
      }
    } catch {
      // The network is away: the next try may find it.
    }
    wait();
  }

  if (list) wait();
})();
