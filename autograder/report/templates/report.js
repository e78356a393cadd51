"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { columns, rows } = data;
  const panel = document.getElementById("panel");
  const table = document.getElementById("table");
  const frame = document.getElementById("frame");
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const chips = document.getElementById("chips");
  const body = table.tBodies[0];
  const fewest = 8; // chips of one kind that are not folded away
  const beyond = 12; // rows made above and below those in sight
  let order = rows.map((_, index) => index);
  let sorted = { column: 0, down: false };
  let rowHeight = 0;
  let made = { first: -1, last: -1 };
  let isPrinting = false;

  // What a row is found by: all its text, and exact `key:value` words.
  const texts = [];
  const words = [];
  const count = (number) => number.toLocaleString("en");
  const exact = (key, value) => `${key}:${value.replace(/ /g, "-")}`.toLowerCase();
  const kinds = new Map(); // of chips: by kind, how many rows each term finds
  const chip = (kind, key, value) => {
    const term = exact(key, value);
    if (!kinds.has(kind)) kinds.set(kind, new Map());
    const known = kinds.get(kind).get(term) || { value, rows: 0 };
    known.rows += 1;
    kinds.get(kind).set(term, known);
    return term;
  };
  rows.forEach((row, index) => {
    const text = [];
    const word = data.broken[index].map(([rule]) => exact("rule", data.rules[rule][0]));
    for (const id of data.groups[index]) word.push(exact("group", id));
    for (const name of data.crashes[index]) word.push(exact("crash", name));
    if (data.unexplained[index]) word.push("explained:no");
    columns.forEach(({ name, kind }, column) => {
      const cell = row[column];
      if (kind === "link") text.push(cell[0]);
      else if (kind === "verdict" && cell[1]) word.push(chip(name, name, cell[1]));
      else if (kind === "status") word.push(exact("status", cell));
      else if (kind.startsWith("text")) text.push(cell);
      if (kind === "verdict") text.push(cell[1]);
      if (kind === "status") text.push(cell);
      if (name === "Misconceptions") {
        for (const id of cell.split(", ").filter(Boolean)) word.push(chip(name, "misconception", id));
      }
      if (name === "Section") {
        for (const part of cell.split("; ").filter(Boolean)) word.push(chip(name, "section", part));
      }
    });
    texts.push(text.join("\n").toLowerCase());
    words.push(`\n${word.join("\n").toLowerCase()}\n`);
  });

  const keyOf = (row, column) => {
    const cell = row[column];
    return Array.isArray(cell) ? cell[0] : cell;
  };

  const compare = (one, other) => {
    if (one === other) return 0;
    if (one === null) return 1; // a missing score comes last, whichever way
    if (other === null) return -1;
    const way = sorted.down ? -1 : 1;
    return (one < other ? -1 : 1) * way;
  };

  const arrange = () => {
    const terms = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const either = new Map(); // exact terms of one key are alternatives
    for (const term of terms.filter((each) => each.includes(":"))) {
      const key = term.split(":")[0];
      either.set(key, [...(either.get(key) || []), `\n${term}\n`]);
    }
    const found = (index) =>
      terms.every((term) => term.includes(":") || texts[index].includes(term)) &&
      [...either.values()].every((some) => some.some((term) => words[index].includes(term)));
    for (const button of chips.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(terms.includes(button.dataset.find)));
    }
    order = rows.map((_, index) => index);
    if (terms.length) order = order.filter(found);
    const { column } = sorted;
    order.sort((a, b) => compare(keyOf(rows[a], column), keyOf(rows[b], column)) || a - b);
    const all = order.length === rows.length;
    shown.textContent = all ? `${count(rows.length)} rows` : `${count(order.length)} of ${count(rows.length)} rows`;
    table.setAttribute("aria-rowcount", String(order.length + 1));
    frame.scrollTop = 0;
    draw(true);
  };

  // Each chip adds its term to the search, or takes it away.
  const offer = () => {
    for (const [kind, terms] of kinds) {
      if (terms.size < 2) continue;
      const line = build("div");
      line.setAttribute("role", "group");
      line.setAttribute("aria-label", `Show by ${kind}`);
      const rest = build("details", build("summary", `${count(terms.size - fewest)} more`));
      const all = [...terms].sort((a, b) => b[1].rows - a[1].rows);
      all.forEach(([term, { value, rows: found }], place) => {
        const button = build("button", value, " ", build("b", count(found)));
        button.type = "button";
        button.dataset.find = term;
        button.addEventListener("click", () => {
          const others = search.value.split(/\s+/).filter((each) => each && each.toLowerCase() !== term);
          const isOn = button.getAttribute("aria-pressed") === "true";
          search.value = (isOn ? others : [...others, term]).join(" ");
          arrange();
        });
        (place < fewest ? line : rest).append(button);
      });
      if (terms.size > fewest) line.append(rest);
      chips.append(build("span", kind), line);
    }
  };

  const build = (name, ...parts) => {
    const element = document.createElement(name);
    element.append(...parts);
    return element;
  };

  // The lines that were run, with their numbers; those that broken rules tell of are marked.
  const codeOf = (index) => {
    const told = new Set();
    for (const [, message, , place] of data.broken[index]) {
      told.add(data.texts[place]);
      told.add((data.texts[message].match(/\(((?:code cell \d+, )?line \d+)\)/) || [])[1]);
    }
    const code = build("pre");
    code.className = "code";
    for (const [label, first, lines] of data.code[index]) {
      if (label) code.append(build("i", label), "\n");
      lines.forEach((text, at) => {
        const isTold = told.has(`${label && `${label}, `}line ${first + at}`);
        const number = String(first + at).padStart(4);
        code.append(build(isTold ? "mark" : "span", `${number}  ${data.texts[text]}`), "\n");
      });
    }
    return code;
  };

  // What to know of one student: verdicts, each broken rule with what was seen, code, history.
  const open = (index) => {
    const row = rows[index];
    const [name, page] = row[0];
    const parts = [build("h3", build("bdi", name))];
    const facts = columns.flatMap(({ name: title, kind }, column) => {
      const cell = row[column];
      const isTold = title === "Message" && data.broken[index].length;
      if (kind === "link" || kind === "time" || cell === null || cell === "" || isTold) return [];
      return [`${title}: ${Array.isArray(cell) ? cell.filter((each) => each !== null).join(" ") : cell}`];
    });
    parts.push(build("p", facts.join(" · ")));
    const list = build("ul");
    let before = null;
    data.broken[index].forEach(([rule, ...seen]) => {
      const [message, line, place] = seen.map((text) => data.texts[text]);
      const isSame = before && message && String(before) === String(seen); // said once for all of them
      const item = isSame ? list.lastChild : build("li");
      const words = build("div", data.rules[rule].join(" "));
      if (isSame) item.insertBefore(words, item.querySelector("p"));
      else item.append(words);
      if (!isSame && message) item.append(build("p", message));
      if (!isSame && line) item.append(build("pre", `${place}: ${line}`));
      list.append(item);
      before = seen;
    });
    if (list.children.length) parts.push(build("h4", "Broken rules"), list);
    if (data.code[index].length) parts.push(build("h4", "What was run"), codeOf(index));
    if (data.history[index].length) {
      const past = build("ul");
      for (const each of data.history[index]) past.append(build("li", each));
      parts.push(build("h4", "Before"), past);
    }
    if (page) {
      const link = build("a", "Feedback page");
      link.href = page;
      parts.push(build("p", link));
    }
    const close = build("button", "Close");
    close.type = "button";
    close.addEventListener("click", () => {
      panel.hidden = true;
      frame.focus();
    });
    panel.replaceChildren(...parts, close);
    panel.hidden = false;
    panel.focus();
    panel.scrollIntoView({ block: "nearest" });
  };

  const cellOf = (value, kind, index) => {
    const cell = document.createElement("td");
    if (kind === "link") {
      const who = build("button", "\u25b8");
      who.type = "button";
      who.className = "who";
      who.setAttribute("aria-label", `What to know of ${value[0]}`);
      who.addEventListener("click", () => open(index));
      const link = build(value[1] ? "a" : "span", build("bdi", value[0])); // without names, no page
      if (value[1]) link.href = value[1];
      cell.append(who, " ", link);
      cell.title = value[0];
    } else if (kind === "verdict") {
      const chip = document.createElement("span");
      chip.className = `chip ${value[1].replace(/ /g, "_")}`;
      chip.textContent = value[1];
      cell.append(value[0] === null ? "" : `${value[0]} `, chip);
    } else {
      const isTime = kind === "time";
      cell.textContent = value === null ? "" : isTime ? value.toFixed(3) : String(value);
      if (isTime || kind === "number") cell.className = "number";
      else cell.title = cell.textContent;
    }
    return cell;
  };

  const rowOf = (place) => {
    const line = document.createElement("tr");
    line.setAttribute("aria-rowindex", String(place + 2));
    const row = rows[order[place]];
    columns.forEach(({ kind }, column) => line.append(cellOf(row[column], kind, order[place])));
    return line;
  };

  const spacer = (count) => {
    const line = document.createElement("tr");
    line.className = "spacer";
    line.setAttribute("aria-hidden", "true");
    const cell = document.createElement("td");
    cell.colSpan = columns.length;
    cell.style.height = `${count * rowHeight}px`;
    line.append(cell);
    return line;
  };

  // Makes the rows from `first` to `last`, and room for the others.
  const make = (first, last) => {
    const inside = body.contains(document.activeElement);
    const focused = inside ? document.activeElement.closest("tr").ariaRowIndex : null;
    const lines = [];
    if (first > 0) lines.push(spacer(first));
    for (let place = first; place < last; place += 1) lines.push(rowOf(place));
    if (last < order.length) lines.push(spacer(order.length - last));
    body.replaceChildren(...lines);
    made = { first, last };
    if (focused) {
      const line = body.querySelector(`tr[aria-rowindex="${focused}"] a`);
      if (line) line.focus({ preventScroll: true });
      else frame.focus({ preventScroll: true });
    }
  };

  const draw = (anew) => {
    if (isPrinting) return;
    if (!rowHeight) {
      make(0, Math.min(order.length, 1));
      rowHeight = body.rows.length ? body.rows[0].getBoundingClientRect().height : 0;
    }
    const inSight = rowHeight ? Math.ceil(window.innerHeight / rowHeight) : 0; // at the most
    const top = rowHeight ? Math.floor(frame.scrollTop / rowHeight) : 0;
    const first = Math.max(0, top - beyond);
    const last = Math.min(order.length, top + inSight + beyond);
    const enough = made.first <= Math.max(0, top - 2) && made.last >= Math.min(order.length, top + inSight + 2);
    if (anew || !enough) make(first, last);
  };

  const sortBy = (column) => {
    const isSame = sorted.column === column;
    const falling = ["number", "time"].includes(columns[column].kind);
    sorted = { column, down: isSame ? !sorted.down : falling };
    mark();
    arrange();
  };

  const mark = () => {
    [...table.tHead.rows[0].cells].forEach((cell, column) => {
      const isSorted = column === sorted.column;
      const way = sorted.down ? "descending" : "ascending";
      cell.setAttribute("aria-sort", isSorted ? way : "none");
    });
  };

  const head = document.createElement("tr");
  head.setAttribute("aria-rowindex", "1");
  columns.forEach(({ name, kind }, column) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.className = kind === "time" ? "number" : kind;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => sortBy(column));
    cell.append(button);
    head.append(cell);
  });
  table.tHead.append(head);

  for (const button of document.querySelectorAll("button.find")) {
    button.addEventListener("click", () => {
      search.value = button.dataset.find;
      arrange();
      document.getElementById("students").scrollIntoView();
      search.focus({ preventScroll: true });
    });
  }

  search.disabled = false;
  search.addEventListener("input", arrange);
  frame.addEventListener("scroll", () => draw(false), { passive: true });
  window.addEventListener("resize", () => {
    rowHeight = 0;
    draw(true);
  });
  // On paper there is no scrolling: every row is made, and what is folded is opened.
  window.addEventListener("beforeprint", () => {
    isPrinting = true;
    make(0, order.length);
    for (const folded of document.querySelectorAll("details:not([open])")) {
      folded.open = true;
      folded.dataset.folded = "";
    }
  });
  window.addEventListener("afterprint", () => {
    isPrinting = false;
    draw(true);
    for (const folded of document.querySelectorAll("details[data-folded]")) folded.open = false;
  });
  mark();
  offer();
  arrange();
})();
