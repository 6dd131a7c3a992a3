// What an open page is told while it is open: how much is unread; the rest is passed on as an event "told" of the document (talk.js).
// What is told are hints; what is shown is always fetched. Everything works without this, after loading the page again.
(() => {
  const words = document.body.dataset, me = words.live;
  if (!me || !window.EventSource) return;
  const lang = (location.pathname.match(/^\/en(?=\/|$)/) || [""])[0];

  // How much is unread: in the menus, and messages in the title.
  const count = (page, n, text) => {
    for (const a of document.querySelectorAll(".me a, .tabbar a")) {
      if (a.pathname !== lang + page) continue;
      let c = a.querySelector(".cnt");
      if (!n) { if (c) c.remove(); continue; }
      if (!c) {
        c = document.createElement("span");
        c.className = "cnt";
        a.append(c);
      }
      const vh = document.createElement("span");
      vh.className = "vh";
      vh.textContent = text;
      c.replaceChildren(String(n), vh);
    }
  };
  const title = document.title.replace(/^\(\d+\) /, "");
  const counts = (e) => {
    count("/messages", e.unread, words.messages);
    count("/notices", e.notices, words.notices);
    for (const tag of document.querySelectorAll("[data-unread]")) {
      tag.textContent = tag.textContent.replace(/\d+/, String(e.unread || 0));
      tag.hidden = !e.unread;
    }
    document.title = (e.unread ? `(${e.unread}) ` : "") + title;
  };

  // What was heard, from the stream or from another tab.
  const known = new Set();
  const hear = (e) => {
    if (e.id && e.kind !== "hello") {
      if (known.has(e.id)) return;
      if (known.size > 2000) known.clear();
      known.add(e.id);
    }
    counts(e);
    document.dispatchEvent(new CustomEvent("told", { detail: e }));
  };

  // One tab of the browser listens for all of them: browsers open few connections to one place.
  const others = window.BroadcastChannel && new BroadcastChannel("live." + me);
  if (others) others.onmessage = (m) => hear(m.data);
  const pass = (e) => { hear(e); if (others) others.postMessage(e); };
  let source, after = "", alive = 0, timer, leave, listening = false, misses = 0;
  const listen = () => {
    clearTimeout(timer);
    if (source) source.close();
    let greeted = false;
    source = new EventSource("/live" + (after ? "?after=" + after : ""));
    source.addEventListener("beat", () => { alive = Date.now(); });
    source.onmessage = (m) => {
      greeted = true;
      misses = 0;
      alive = Date.now();
      after = m.lastEventId;
      pass({ ...JSON.parse(m.data), id: m.lastEventId });
    };
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) missed(); };
    alive = Date.now();
    // Something on the way that holds lines back, or a connection that is dead and does not say so.
    timer = setTimeout(function look() {
      if (!greeted && source.readyState === EventSource.OPEN) missed();
      else if (greeted && Date.now() - alive > 50000) listen();
      else timer = setTimeout(look, 10000);
    }, 10000);
  };
  // Where no stream gets through the same is asked for every ten seconds, and a stream is tried again, less and less often.
  const missed = () => poll(Math.min(2 ** misses++, 30), 2000);
  const poll = async (times, pause) => {
    clearTimeout(timer);
    source.close();
    try {
      const r = await fetch("/live/since?after=" + after);
      if (r.redirected || r.status === 401) return stop(); // nobody is signed in any more
      if (r.ok) {
        const told = await r.json();
        after = told.last;
        pass({ kind: "hello", unread: told.unread, notices: told.notices });
        told.events.forEach(pass);
      }
    } catch { }
    if (listening) timer = setTimeout(() => times > 1 ? poll(times - 1, 10000) : listen(), pause);
  };
  const stop = () => {
    listening = false;
    clearTimeout(timer);
    if (source) source.close();
    if (leave) leave();
  };
  const start = () => {
    const wait = new AbortController(), end = new Promise((done) => { leave = () => { wait.abort(); done(); }; });
    const lead = () => { listening = true; listen(); return end; };
    navigator.locks ? navigator.locks.request("live." + me, { signal: wait.signal }, lead).catch(() => { }) : lead();
  };
  addEventListener("online", () => { if (listening) listen(); });
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (e) => { if (e.persisted) start(); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && listening && Date.now() - alive > 30000) listen();
  });
  start();
})();
