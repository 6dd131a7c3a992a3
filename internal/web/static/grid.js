// A director's keys. Everything that they do is a link, a box or a button of the page, and works without this.
(() => {
  const form = document.getElementById("grid"), rows = form ? [...form.querySelectorAll("[data-row]")] : [];
  const boxes = () => rows.map((r) => r.querySelector("input")).filter(Boolean);
  const says = form && form.querySelector("[data-count]"), nothing = says && says.textContent;
  const count = () => {
    const n = boxes().filter((b) => b.checked).length;
    if (says) says.textContent = n ? n + says.dataset.count : nothing;
  };
  if (form) form.addEventListener("change", count);
  let at = -1;
  const go = (to) => {
    if (to < 0 || to >= rows.length) return;
    if (rows[at]) rows[at].classList.remove("cur");
    at = to;
    rows[at].classList.add("cur");
    const link = rows[at].querySelector(".ti a");
    link.focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };
  const link = () => rows[at] && rows[at].querySelector(".ti a");
  const press = (key) => {
    const to = document.querySelector(`[data-key="${key}"]`);
    if (!to) return false;
    if (form && form.contains(to) && !boxes().some((b) => b.checked)) { // the row at which one stands
      const box = rows[at] && rows[at].querySelector("input");
      if (!box) return true;
      box.checked = true;
    }
    to.click();
    return true;
  };
  document.addEventListener("keydown", (e) => {
    const t = e.target;
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || t.isContentEditable || /^(TEXTAREA|SELECT)$/.test(t.tagName) || t.tagName === "INPUT" && t.type !== "checkbox") return;
    switch (e.key) {
      case "j": if (rows.length) go(at + 1); else if (!press("j")) return; break;
      case "k": if (rows.length) go(at - 1); else if (!press("k")) return; break;
      case "o": if (!link()) return; link().click(); break;
      case "r":
        if (link()) { location.href = link().href + "#f-reason"; break; }
        if (!document.getElementById("f-reason")) return;
        document.getElementById("f-reason").focus();
        break;
      case "x": {
        const box = rows[at] && rows[at].querySelector("input");
        if (!box) return;
        box.checked = !box.checked;
        count();
        break;
      }
      case "?": {
        const keys = document.querySelector("[data-keys]");
        if (!keys) return;
        keys.open = !keys.open;
        if (keys.open) keys.querySelector("summary").focus();
        break;
      }
      case "p": case "a": case "u": if (!press(e.key)) return; break;
      default: return;
    }
    e.preventDefault();
  });
})();
