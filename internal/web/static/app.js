// What the pages do a little better with scripts on; everything works without.
(() => {
  // A form that came back: read out what is wrong with it first.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
  // On a phone the conditions stand folded above what they narrow.
  if (matchMedia("(max-width:62rem)").matches) for (const d of document.querySelectorAll("details.drawer")) d.open = false;
  // Without a connection nothing is sent: what was typed stays where it is.
  const offline = document.querySelector("[data-offline]");
  const tell = () => { if (offline) offline.hidden = navigator.onLine; };
  addEventListener("offline", tell);
  addEventListener("online", tell);
  // A second click on a button that is already sending does nothing.
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (form.method !== "post" || e.defaultPrevented) return;
    if (!navigator.onLine) { e.preventDefault(); tell(); return; }
    if (form.dataset.sending) { e.preventDefault(); return; }
    form.dataset.sending = "1";
    form.setAttribute("aria-busy", "true");
  });
  // Coming back with the browser's button, the form may be sent again.
  addEventListener("pageshow", () => {
    for (const f of document.querySelectorAll("form[data-sending]")) { delete f.dataset.sending; f.removeAttribute("aria-busy"); }
  });
})();
