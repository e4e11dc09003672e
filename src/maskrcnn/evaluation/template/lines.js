// Lines over a square of 0 to 1 on both sides.

const LEFT = 34;
const BOTTOM = 22;
const WIDE = 720;
const HIGH = 240;

const across = (value) => LEFT + value * (WIDE - LEFT - 8);
const up = (value) => 8 + (1 - value) * (HIGH - BOTTOM - 8);

function mark(text, x, y, anchor) {
  return drawing("text", { x, y, "text-anchor": anchor, class: "tick" }, text);
}

function grid(label) {
  const parts = [0, 0.25, 0.5, 0.75, 1].flatMap((value) => [
    drawing("path", { d: `M${LEFT} ${up(value)}H${across(1)}`, class: "grid" }),
    mark(String(value), LEFT - 6, up(value) + 4, "end"),
    mark(String(value), across(value), HIGH - 4, "middle"),
  ]);
  return [...parts, mark(label, across(0.875), HIGH - 4, "middle")];
}

// `series` of points, each a pair from 0 to 1, or null where there is none.
function showLines(place, { series, label, words }) {
  const lines = series.map((points, color) => {
    let pen = "M";
    const path = points.map((point) => {
      if (!point) {
        pen = "M";
        return "";
      }
      const step = `${pen}${across(point[0]).toFixed(1)} ${up(point[1]).toFixed(1)}`;
      pen = "L";
      return step;
    });
    return drawing("path", { d: path.join(""), class: `line ${colored(color)}` });
  });
  const cursor = drawing("path", { d: `M0 ${up(1)}V${up(0)}`, class: "cursor", visibility: "hidden" });
  const chart = drawing("svg", {
    viewBox: `0 0 ${WIDE} ${HIGH}`,
    role: "img",
    "aria-label": words,
  });
  chart.append(...grid(label), ...lines, cursor);
  place.replaceChildren(chart);
  return (value) => {
    cursor.setAttribute("transform", `translate(${across(value).toFixed(1)} 0)`);
    cursor.setAttribute("visibility", "visible");
  };
}
