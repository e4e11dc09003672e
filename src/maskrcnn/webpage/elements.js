// Elements, made and found in a line.

const find = (id) => document.getElementById(id);

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const button = (properties, ...children) =>
  element("button", { type: "button", ...properties }, ...children);

function drawing(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// A name that somebody gave: whichever way it is written, it turns nothing around it.
const given = (text) => element("bdi", {}, text);

// The colour of a class, which is the same everywhere; those beyond the eighth share one.
const colored = (place) => `c${Math.min(place, 8)}`;

const swatch = (place) => element("i", { className: `swatch ${colored(place)}` });

function cell(content, tag = "td") {
  const made = element(tag, {}, ...[content].flat());
  if (tag === "th") made.scope = "row";
  return made;
}

// A list of which only the first are made, and more when they are asked for.
class LongList {
  constructor(id, step, make) {
    [this.list, this.step, this.make] = [find(id), step, make];
    this.length = step;
    this.made = new Map();
    this.more = button({ className: "more" });
    this.more.addEventListener("click", () => {
      const first = this.length;
      this.length += step;
      this.show(this.items);
      this.list.children[first]?.querySelector("button")?.focus();
    });
    this.list.after(this.more);
  }

  // Show some items; `keyOf` tells which element of before is the same one.
  show(items, keyOf = this.keyOf) {
    [this.items, this.keyOf] = [items, keyOf];
    const shown = items.slice(0, this.length).map((item) => {
      const key = keyOf(item);
      if (!this.made.has(key)) this.made.set(key, this.make(item));
      const entry = this.made.get(key);
      entry.update?.(item);
      return entry.element;
    });
    const same =
      shown.length === this.list.children.length &&
      shown.every((one, i) => one === this.list.children[i]);
    if (!same) this.list.replaceChildren(...shown);
    this.more.hidden = items.length <= this.length;
    this.more.textContent = `Show more: ${number(items.length - this.length)} are left`;
  }
}
