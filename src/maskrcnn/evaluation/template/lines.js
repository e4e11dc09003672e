// Lines over a square of 0 to 1 on both sides.

const LEFT = 34;
const BOTTOM = 22;
const HIGH = 260;
let wide = 720;

const across = (value) => LEFT + value * (wide - LEFT - 10);
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
  return [...parts, mark(`${label} →`, across(1), up(0) - 7, "end")];
}

// As wide as there is room, so that letters stay as large; `series` of points, each a pair from 0 to 1, or null where there is none.
function showLines(place, { series, label, words }) {
  wide = Math.max(place.clientWidth, 240);
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
    viewBox: `0 0 ${wide} ${HIGH}`,
    role: "img",
    "aria-label": words,
  });
  chart.append(...grid(label), ...lines, cursor);
  place.replaceChildren(chart);
  const left = across(0);
  const step = across(1) - left;
  return (value) => {
    cursor.setAttribute("transform", `translate(${(left + value * step).toFixed(1)} 0)`);
    cursor.setAttribute("visibility", "visible");
  };
}
