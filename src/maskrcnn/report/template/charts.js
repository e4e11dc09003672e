// Charts: bars of a histogram, and areas over time. Their words stand beside them as text.

// Equal steps from the least to the greatest, or equal factors where they lie far apart.
function edgesOf(values, count) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low < high)) return [low, low];
  const logarithmic = low > 0 && high / low > 40;
  const at = logarithmic
    ? (part) => low * (high / low) ** part
    : (part) => low + (high - low) * part;
  return Array.from({ length: count + 1 }, (_, i) => at(i / count));
}

function countsBetween(edges, values) {
  const counts = new Array(Math.max(edges.length - 1, 1)).fill(0);
  for (const value of values) {
    let [low, high] = [0, counts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (value >= edges[middle]) low = middle;
      else high = middle - 1;
    }
    counts[low] += 1;
  }
  return counts;
}

// Bars over their edges; `write` puts the number of an edge in words.
function showBars(place, { edges, counts, write, label }) {
  const most = Math.max(...counts, 1);
  const bars = counts.map((count, i) => {
    const bar = element("i", { className: count ? "bar" : "bar none" });
    bar.style.height = `${(100 * count) / most}%`;
    const column = element(
      "span",
      { title: `${write(edges[i])} to ${write(edges[i + 1])}: ${plural(count, "object")}` },
      bar,
    );
    return column;
  });
  const chart = element("div", { className: "bars", role: "img", ariaLabel: label }, ...bars);
  const middle = edges[Math.floor(edges.length / 2)];
  const marks = [edges[0], middle, edges.at(-1)].map((edge) => element("span", {}, write(edge)));
  const top = element("span", { className: "most", ariaHidden: "true" }, number(most));
  place.replaceChildren(
    top,
    chart,
    element("div", { className: "axis", ariaHidden: "true" }, ...marks),
  );
}

// Areas over time, one on the other: `series` of a class's place and a value a step.
function showAreas(place, { series, label, ends }) {
  const steps = series[0]?.values.length ?? 0;
  const sums = [new Array(steps).fill(0)];
  for (const { values } of series)
    sums.push(values.map((value, step) => value + sums.at(-1)[step]));
  const most = sums.at(-1).reduce((top, value) => Math.max(top, value), 1);
  const point = (value, step) =>
    `${((1000 * step) / (steps - 1)).toFixed(1)},${(100 - (100 * value) / most).toFixed(2)}`;
  const areas = series.map(({ place: color }, i) => {
    const [above, below] = [sums[i + 1].map(point), sums[i].map(point).reverse()];
    return drawing("polygon", {
      points: [...above, ...below].join(" "),
      class: `area ${colored(color)}`,
    });
  });
  const grid = [0, 50, 100].map((y) => drawing("path", { d: `M0 ${y}H1000`, class: "grid" }));
  const cursor = drawing("path", { d: "M0 0V100", class: "cursor" });
  const chart = drawing("svg", {
    viewBox: "0 0 1000 100",
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": label,
  });
  chart.append(...grid, ...areas, cursor);
  const marks = ends.map((end) => element("span", {}, end));
  const top = element("span", { className: "most", ariaHidden: "true" }, rounded(most));
  place.replaceChildren(
    top,
    chart,
    element("div", { className: "axis", ariaHidden: "true" }, ...marks),
  );
  return { chart, move: (part) => cursor.setAttribute("transform", `translate(${1000 * part} 0)`) };
}
