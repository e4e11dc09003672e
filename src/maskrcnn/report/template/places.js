// Lines and zones: what they counted, and where they lie.

const counts = report.counts ?? { lines: [], zones: [] };

// Points as fractions or pixels of the picture, in pixels of the picture shown.
function pointsOf(points, size, shown) {
  const fractions = points.flat().every((value) => value <= 1);
  return points.map((point) =>
    point.map((value, axis) => (value * shown[axis]) / (fractions ? 1 : size[axis])),
  );
}

function placesIn(size, shown) {
  const shape = (tag, points, name) => {
    const written = pointsOf(points, size, shown).map(
      ([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`,
    );
    return drawing(tag, { points: written.join(" "), class: "shape" }, drawing("title", {}, name));
  };
  return [
    ...counts.zones.map(({ corners, name }) => shape("polygon", corners, name)),
    ...counts.lines.map(({ start, end, name }) => shape("polyline", [start, end], name)),
  ];
}

// What the classes chosen come to together.
function sumOf(place, what) {
  return Object.entries(place.classes)
    .filter(([name]) => chosen(name))
    .reduce((sum, [, ofClass]) => sum + ofClass[what], 0);
}

const chosen = (name) => !classes.includes(name) || state.classes.has(classes.indexOf(name));

function dwellOf(zone) {
  const dwells = Object.entries(zone.classes)
    .filter(([name]) => chosen(name))
    .map(([, { dwell }]) => dwell);
  const stays = dwells.reduce((sum, dwell) => sum + dwell.objects, 0);
  const total = dwells.reduce((sum, dwell) => sum + dwell.total, 0);
  return {
    mean: stays ? total / stays : 0,
    longest: Math.max(0, ...dwells.map(({ longest }) => longest)),
  };
}

const stay = (time) =>
  report.counts.unit === "seconds" ? clock(time) : plural(Math.round(time), "frame");

function tableOf(title, heads, rows) {
  const head = element(
    "tr",
    {},
    ...[title, ...heads].map((text) => element("th", { scope: "col" }, text)),
  );
  const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
  return element(
    "div",
    { className: "wide", tabIndex: 0, role: "region", ariaLabel: title },
    table,
  );
}

function rowOf(name, cells) {
  return element("tr", {}, cell(given(name), "th"), ...cells.map((content) => cell(content)));
}

function showPlaces() {
  const lines = counts.lines.map((line) =>
    rowOf(
      line.name,
      ["in", "out"].map((way) => number(sumOf(line, way))),
    ),
  );
  const zones = counts.zones.map((zone) => {
    const { mean, longest } = dwellOf(zone);
    const tallies = ["entered", "left", "inside"].map((what) => number(sumOf(zone, what)));
    const most = state.classes.size === classes.length ? number(zone.most) : "–";
    return rowOf(zone.name, [...tallies, most, stay(mean), stay(longest)]);
  });
  const zoneHeads = [
    "Entered",
    "Left",
    "Inside at the end",
    "Most at once",
    "Mean stay",
    "Longest stay",
  ];
  const tables = [tableOf("Line", ["In", "Out"], lines), tableOf("Zone", zoneHeads, zones)];
  find("places-tables").replaceChildren(...tables.filter((_, i) => [lines, zones][i].length));
}

function setUpPlaces() {
  if (!report.counts) return;
  find("places").hidden = false;
  if (views.length) {
    const view = views.length >> 1;
    const outlined = new Outlined(view);
    const { size, width, height } = views[view];
    outlined.svg.replaceChildren(...placesIn(size, [width, height]));
    const ariaLabel = "Lines and zones in a frame, enlarge";
    const opener = button({ className: "tile", ariaLabel }, outlined.element);
    opener.addEventListener("click", () => openViewer(view));
    find("places-picture").append(opener);
  }
  follow(showPlaces);
}
