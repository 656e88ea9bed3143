/* The documents' page: files leave by themselves, piece by piece, and go on where a cut line left them (tus 1.0.0).
   Without this file the forms send the same files in one go. */
(() => {
  "use strict";

  const PIECE = 256 * 1024;
  const ANSWER_WITHIN = 90000;
  const WAITS = [1000, 2000, 4000, 8000, 15000, 30000, 60000, 60000];
  const QUARTER = 25;
  const CUT = "Connexion coupée, l’envoi reprendra tout seul";
  const LOST = "La connexion ne revient pas. Ce qui est parti est gardé deux jours.";
  const SIGNED_OUT = "Votre session a expiré. Reconnectez-vous dans un autre onglet, puis reprenez.";

  const status = document.querySelector("[data-upload-status]");
  if (!status) return;
  const { person } = document.body.dataset;
  const queue = [];
  let isRunning = false;
  let hasNews = false;

  /* Where the pieces of a file went, for this person on this device: portal.js erases it when one signs out. */
  const attempt = (act, otherwise) => {
    try {
      return act();
    } catch {
      return otherwise;
    }
  };
  const prefixOf = (form) => `envoi:${person}:${form.dataset.upload}:`;
  const keyOf = (form, file) => `${prefixOf(form)}${file.size}:${file.lastModified}:${file.name}`;
  const recall = (key) => attempt(() => JSON.parse(window.localStorage.getItem(key)), null);
  const remember = (key, kept) => attempt(() => window.localStorage.setItem(key, JSON.stringify(kept)));
  const forget = (key) => attempt(() => window.localStorage.removeItem(key));
  const interrupted = (form) =>
    attempt(() => Object.keys(window.localStorage).filter((key) => key.startsWith(prefixOf(form))), []);

  /* The protocol. A `Refusal` ends a job with words for the person; anything else is a line that is cut. */
  class Refusal extends Error {
    constructor(message, mayResume = false) {
      super(message);
      this.mayResume = mayResume;
    }
  }
  // The token of the cookie follows a new session; that of the page does not.
  const token = () => {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? found[1] : document.querySelector("input[name=csrfmiddlewaretoken]").value;
  };
  const ask = (job, method, address, headers, body = null) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      job.request = request;
      request.open(method, address);
      request.timeout = ANSWER_WITHIN;
      const all = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token(), ...headers };
      Object.entries(all).forEach(([name, value]) => request.setRequestHeader(name, value));
      if (body) request.upload.onprogress = (event) => job.show(job.offset + Math.min(event.loaded, body.size));
      request.onload = () => resolve(request);
      ["error", "timeout", "abort"].forEach((name) => request.addEventListener(name, () => reject(new Error(name))));
      request.send(body);
    });
  const check = (request, ...accepted) => {
    if (accepted.includes(request.status)) return request;
    if (request.status >= 500) throw new Error("the portal is away");
    if (!request.getResponseHeader("Tus-Resumable")) throw new Refusal(SIGNED_OUT, true);
    const told = attempt(() => JSON.parse(request.responseText).message, "");
    if (told) throw new Refusal(told);
    throw new Error("something changed since: ask where the file stands");
  };
  const encoded = (name) => window.btoa(String.fromCharCode(...new TextEncoder().encode(name)));
  const offsetOf = (request) => Number(request.getResponseHeader("Upload-Offset"));
  const begin = async (job) => {
    const headers = { "Upload-Length": job.file.size, "Upload-Metadata": `filename ${encoded(job.file.name)}` };
    const answer = check(await ask(job, "POST", job.form.dataset.upload, headers), 201);
    job.offset = 0;
    job.address = answer.getResponseHeader("Location");
  };
  const find = async (job) => {
    const kept = recall(job.key);
    job.address = kept && kept.address;
    if (!job.address) return;
    const answer = check(await ask(job, "HEAD", job.address), 200, 404, 410);
    if (answer.status === 200) job.offset = offsetOf(answer);
    else job.address = null;
  };
  const send = async (job) => {
    await find(job);
    if (!job.address) await begin(job);
    // One piece at least, be it empty: whole but not confirmed, the file is confirmed by it.
    do {
      remember(job.key, { address: job.address, name: job.file.name, percent: job.percent() });
      const piece = job.file.slice(job.offset, job.offset + PIECE);
      const headers = { "Upload-Offset": job.offset, "Content-Type": "application/offset+octet-stream" };
      job.offset = offsetOf(check(await ask(job, "PATCH", job.address, headers, piece), 204));
      job.show(job.offset);
    } while (job.offset < job.file.size);
  };
  const pause = (wait) =>
    new Promise((resolve) => {
      window.setTimeout(resolve, wait);
      window.addEventListener("online", resolve, { once: true });
    });
  const persist = async (job) => {
    let failures = 0;
    let reached = -1;
    for (;;) {
      try {
        return await send(job);
      } catch (error) {
        if (error instanceof Refusal) throw error;
        if (job.isGivenUp) return null;
        failures = job.offset > reached ? 0 : failures + 1;
        reached = Math.max(reached, job.offset);
        if (failures >= WAITS.length) throw new Refusal(LOST, true);
        job.say(`${CUT} (${job.percent()}\u00a0%).`);
        await pause(WAITS[failures]);
      }
    }
  };

  /* What the page shows of a file on its way. */
  const announce = (text) => Object.assign(status, { textContent: text });
  const element = (tag, className, text = "") => {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  };
  const button = (text, name, act) => {
    const made = element("button", "btn btn-link btn-sm", text);
    made.type = "button";
    made.append(element("span", "visually-hidden", `\u00a0: ${name}`));
    made.addEventListener("click", act);
    return made;
  };
  const listOf = (form) => {
    if (!form.querySelector(".uploads")) form.append(element("ul", "uploads"));
    return form.querySelector(".uploads");
  };
  const lineOf = (name, text) => {
    const line = element("li", "");
    line.append(element("strong", "", name), element("span", "upload-state", text));
    return line;
  };
  const newJob = (form, file) => {
    const job = { form, file, key: keyOf(form, file), offset: 0, told: 0, label: form.dataset.label };
    const line = lineOf(file.name, "En attente");
    const bar = element("progress", "progress-line");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `Envoi de ${file.name}`);
    job.line = line;
    job.percent = () => Math.floor((100 * job.offset) / (file.size || 1));
    job.say = (text, isAnnounced = true) => {
      line.querySelector(".upload-state").textContent = text;
      if (isAnnounced) announce(`${file.name}\u00a0: ${text}`);
    };
    job.show = (sent) => {
      const percent = Math.floor((100 * sent) / (file.size || 1));
      bar.value = percent;
      const quarter = Math.floor(percent / QUARTER);
      job.say(percent < 100 ? `${percent}\u00a0%` : "Vérification…", quarter > job.told);
      job.told = Math.max(job.told, quarter);
    };
    job.giveUp = button("Annuler", file.name, () => {
      job.isGivenUp = true;
      if (job.request) job.request.abort();
      if (job.address) ask(job, "DELETE", job.address).catch(() => null);
      forget(job.key);
      leave(job);
      announce(`Envoi annulé\u00a0: ${file.name}`);
    });
    line.append(bar, job.giveUp);
    return job;
  };
  const leave = (job) => {
    job.line.remove();
    const place = queue.indexOf(job);
    if (place >= 0) queue.splice(place, 1);
    if (document.activeElement === document.body) job.form.querySelector("input[type=file]").focus();
  };
  const refuse = (job, error) => {
    job.line.classList.add("is-refused");
    job.line.querySelector("progress").remove();
    job.say(error.message);
    job.giveUp.remove();
    const again = () => {
      job.line.remove();
      add(job.form, [job.file]);
    };
    if (error.mayResume) job.line.append(button("Reprendre", job.file.name, again));
    else forget(job.key);
    job.line.append(button("Effacer ce message", job.file.name, () => leave(job)));
  };

  /* One file after the other: a slow line is not shared. Then the list is asked again, in place. */
  const run = async () => {
    if (isRunning) return;
    isRunning = true;
    while (queue.length) {
      const job = queue[0];
      job.say("Envoi…");
      try {
        await persist(job);
        if (!job.isGivenUp) {
          hasNews = true;
          forget(job.key);
          announce(`${job.file.name}\u00a0: fichier joint à «\u00a0${job.label}\u00a0».`);
          leave(job);
        }
      } catch (error) {
        refuse(job, error);
        queue.splice(queue.indexOf(job), 1);
      }
    }
    isRunning = false;
    if (hasNews) await refresh();
  };
  const add = (form, files) => {
    const known = queue.map((job) => job.key);
    Array.from(files).forEach((file) => {
      if (known.includes(keyOf(form, file))) return;
      const job = newJob(form, file);
      const told = Array.from(form.querySelectorAll("[data-interrupted]"));
      told.filter((line) => line.dataset.interrupted === job.key).forEach((line) => line.remove());
      listOf(form).append(job.line);
      queue.push(job);
    });
    run();
  };
  const forms = () => Array.from(document.querySelectorAll("form[data-upload]"));
  const refresh = async () => {
    hasNews = false;
    const answer = await window.fetch(window.location.pathname, { redirect: "manual" }).catch(() => null);
    // The files are joined all the same; the page says so when it is next read.
    if (!answer || !answer.ok || queue.length) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const refused = forms().map((form) => [form.dataset.upload, form.querySelectorAll(".uploads .is-refused")]);
    const names = Array.from(document.querySelectorAll(".file-rename input[name=title]"));
    const typed = names.filter((input) => input.value !== input.defaultValue);
    const focused = document.activeElement.closest("[data-documents] li[id]");
    document.querySelectorAll("[data-documents]").forEach((part) => {
      part.replaceWith(page.querySelector(`[data-documents=${part.dataset.documents}]`));
    });
    forms().forEach(enhance);
    refused.forEach(([address, lines]) => {
      const form = forms().find((one) => one.dataset.upload === address);
      if (!form || !lines.length) return;
      listOf(form).append(...lines);
      const fold = form.closest("details");
      if (fold) fold.open = true;
    });
    typed.forEach((input) => {
      const fresh = document.getElementById(input.id);
      if (!fresh) return;
      fresh.value = input.value;
      fresh.closest("details").open = true;
    });
    const piece = focused && document.getElementById(focused.id);
    if (piece) piece.querySelector("h3").focus();
  };

  function enhance(form) {
    const input = form.querySelector("input[type=file]");
    form.querySelector("button[type=submit]").hidden = true;
    form.querySelector("[data-drop-hint]").hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    input.addEventListener("change", () => {
      add(form, input.files);
      input.value = "";
    });
    form.addEventListener("dragover", () => form.classList.add("is-over"));
    form.addEventListener("dragleave", () => form.classList.remove("is-over"));
    form.addEventListener("drop", (event) => {
      form.classList.remove("is-over");
      add(form, event.dataTransfer.files);
    });
    interrupted(form).forEach((key) => {
      const kept = recall(key);
      if (!kept || queue.some((job) => job.key === key)) return;
      const line = lineOf(kept.name, `Envoi interrompu à ${kept.percent}\u00a0%. Choisissez-le de nouveau pour reprendre.`);
      line.dataset.interrupted = key;
      line.append(
        button("Oublier cet envoi", kept.name, () => {
          forget(key);
          line.remove();
          input.focus();
        }),
      );
      listOf(form).append(line);
    });
  }

  // A file dropped beside the frame would replace the page.
  ["dragover", "drop"].forEach((name) => window.addEventListener(name, (event) => event.preventDefault()));
  window.addEventListener("beforeunload", (event) => {
    if (queue.length) event.preventDefault();
  });
  forms().forEach(enhance);
})();
