// What is wrong with the page, one readable line a case: for people who read with the ears, the keyboard or poor eyes.
() => {
  const found = [];
  const say = (element, text) => {
    const words = (element.outerHTML || "").replace(/\s+/g, " ").slice(0, 90);
    found.push(`${text}: ${words}`);
  };
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const seen = (element) => {
    const style = getComputedStyle(element);
    return element.checkVisibility() && element.getClientRects().length > 0 && style.visibility !== "hidden";
  };
  const heard = (element) => seen(element) && !element.closest('[aria-hidden="true"]');
  const byIds = (ids) => (ids || "").split(/\s+/).map((id) => document.getElementById(id)?.textContent || "").join(" ");
  const named = (element) =>
    element.getAttribute("aria-label") || byIds(element.getAttribute("aria-labelledby")) ||
    [...(element.labels || [])].map((label) => label.textContent).join(" ") || element.title || element.alt ||
    element.textContent || all("img[alt], svg > title", element).map((one) => one.alt || one.textContent).join(" ");

  if (!document.documentElement.lang) found.push("html has no lang");
  if (!document.title.trim()) found.push("no title");
  for (const [selector, name] of [["h1", "h1"], ["main", "main"]]) {
    const count = all(selector).filter(seen).length;
    if (count !== 1) found.push(`${count} ${name}, 1 expected`);
  }
  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6").filter(heard)) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) say(heading, `heading h${next} after h${level}`);
    level = next;
  }
  const ids = new Set();
  for (const element of all("[id]")) {
    if (ids.has(element.id)) say(element, "id twice");
    ids.add(element.id);
  }
  for (const image of all("img").filter(heard)) if (!image.hasAttribute("alt")) say(image, "image without alt");
  for (const drawing of all("svg").filter(heard)) {
    const text = drawing.getAttribute("aria-label") || byIds(drawing.getAttribute("aria-labelledby")) ||
      drawing.querySelector(":scope > title")?.textContent || "";
    if (!text.trim()) say(drawing, "svg without a text alternative");
  }
  for (const control of all("input:not([type=hidden]), select, textarea").filter(seen)) {
    const text = control.getAttribute("aria-label") || byIds(control.getAttribute("aria-labelledby")) ||
      [...(control.labels || [])].map((label) => label.textContent).join(" ");
    if (!text.trim()) say(control, "control without a label");
  }
  for (const element of all("a[href], button, summary").filter(heard)) {
    if (!(named(element) || "").trim()) say(element, "nothing to read out");
  }
  for (const table of all("table").filter(heard)) {
    if (!table.querySelector("th")) say(table, "table without heading cells");
  }

  // Contrast of text against the nearest painted background (WCAG AA: 4.5, large text 3).
  const colour = (text) => {
    const parts = text.match(/[\d.]+/g)?.map(Number) || [0, 0, 0, 0];
    return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
  };
  const over = (top, bottom) => top.rgb.map((one, at) => one * top.alpha + bottom[at] * (1 - top.alpha));
  const light = (rgb) => {
    const [r, g, b] = rgb.map((one) => one / 255).map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    if (!element) return [255, 255, 255];
    const own = colour(getComputedStyle(element).backgroundColor);
    return own.alpha === 1 ? own.rgb : over(own, behind(element.parentElement));
  };
  const pale = new Map();
  for (const element of all("body *").filter(seen)) {
    const drawn = element.closest("svg");
    const worded = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (drawn || !worded || element.closest(":disabled")) continue;
    const style = getComputedStyle(element);
    const back = behind(element);
    const [high, low] = [light(over(colour(style.color), back)), light(back)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const key = `${style.color} on ${back.map(Math.round)}`;
    if (ratio < least - 0.005 && !pale.has(key)) {
      pale.set(key, true);
      say(element, `contrast ${ratio.toFixed(2)}, at least ${least} expected (${key})`);
    }
  }
  return found;
}
