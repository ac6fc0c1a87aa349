/* The columns of the late list put its rows in order: text as Vietnamese sorts it, figures and days by their value. */
(function () {
  "use strict";
  var order = new Intl.Collator("vi", { numeric: true }).compare;
  function key(row, column) {
    var cell = row.cells[column];
    return cell.dataset.sort || cell.textContent.trim();
  }
  document.querySelectorAll("table[data-sortable]").forEach(function (table) {
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells), body = table.tBodies[0];
    heads.slice(1).forEach(function (th) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = th.textContent;
      th.textContent = "";
      th.appendChild(button);
      button.onclick = function () {
        var down = th.getAttribute("aria-sort") === "ascending";
        heads.forEach(function (one) { one.removeAttribute("aria-sort"); });
        th.setAttribute("aria-sort", down ? "descending" : "ascending");
        Array.prototype.slice.call(body.rows).sort(function (a, b) {
          return (down ? -1 : 1) * order(key(a, th.cellIndex), key(b, th.cellIndex));
        }).forEach(function (row, index) {
          row.cells[0].textContent = index + 1;
          body.appendChild(row);
        });
      };
    });
  });
})();
