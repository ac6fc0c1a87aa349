// Filters of the findings: what is ticked is shown, empty returns and localities are hidden, the count is told.
"use strict";
(() => {
  const form = document.querySelector("form.finding-filters");
  const label = document.getElementById("total").dataset.shown;
  const ticked = (name) => new Set([...form.querySelectorAll(`[name=${name}]:checked`)].map((box) => box.value));
  const apply = () => {
    const severities = ticked("severity"), states = ticked("state"), locality = form.elements.locality.value;
    let shown = 0;
    for (const section of document.querySelectorAll("section.locality")) {
      let inSection = 0;
      for (const part of section.querySelectorAll(".return")) {
        let inPart = 0;
        for (const finding of part.querySelectorAll(".finding")) {
          finding.hidden = !(severities.has(finding.dataset.severity) && states.has(finding.dataset.state) &&
            (!locality || section.id === locality));
          inPart += finding.hidden ? 0 : 1;
        }
        part.hidden = !inPart;
        inSection += inPart;
      }
      section.hidden = !inSection;
      shown += inSection;
    }
    form.querySelector("output").textContent = label.replace("{n}", shown);
  };
  // A link to a finding shows it, whatever is ticked.
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest("[hidden]")) {
      form.reset();
      apply();
      target.scrollIntoView();
    }
  };
  form.hidden = false;
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", reveal);
  apply();
  reveal();
})();
