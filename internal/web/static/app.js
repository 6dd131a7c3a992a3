// What the pages do a little better with scripts on; everything works without.
(() => {
  // A form that came back: read out what is wrong with it first.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
  // A second click on a button that is already sending does nothing.
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (form.method !== "post" || e.defaultPrevented) return;
    if (form.dataset.sending) { e.preventDefault(); return; }
    form.dataset.sending = "1";
    form.setAttribute("aria-busy", "true");
  });
  // Coming back with the browser's button, the form may be sent again.
  addEventListener("pageshow", () => {
    for (const f of document.querySelectorAll("form[data-sending]")) { delete f.dataset.sending; f.removeAttribute("aria-busy"); }
  });
})();
