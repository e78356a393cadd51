"use strict";
// Loads the report again when there is a newer one, where its reader was in it.
(() => {
  const frame = document.getElementById("report");
  const state = document.getElementById("state");
  const EVERY = 2000; // milliseconds
  let shown = null;

  const reload = () => {
    const inside = frame.contentWindow;
    const place = inside.scrollY;
    const fields = [...inside.document.querySelectorAll("input, select")].map((field) => field.value);
    frame.addEventListener("load", () => {
      [...frame.contentDocument.querySelectorAll("input, select")].forEach((field, at) => {
        if (fields[at] === undefined || fields[at] === field.value) return;
        field.value = fields[at];
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
      });
      frame.contentWindow.scrollTo(0, place);
    }, { once: true });
    inside.location.reload();
  };

  const ask = async () => {
    try {
      const answer = await fetch("version", { cache: "no-store" });
      const version = await answer.text();
      if (shown !== null && version !== shown && version) reload();
      shown = version || shown;
      state.textContent = version ? `Live: as of ${new Date().toLocaleTimeString()}` : "No report yet";
    } catch {
      state.textContent = "The server has ended: this is the last report that it had.";
    }
    setTimeout(ask, EVERY);
  };
  ask();
})();
