/* « Aperçu » opens the file over the page. The browser that cannot show a PDF in a frame follows the link. */
(() => {
  "use strict";

  const dialog = document.querySelector("[data-preview-dialog]");
  if (!dialog || !dialog.showModal || navigator.pdfViewerEnabled === false) return;
  const frame = dialog.querySelector("iframe");
  const title = dialog.querySelector("h2");

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-preview]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    title.textContent = link.dataset.preview;
    frame.title = `Aperçu\u00a0: ${link.dataset.preview}`;
    frame.src = link.href;
    dialog.querySelector("[data-preview-link]").href = `${link.href}?telecharger`;
    dialog.showModal();
    title.focus();
  });
  dialog.querySelector("[data-preview-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => frame.removeAttribute("src"));
})();
