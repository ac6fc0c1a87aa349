/* The map: a theme colours the provinces and fills the table; pointer and focus show the value of one. */
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("map-data").textContent), words = data.words;
  var theme = data.themes[data.first];
  function by(id) { return document.getElementById(id); }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function put(parent, tag, text, className) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return parent.appendChild(made);
  }
  function names() {
    return theme.names.reduce(function (held, one) { held[one[0]] = one[1]; return held; }, {});
  }
  function said(code) {
    return names()[code] + ": " + (theme.values[code] ? theme.values[code][1] : words.no_value);
  }
  function outline() { return document.querySelector(".outline[data-era=" + theme.era + "]"); }

  function colour() {
    all(".outline").forEach(function (one) { one.toggleAttribute("hidden", one.dataset.era !== theme.era); });
    all("path", outline()).forEach(function (path) {
      var value = theme.values[path.dataset.code], kind = path.classList.contains("islands") ? "islands" : "province";
      path.setAttribute("class", kind + (value ? " " + value[0] : ""));
      if (kind === "islands") return;
      path.setAttribute("role", "img");
      path.setAttribute("aria-label", said(path.dataset.code));
      path.setAttribute("tabindex", "-1");
    });
    var first = outline().querySelector("[data-code='" + theme.names[0][0] + "']");
    if (first) first.setAttribute("tabindex", "0");
    outline().querySelector(".labels").classList.toggle("signs", theme.mark === "mark");
    all(".labels text", outline()).forEach(function (text) {
      var value = theme.values[text.dataset.code];
      text.textContent = value ? value[3] : "";
    });
  }

  function legend() {
    var list = by("map-legend"), counts = {}, known = 0;
    Object.keys(theme.values).forEach(function (code) {
      var name = theme.values[code][0];
      counts[name] = (counts[name] || 0) + 1;
      known++;
    });
    function item(name, text, n) {
      var li = put(list, "li");
      put(li, "span", "", (name ? theme.mark : "swatch") + " " + name);
      li.appendChild(document.createTextNode(" " + text + (n ? " (" + n + ")" : "")));
    }
    list.textContent = "";
    theme.legend.forEach(function (one) {
      if (counts[one[0]] || one[0].indexOf(" ") > 0) item(one[0], one[1], counts[one[0]]);
    });
    if (known < theme.of) item("", words.no_value, theme.of - known);
    by("theme-coverage").textContent = theme.told;
  }

  function table() {
    var body = by("map-rows");
    body.textContent = "";
    theme.names.forEach(function (one) {
      var row = put(body, "tr"), value = theme.values[one[0]];
      row.dataset.code = one[0];
      put(row, "th", one[1]).scope = "row";
      var cell = put(row, "td");
      if (!value) { put(cell, "span", words.no_value, "soft"); return; }
      put(cell, "span", "", theme.mark + " " + value[0]);
      cell.appendChild(document.createTextNode(" "));
      put(cell, value[2] ? "a" : "span", value[1], "src").href = value[2];
    });
  }

  function point(code) {
    var told = by("pointed");
    told.hidden = !code;
    if (code) told.textContent = said(code);
    all("#map-rows tr").forEach(function (row) { row.classList.toggle("pointed", row.dataset.code === code); });
    all(".province").forEach(function (path) { path.classList.toggle("pointed", path.dataset.code === code); });
  }

  function go(path, step) {
    var order = theme.names.map(function (one) { return one[0]; });
    var code = order[order.indexOf(path.dataset.code) + step];
    var next = code && outline().querySelector(".province[data-code='" + code + "']");
    if (!next) return;
    path.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }
  var STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
  all(".province, .islands").forEach(function (path) {
    var code = path.dataset.code;
    path.addEventListener("mouseenter", function () { point(code); });
    path.addEventListener("mouseleave", function () { point(null); });
    path.addEventListener("focus", function () { point(code); });
    path.addEventListener("blur", function () { point(null); });
    path.addEventListener("click", function () { point(code); });
    path.addEventListener("keydown", function (event) {
      if (STEPS[event.key]) { event.preventDefault(); go(path, STEPS[event.key]); }
      if (event.key === "Enter" && theme.values[code] && theme.values[code][2]) location.href = theme.values[code][2];
    });
  });

  by("theme").addEventListener("change", function () {
    theme = data.themes[Number(by("theme").value)];
    by("theme-title").textContent = by("table-title").textContent = theme.title;
    colour(); legend(); table();
  });
  by("theme").value = String(data.first);
  colour();
})();
