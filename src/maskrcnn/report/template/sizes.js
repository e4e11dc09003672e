// How large things are, in pixels or in the world.

const titles = {
  area: "Area",
  diameter: "Equivalent diameter",
  width: "Width of the box",
  height: "Height of the box",
};

function spreadOf(values) {
  const sorted = Float64Array.from(values).sort();
  const sum = sorted.reduce((total, value) => total + value, 0);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  return { least: sorted[0], median, mean: sum / sorted.length, most: sorted.at(-1), sum };
}

function showSizes() {
  const name = find("measure").value;
  const measure = measures[name];
  const inUnits = unitOf(name);
  const byClass = classes.map(() => []);
  for (const row of selection.list) byClass[objects.class[row]].push(measure(row));
  const values = selection.list.map(measure);
  const edges = edgesOf(values, 24);
  find("size-name").textContent = titles[name];
  const { median } = spreadOf(values);
  const words = `in ${inUnits}; half of them are over ${rounded(median)} ${inUnits}`;
  find("size-words").textContent = values.length ? words : "nothing is shown";
  const label = `Histogram of sizes: ${titles[name]} ${words}`;
  const counts = countsBetween(edges, values);
  if (values.length) showBars(find("size-chart"), { edges, counts, write: rounded, label });
  else find("size-chart").replaceChildren();
  const rows = byClass.map((ofClass, place) => {
    if (!ofClass.length) return null;
    const { least, median: middle, mean, most, sum } = spreadOf(ofClass);
    const together = name === "area" ? rounded(sum) : "–";
    const cells = [number(ofClass.length), ...[least, middle, mean, most].map(rounded), together];
    return element(
      "tr",
      {},
      cell([swatch(place), given(classes[place])], "th"),
      ...cells.map((content) => cell(content)),
    );
  });
  find("size-rows").replaceChildren(...rows.filter(Boolean));
}

function setUpSizes() {
  find("scale-words").textContent = report.scale
    ? `As if every pixel were ${rounded(pixel)} ${unit} wide: true of scans, of microscopes, ` +
      "and of cameras that look straight down on a plane."
    : "In pixels of the pictures themselves.";
  find("measure").addEventListener("change", showSizes);
  follow(showSizes);
}
