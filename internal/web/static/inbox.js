// The list of talks on an open page: it is fetched anew when live.js is told of something in one of them. Everything works without this,
// after loading the page again.
(() => {
  const box = document.querySelector("[data-inbox]");
  if (!box || !document.body.dataset.live) return;
  let busy = false, stale = false, unread;
  const look = async () => {
    stale = true;
    if (busy || document.visibilityState !== "visible") return;
    busy = true;
    try {
      while (stale) {
        stale = false;
        const r = await fetch(box.dataset.inbox);
        if (!r.ok || r.redirected) return;
        const fresh = new DOMParser().parseFromString(await r.text(), "text/html").body;
        if (fresh.innerHTML.trim() === box.innerHTML.trim()) continue;
        const at = box.contains(document.activeElement) && document.activeElement.getAttribute("href");
        box.replaceChildren(...fresh.childNodes);
        if (at) [...box.querySelectorAll("a")].find((a) => a.getAttribute("href") === at)?.focus({ preventScroll: true });
      }
    } catch { stale = true; } finally { busy = false; }
  };
  document.addEventListener("told", ({ detail: e }) => {
    if (e.kind === "message" || e.kind === "read" || e.kind === "hello" && e.unread !== unread) look();
    unread = e.unread;
  });
  document.addEventListener("visibilitychange", () => { if (stale) look(); });
})();
