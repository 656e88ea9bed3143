/* The financing plan while it is typed. The server adds up, reads what is pasted and changes the rows, by the rules
   that it applies when it saves; without this file the same buttons reload the page. */
(() => {
  "use strict";

  const PAUSE = 600;
  const LOST = "Le portail ne répond pas\u00a0: réessayez dans un instant. Rien n’est perdu.";
  const AMOUNT = /^(\d+|\d{1,3}(?: \d{3})+) ?(?:[.,] ?(\d{1,2}))?$/;
  const MONEY = "input[inputmode=decimal]";

  const form = document.querySelector("form[data-totals]");
  if (!form) return;

  const byId = (id) => document.getElementById(id);
  let timer;
  let pending;
  // How many times something was typed: an answer made of older rows never replaces newer ones.
  let typed = 0;

  const ask = async (extra, signal) => {
    const body = new FormData(form);
    if ("checking" in form.dataset) body.set("checking", "1");
    Object.entries(extra).forEach(([name, value]) => body.set(name, value));
    const answer = await fetch(form.dataset.totals, { method: "POST", body, redirect: "error", signal });
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };

  /* What the answer says goes in its place. The cell one is typing in keeps quiet. */
  const put = (part, fresh) => {
    const [before, after] = [part.innerHTML.trim(), fresh ? fresh.innerHTML.trim() : ""];
    if (before !== after) part.replaceChildren(...(fresh ? fresh.childNodes : []));
  };
  const mark = (told) => {
    const field = byId(told.id.replace(/_told$/, ""));
    if (!field || !told.id.endsWith("_told")) return;
    const isWrong = told.childElementCount > 0;
    field.classList.toggle("is-invalid", isWrong);
    if (isWrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    const row = field.closest("tr");
    row.classList.toggle("has-error", Boolean(row.querySelector(".is-invalid")));
  };
  const showTotals = (page) => {
    form.querySelectorAll("[data-live]").forEach((part) => {
      const fresh = page.getElementById(part.id);
      if (fresh) put(part, fresh);
    });
  };
  const show = (page) => {
    showTotals(page);
    form.querySelectorAll("[data-told]").forEach((told) => {
      const field = byId(told.id.replace(/_told$/, ""));
      if (field && field === document.activeElement) return;
      put(told, page.getElementById(told.id));
      mark(told);
    });
  };

  const refresh = async () => {
    if (pending) pending.abort();
    pending = new AbortController();
    try {
      show(await ask({}, pending.signal));
    } catch {
      // Offline or signed out: the next save adds up, and says so.
    }
  };
  const refreshSoon = () => {
    typed += 1;
    window.clearTimeout(timer);
    timer = window.setTimeout(refresh, PAUSE);
  };

  /* The plan's own buttons. */
  const tell = (kind, nodes) => {
    const box = document.createElement("div");
    box.className = "alert alert-info";
    box.append(...nodes);
    byId(`${kind}_notice`).replaceChildren(...(box.childElementCount ? [box] : []));
  };
  const say = (kind, text) => {
    const line = document.createElement("p");
    line.textContent = text;
    tell(kind, [line]);
    byId("plan_summary").textContent = text;
  };
  const rowsFrom = (page) => {
    // A side that the Région did not reopen is only read: it has no such table.
    const open = ["id_expenses", "id_fundings"].filter((id) => byId(id));
    open.forEach((id) => byId(id).replaceWith(page.getElementById(id)));
    showTotals(page);
  };
  const focusOn = (id) => {
    const place = id && byId(id);
    if (place) place.focus();
  };
  const focusAfterRemoval = (kind, rank) => {
    const left = Array.from(form.querySelectorAll(`[name=remove][value^="${kind}-"]`));
    const next = left[Math.min(rank, left.length - 1)] || form.querySelector(`[name=add][value=${kind}]`);
    next.focus();
  };
  const isBusy = () => form.hasAttribute("aria-busy");
  const change = async (kind, extra) => {
    window.clearTimeout(timer);
    if (pending) pending.abort();
    form.setAttribute("aria-busy", "true");
    try {
      // An answer made of older cells is asked again, once the typing pauses: it never takes the place of newer ones.
      for (;;) {
        const before = typed;
        const page = await ask(extra);
        if (typed === before) {
          rowsFrom(page);
          tell(kind, page.getElementById("plan_change").childNodes);
          return page;
        }
        await new Promise((resume) => window.setTimeout(resume, PAUSE));
      }
    } catch {
      say(kind, LOST);
    } finally {
      form.removeAttribute("aria-busy");
    }
    return null;
  };
  // What saves the typing hears of the new rows as of any other; they are added up already.
  let isOwn = false;
  const announceChange = () => {
    isOwn = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
    isOwn = false;
  };

  const press = async (button) => {
    const [kind, rank] = button.value.split("-");
    const table = kind === "expense" ? "expense" : "funding";
    const page = await change(table, { [button.name]: button.value });
    if (!page) return;
    if (button.name === "paste") byId(`id_${kind}_pasted`).value = page.getElementById(`${kind}_left`).textContent;
    announceChange();
    if (button.name === "remove") focusAfterRemoval(kind, Number(rank));
    else focusOn(page.getElementById("plan_change").dataset.focus);
  };
  // A double click is one; another button waits for its turn, but for one that names a row: the rows may move first.
  const nameOf = (button) => `${button.name}:${button.value}`;
  let turn = Promise.resolve();
  let waiting = "";
  form.addEventListener(
    "submit",
    (event) => {
      const button = event.submitter;
      if (!button || !["add", "remove", "take", "paste"].includes(button.name)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isBusy() && (button.name === "remove" || nameOf(button) === waiting)) return;
      waiting = nameOf(button);
      turn = turn.then(() => press(button));
    },
    true,
  );

  /* Cells of a spreadsheet pasted in one of the plan's. */
  const keepPasted = (kind, text) => {
    const area = byId(`id_${kind}_pasted`);
    if (!text.trim()) return;
    area.value = [area.value, text].filter((part) => part.trim()).join("\n");
    area.closest("details").open = true;
  };
  const pasteAt = async (place, text) => {
    const [, kind, rank, column] = place;
    const page = await change(kind, { paste: kind, at: `${kind}-${rank}-${column}`, [`${kind}_pasted`]: text });
    keepPasted(kind, page ? page.getElementById(`${kind}_left`).textContent : text);
    announceChange();
    if (page) focusOn(page.getElementById("plan_change").dataset.focus);
  };
  form.addEventListener("paste", (event) => {
    const place = /^id_(expense|funding)_(\d+)_([a-z]+)$/.exec(event.target.id);
    const text = event.clipboardData.getData("text/plain");
    if (!place || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    if (isBusy()) keepPasted(place[1], text);
    else pasteAt(place, text);
  });

  /* An amount is written « 12 500,00 » once its field is left; what is no amount stays as it was typed. */
  const format = (text) => {
    const bare = text.replace(/\s+/g, " ").trim().replace(/\s?(€|eur|euros?)$/i, "");
    const found = AMOUNT.exec(bare);
    if (!found) return text;
    const euros = found[1].replace(/ /g, "").replace(/^0+(?=\d)/, "");
    const grouped = euros.replace(/\B(?=(\d{3})+$)/g, "\u00a0");
    return `${grouped},${(found[2] || "").padEnd(2, "0")}`;
  };
  form.addEventListener("change", (event) => {
    if (event.target.matches(MONEY)) event.target.value = format(event.target.value);
  });
  // An error is told once the field is left.
  form.addEventListener("focusout", (event) => {
    if (event.target.matches(MONEY) && event.target.value.trim()) refreshSoon();
  });
  form.addEventListener("input", () => {
    if (!isOwn) refreshSoon();
  });
})();
