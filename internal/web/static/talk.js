// A thread that stands open: what is said shows itself, a draft stays until it is sent, and what is sent waits here until the
// server has it. It is told by live.js when to look. Everything works without this, after loading the page again.
(() => {
  const section = document.querySelector("[data-thread]"), log = section && section.querySelector("[data-log]");
  if (!log || !document.body.dataset.live) return;
  const thread = section.dataset.thread, me = document.body.dataset.live;
  const path = `${(location.pathname.match(/^\/en(?=\/|$)/) || [""])[0]}/messages/${thread}`;
  const keep = (key, value) => { try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { } };
  const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

  // What is said.
  let last = Number(section.dataset.n), read = last; // the page itself was read
  const seen = () => {
    if (document.visibilityState !== "visible" || read >= last) return;
    const before = read;
    read = last;
    fetch(path + "/read", { method: "POST", body: new URLSearchParams({ n: String(last) }) }).catch(() => { read = before; });
  };
  const stale = section.querySelector("[data-stale]"); // the rest of a contract's room, which an event changes
  const add = (html) => {
    const atEnd = log.getBoundingClientRect().bottom < innerHeight + 40;
    let newest;
    for (const li of new DOMParser().parseFromString(html, "text/html").querySelectorAll("body > li")) {
      const old = li.id && document.getElementById(li.id);
      if (!old && li.id.startsWith("d-")) { // the day stands there already, unless it is a new one
        const days = log.querySelectorAll("[id^=d-]");
        if (days.length && days[days.length - 1].textContent === li.textContent) continue;
      }
      if (li.querySelector("[data-seen]")) for (const s of log.querySelectorAll("[data-seen]")) s.remove();
      if (!old) {
        log.insertBefore(newest = li, log.querySelector("[data-out]"));
        if (stale && !li.dataset.n && !li.id.startsWith("d-")) stale.hidden = false;
      } else if (old.textContent !== li.textContent && !old.querySelector("details[open]")) old.replaceWith(li);
    }
    if (newest && atEnd) newest.scrollIntoView({ block: "nearest" });
  };
  // Fetches what was said after message n, one after the other, so that lines stand in their order.
  let fetching, from = Infinity;
  const catchUp = (n = last) => {
    from = Math.min(from, n);
    return fetching ??= (async () => {
      try {
        while (from < Infinity) {
          const n = Math.min(from, last);
          from = Infinity;
          const r = await fetch(`${path}/since/${n}${section.dataset.part ? "?part=" + section.dataset.part : ""}`);
          if (!r.ok || r.redirected) return;
          add(await r.text());
          last = Math.max(last, Number(r.headers.get("X-Last-N")));
          const left = waiting();
          for (const li of log.querySelectorAll("[data-out]")) if (!left.some((w) => w.once === li.dataset.out)) li.remove();
          seen();
        }
      } catch { from = Infinity; } finally { fetching = undefined; }
    })();
  };

  document.addEventListener("told", ({ detail: e }) => {
    if (e.kind === "hello") { catchUp(); send(); } else if (e.subject === thread) catchUp(e.n - 1);
    else if (e.kind === "notice" && stale) catchUp(); // of an act on the contract
  });
  document.addEventListener("visibilitychange", seen);
  addEventListener("online", () => send());

  // What is written. Each message has a key of its own, so that it is there once however often it is sent.
  const form = section.querySelector("form[data-say]"), box = form && form.elements.body;
  const draft = `draft.${me}.${thread}`, out = `out.${me}.${thread}`;
  const waiting = () => { try { return JSON.parse(kept(out)) || []; } catch { return []; } };
  const keepWaiting = (list) => keep(out, list.length ? JSON.stringify(list) : "");
  const line = (item, text) => {
    let li = log.querySelector(`[data-out="${item.once}"]`);
    if (!li) {
      li = document.createElement("li");
      li.className = "say mine";
      li.dataset.out = item.once;
      const face = document.querySelector(".me .av").cloneNode(true), div = document.createElement("div"), tx = document.createElement("div"), state = document.createElement("p");
      tx.className = "tx";
      state.className = "xs hot";
      state.setAttribute("role", "status");
      for (const part of new URLSearchParams(item.data).get("body").split("\n")) {
        const p = document.createElement("p");
        p.textContent = part;
        tx.append(p);
      }
      div.append(tx, state);
      li.append(face, div);
      log.append(li);
    }
    li.querySelector("[role=status]").textContent = text;
    return li;
  };
  let sending = false, pause = 1000, later;
  // Only one tab sends at a time; if two did, the server would still keep each message once.
  const send = () => {
    if (!form || sending || !waiting().length) return;
    sending = true;
    clearTimeout(later);
    const all = async () => { for (let item; (item = waiting()[0]);) if (!await sendOne(item)) return; };
    (navigator.locks ? navigator.locks.request(out, all) : all()).finally(() => { sending = false; });
  };
  const sendOne = async (item) => {
    let r;
    try { r = await fetch(form.action, { method: "POST", body: new URLSearchParams(item.data), redirect: "manual" }); } catch { }
    if (!r || r.status >= 500 || r.status === 429 || r.status === 408) {
      for (const w of waiting()) line(w, section.dataset.waiting);
      pause = Math.min(2 * pause, 15000);
      later = setTimeout(send, pause);
      return false;
    }
    pause = 1000;
    keepWaiting(waiting().filter((w) => w.once !== item.once));
    if (r.type === "opaqueredirect" || r.ok) {
      await catchUp();
      return true;
    }
    // Refused: the server's own page says why, with the words still in it.
    keep(draft, "");
    box.value = new URLSearchParams(item.data).get("body");
    form.elements.once.value = item.once;
    HTMLFormElement.prototype.submit.call(form);
    return false;
  };
  if (form) {
    if (!box.value && !form.elements.quote) box.value = kept(draft) || "";
    box.addEventListener("input", () => keep(draft, box.value));
    form.addEventListener("submit", (e) => {
      const data = new FormData(form);
      if (!box.value.trim() || [...data.values()].some((v) => v instanceof File && v.name)) { keep(draft, ""); return; } // as without this
      e.preventDefault();
      const item = { once: form.elements.once.value, data: new URLSearchParams([...data].filter(([, v]) => typeof v === "string")).toString() };
      keepWaiting([...waiting(), item]);
      keep(draft, "");
      line(item, section.dataset.sending).scrollIntoView({ block: "nearest" });
      const quote = form.elements.quote;
      if (quote) { quote.remove(); form.querySelector("blockquote")?.remove(); }
      form.reset();
      box.value = box.defaultValue = "";
      form.elements.once.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
      box.focus();
      send();
    });
    for (const item of waiting()) line(item, section.dataset.waiting);
    send();
  }
})();
