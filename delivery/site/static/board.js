/* The board on any day: what the page was written with, moved to the day of the slider, in both clocks. */
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("board-data").textContent);
  var words = JSON.parse(document.getElementById("board-words").textContent);
  var w = words.w, language = words.language, codes = words.codes;
  var DAY = 86400000;
  var COUNTS = ["opened", "expected", "received", "on_time", "late", "overdue", "rejected", "not_due", "exempt"];
  var MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  function by(id) { return document.getElementById(id); }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  var slider = by("as-of"), picker = by("as-of-date"), knownThen = by("known-then"), detail = by("detail");
  var day = data.asOf, chosen = null;

  /* Days: numbers since 1 January 1970. */
  function two(n) { return (n < 10 ? "0" : "") + n; }
  function iso(n) { return new Date(n * DAY).toISOString().slice(0, 10); }
  function written(n) {
    var d = new Date(n * DAY);
    return language === "vi" ? two(d.getUTCDate()) + "/" + two(d.getUTCMonth() + 1) + "/" + d.getUTCFullYear()
      : d.getUTCDate() + " " + MONTHS[d.getUTCMonth()] + " " + d.getUTCFullYear();
  }
  function numbered(text) { return Math.round(Date.parse(text + "T00:00:00Z") / DAY); }
  function fill(text, values) { return text.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; }); }
  function worded(kind, code) { return codes[kind][code] ? codes[kind][code][language] : code; }

  /* What holds of a return at the end of a day: the last knowledge begun, in it the last status begun. */
  function stateAt(blocks, when, known) {
    var block = null, found = null, i;
    for (i = 1; i < blocks.length && blocks[i][0] <= known; i++) block = blocks[i];
    for (i = 1; block && i < block.length && block[i] <= when; i += 2) found = block[i + 1];
    if (found === null) return null;
    var s = data.states[found];
    return { status: s[0], evidence: s[1], document: s[2] === null ? null : data.documents[s[2]], days: s[3],
      reasons: s[4] ? s[4].split("; ") : [], received: s[5] };
  }
  function knownOn(when) {
    var told = data.known === null ? Infinity : data.known;
    return knownThen.checked ? Math.min(when, told) : told;
  }
  function daysLate(state, term, when) {
    return state.status === "overdue" ? Math.max(when - term[4], 0) : state.status === "late" ? state.days : null;
  }

  var columns = {};
  all("thead th[data-column]").forEach(function (th) {
    var name = th.querySelector(".name").textContent, period = th.querySelector(".period").textContent;
    columns[th.dataset.column] = { name: name + ", " + period, type: th.dataset.type };
  });
  var cells = all("td[data-obligation]").map(function (td) {
    var row = td.parentNode, returned = data.returns[td.dataset.obligation];
    return { td: td, column: td.dataset.column, region: row.parentNode.dataset.region, blocks: returned,
      term: data.terms[returned[0]], place: row.querySelector("th").textContent, shown: null, state: null };
  });
  var byTd = new Map(cells.map(function (cell) { return [cell.td, cell]; }));
  var tallies = all("td[data-region]");

  function said(state, late) {
    if (!state) return w.not_open;
    var text = state.status === "late" && late !== null ? fill(w.days_late, { n: late })
      : state.status === "overdue" ? fill(w.days_overdue, { n: late }) : worded("statuses", state.status);
    if (state.document && state.document[0]) text += " · " + state.document[0];
    if (state.document && state.document[1] !== null) text += " · " + written(state.document[1]);
    return text;
  }

  function showCell(cell) {
    var state = cell.state, late = state ? daysLate(state, cell.term, day) : null, text = said(state, late);
    if (cell.shown === text) return;
    cell.shown = text;
    cell.td.dataset.status = state ? state.status : "";
    cell.td.title = cell.place + ", " + columns[cell.column].name + ": " + text;
    cell.td.setAttribute("aria-label", cell.td.title);
    cell.td.textContent = "";
    if (state) put(cell.td, "span", "", "mark " + state.status);
    if (late !== null) put(cell.td, "span", late, "d");
  }

  function count(tally, state) {
    if (!state) return;
    tally.opened++;
    if (state.status === "exempt") { tally.exempt++; return; }
    tally.expected++;
    if (state.received) { tally.received++; tally[state.received === 1 ? "on_time" : "late"]++; }
    if (state.status === "overdue" || state.status === "rejected") tally[state.status]++;
    if (state.status === "due_soon" || state.status === "not_due") tally.not_due++;
  }

  function showTally(td, tally) {
    all("[data-count]", td).forEach(function (one) {
      var n = tally[one.dataset.count];
      one.textContent = n;
      if (one.parentNode.parentNode.className === "counts") one.parentNode.hidden = !n;
    });
    all(".bar i", td).forEach(function (one) { one.style.flexGrow = tally[one.className]; });
    td.querySelector(".ratio").hidden = !tally.opened;
    var closed = td.querySelector(".closed");
    if (closed) closed.hidden = Boolean(tally.opened);
  }

  function show() {
    var known = knownOn(day), counted = {};
    cells.forEach(function (cell) {
      cell.state = stateAt(cell.blocks, day, known);
      showCell(cell);
      ["ALL", cell.region].forEach(function (region) {
        var key = cell.column + "@" + region;
        if (!counted[key]) counted[key] = COUNTS.reduce(function (sum, name) { sum[name] = 0; return sum; }, {});
        count(counted[key], cell.state);
      });
    });
    tallies.forEach(function (td) { showTally(td, counted[td.dataset.column + "@" + td.dataset.region]); });
    slider.value = day;
    slider.setAttribute("aria-valuetext", written(day));
    picker.value = iso(day);
    by("told-day").textContent = w.as_of_label + " " + written(day);
    by("told-known").textContent = knownThen.checked && known === day ? w.known_day
      : data.known === null ? w.known_all : fill(w.known_until, { day: written(data.known) });
    by("told-after").hidden = day <= data.asOf;
    all("[data-day]").forEach(function (one) {
      one.setAttribute("aria-pressed", String(numbered(one.dataset.day) === day));
    });
    filter();
    if (chosen) showDetail(chosen);
  }

  function moveTo(when) {
    if (!isFinite(when)) return;
    day = Math.max(data.first, Math.min(data.last, when));
    show();
  }
  function month(step) {
    var d = new Date(day * DAY), first = new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + step + 1, 0));
    first.setUTCDate(Math.min(d.getUTCDate(), first.getUTCDate()));
    return Math.round(first.getTime() / DAY);
  }

  /* Filters hide; they never change what is counted. */
  function filter() {
    var type = by("filter-type").value, region = by("filter-region").value, missing = by("only-missing").checked;
    var wanted = { late: 1, overdue: 1, rejected: 1 }, left = 0;
    all("[data-column]").forEach(function (one) {
      one.hidden = Boolean(type) && columns[one.dataset.column].type !== type;
    });
    all("tbody[data-region]").forEach(function (body) {
      var rows = all("tr[data-locality]", body), shown = 0;
      rows.forEach(function (row) {
        row.hidden = missing && !all("td[data-obligation]", row).some(function (td) {
          return !td.hidden && wanted[td.dataset.status];
        });
        if (!row.hidden) shown++;
      });
      body.hidden = Boolean(region && body.dataset.region !== region) || !shown;
      if (!body.hidden) left += shown;
    });
    all(".board-section").forEach(function (section) {
      section.hidden = !all("thead th[data-column]", section).some(function (th) { return !th.hidden; });
    });
    by("none-left").hidden = left > 0;
    all("table.board").forEach(keepStop);
  }

  /* The proof of one cell. */
  function put(parent, tag, text, className) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== null && text !== undefined) made.textContent = text;
    return parent.appendChild(made);
  }
  function entry(list, label, text, href) {
    if (!text && text !== 0) return;
    put(list, "dt", label);
    var dd = put(list, "dd", href ? null : text);
    if (href) put(dd, "a", text).href = href;
  }
  function showDetail(cell) {
    var state = cell.state, term = cell.term, d = w.detail, document_ = state && state.document;
    detail.textContent = "";
    var close = put(detail, "button", "×", "close");
    close.type = "button";
    close.setAttribute("aria-label", w.close);
    close.onclick = closeDetail;
    put(detail, "h2", cell.place);
    put(detail, "p", columns[cell.column].name);
    var list = put(detail, "dl"), late = state ? daysLate(state, term, day) : null;
    put(list, "dt", d.status);
    var dd = put(list, "dd");
    if (state) put(dd, "span", "", "mark " + state.status);
    dd.appendChild(document.createTextNode(" " + said(state && { status: state.status }, late)));
    entry(list, d.due, fill(w.due[term[5]] || w.due.none, { day: term[4] === null ? "" : written(term[4]) }));
    if (document_) {
      var text = document_[0] || d.no_number;
      if (document_[1] !== null) text += " " + fill(w.dated, { day: written(document_[1]) });
      entry(list, d.document, text);
      entry(list, d.evidence, [worded("evidence", state.evidence), w.kind[document_[3]], w.basis[document_[4]]]
        .filter(Boolean).join("; "));
      if (document_[2]) entry(list, w.source, d.source, document_[2]);
    } else if (state) {
      entry(list, d.document, d.none);
    }
    if (state && state.reasons.length) {
      entry(list, d.reasons, state.reasons.map(function (code) { return worded("reasons", code); }).join("; "));
    }
    entry(list, d.body, worded("bodies", term[0]));
    entry(list, d.recipient, term[1]);
    entry(list, d.basis, term[2]);
    entry(list, d.request, term[3]);
    entry(list, d.opens, written(term[6]));
    entry(list, d.extended, term[7]);
    entry(list, d.counts_from, worded("evidence", term[8]));
    entry(list, d.date_basis, w.date_basis[term[9]]);
    var then = stateAt(cell.blocks, data.asOf, data.known === null ? Infinity : data.known);
    if (then && (then.status === "late" || then.status === "overdue")) {
      put(put(detail, "p"), "a", d.late_list).href = "late.html#" + cell.td.id;
    }
    detail.hidden = false;
  }
  function open(cell) {
    if (chosen) chosen.td.removeAttribute("aria-selected");
    chosen = cell;
    cell.td.setAttribute("aria-selected", "true");
    showDetail(cell);
  }
  function closeDetail() {
    if (!chosen) return;
    var td = chosen.td;
    td.removeAttribute("aria-selected");
    chosen = null;
    detail.hidden = true;
    td.focus();
  }

  /* One cell of each board is in the order of Tab; arrows go from cell to cell. */
  function enter(td) {
    var board = td.closest("table");
    all("td[tabindex='0']", board).forEach(function (one) { one.tabIndex = -1; });
    td.tabIndex = 0;
    td.focus();
  }
  function keepStop(board) {
    var stop = board.querySelector("tr[data-locality] td[tabindex='0']");
    function seen(td) { return !td.hidden && !td.parentNode.hidden && !td.parentNode.parentNode.hidden; }
    if (stop && seen(stop)) return;
    if (stop) stop.tabIndex = -1;
    var first = all("tr[data-locality] td", board).filter(seen)[0];
    if (first) first.tabIndex = 0;
  }
  var STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  function step(td, by_) {
    var rows = all("tr[data-locality]", td.closest("table")).filter(function (row) {
      return !row.hidden && !row.parentNode.hidden;
    });
    var line = rows.indexOf(td.parentNode) + by_[0], place = td.cellIndex;
    if (by_[0]) return rows[line] && rows[line].cells[place];
    do { place += by_[1]; } while (td.parentNode.cells[place] && td.parentNode.cells[place].hidden);
    return place > 0 ? td.parentNode.cells[place] : null;
  }
  all("table.board").forEach(function (board) {
    all("tr[data-locality] td", board).forEach(function (td) { td.tabIndex = -1; });
    board.addEventListener("click", function (event) {
      var td = event.target.closest("td"), cell = td && byTd.get(td);
      if (cell) { enter(td); open(cell); }
    });
    board.addEventListener("keydown", function (event) {
      var td = event.target.closest("tr[data-locality] td");
      if (!td) return;
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        if (byTd.get(td)) { open(byTd.get(td)); detail.focus(); }
      } else if (STEPS[event.key]) {
        event.preventDefault();
        var next = step(td, STEPS[event.key]);
        if (next) enter(next);
      }
    });
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") closeDetail(); });

  slider.addEventListener("input", function () { moveTo(Number(slider.value)); });
  slider.addEventListener("keydown", function (event) {
    if (event.key !== "PageUp" && event.key !== "PageDown") return;
    event.preventDefault();
    moveTo(month(event.key === "PageUp" ? 1 : -1));
  });
  picker.min = iso(data.first);
  picker.max = iso(data.last);
  picker.addEventListener("change", function () { moveTo(numbered(picker.value)); });
  by("day-back").onclick = function () { moveTo(day - 1); };
  by("day-on").onclick = function () { moveTo(day + 1); };
  all("[data-day]").forEach(function (one) { one.onclick = function () { moveTo(numbered(one.dataset.day)); }; });
  ["known-then", "filter-type", "filter-region", "only-missing"].forEach(function (id) {
    by(id).addEventListener("change", show);
  });

  show();
  var linked = location.hash && by(decodeURIComponent(location.hash.slice(1)));
  if (linked && byTd.get(linked)) { enter(linked); open(byTd.get(linked)); }
})();
