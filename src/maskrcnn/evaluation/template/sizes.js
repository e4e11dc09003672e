// Average precision and recall by the size of objects.

function sizeBar(value, color) {
  if (!Number.isFinite(value)) return "–";
  const bar = element("i", { className: `count-bar ${colored(color)}` });
  bar.style.width = `${100 * value}%`;
  const track = element("span", { className: "count-track" }, bar);
  return element("span", { className: "counted" }, element("span", {}, figure(value)), track);
}

function showSizes() {
  const one = subject();
  const figures = figuresOf(one);
  const rows = ["small", "medium", "large"].map((size, i) =>
    element(
      "tr",
      {},
      cell(size, "th"),
      cell(number(one.sizes[i])),
      cell(sizeBar(figures[size] ?? NaN, 0)),
      cell(sizeBar(figures[`ar_${size}`] ?? NaN, 1)),
    ),
  );
  find("size-rows").replaceChildren(...rows);
}

follow(showSizes, "model", "place");
