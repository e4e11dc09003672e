// A chart of lines over the steps. Its words stand beside it as text.

const NICE = [1, 2, 2.5, 5, 10];

// Round numbers from 0 to one that is no less than the greatest value.
function ticksTo(most) {
  const rough = (most || 1) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = power * NICE.find((nice) => nice * power >= rough * (1 - 1e-9));
  const count = Math.max(1, Math.ceil((most || 1) / size - 1e-9));
  return Array.from({ length: count + 1 }, (_, i) => Number((i * size).toPrecision(12)));
}

const known = (values) => values.filter((value) => value != null);

const dot = (point) => drawing("path", { d: `M${point}h0`, class: "dot" });

// A line through the values that there are; one by itself is a dot.
function lineThrough(points, { place, broken }) {
  const there = known(points);
  const line = there.length === 1 ? dot(there[0]) : drawing("path", { d: `M${there.join("L")}` });
  line.classList.add("line");
  if (broken) line.classList.add("broken");
  if (place != null) line.classList.add(colored(place));
  return line;
}

function inWords({ name, values }, at, write) {
  const places = [...values.keys()].filter((i) => values[i] != null);
  if (!places.length) return `${name}: nothing is known`;
  const [first, end] = [places[0], places.at(-1)];
  const tell = (i) => `${write(values[i])} at step ${number(at[i])}`;
  const [low, high] = [Math.min(...known(values)), Math.max(...known(values))];
  return `${name} goes from ${tell(first)} to ${tell(end)}, between ${write(low)} and ${write(high)}`;
}

// `series` have a name, values, and perhaps a place among colours, and whether they are broken;
// `at` are the steps of the values; `write` puts a value in words, `tick` one of the scale; a dot
// is set on the first line in the round `mark`.
function lineChart({ title, about = "", series, at, write = rounded, tick = write, mark }) {
  const span = at.at(-1);
  const ticks = ticksTo(series.reduce((top, { values }) => Math.max(top, ...known(values)), 0));
  const top = ticks.at(-1);
  const x = (value) => ((1000 * value) / span).toFixed(1);
  const y = (value) => (100 - (100 * value) / top).toFixed(2);
  const point = (value, i) => (value == null ? null : `${x(at[i])} ${y(value)}`);
  const cursor = drawing("path", { d: "M0 0V100", class: "cursor" });
  const plot = drawing(
    "svg",
    {
      viewBox: "0 0 1000 100",
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": `${title}. ${series.map((each) => inWords(each, at, write)).join("; ")}.`,
    },
    ...ticks.map((value) => drawing("path", { d: `M0 ${y(value)}H1000`, class: "grid" })),
    cursor,
    ...series.map((each) => lineThrough(each.values.map(point), each)),
  );
  const marked = mark == null ? null : point(series[0].values[mark], mark);
  if (marked) plot.append(dot(marked));
  const values = series.map(() => element("b"));
  const figure = element(
    "figure",
    { className: "card chart" },
    element("figcaption", {}, element("b", {}, title), captionOf(series, values), about),
    element("div", { className: "plot" }, scaleOf(ticks, tick), plot),
    axisOf(span),
  );
  plot.addEventListener("pointermove", (event) => {
    const seen = plot.getBoundingClientRect();
    choose(nearest(step, (span * (event.clientX - seen.left)) / seen.width));
  });
  follow((round) => {
    const place = nearest(at, step[round]);
    cursor.setAttribute("transform", `translate(${x(step[round])} 0)`);
    series.forEach((each, i) => {
      values[i].textContent = each.values[place] == null ? "–" : write(each.values[place]);
    });
  });
  return figure;
}

function captionOf(series, values) {
  if (series.length === 1) return values[0];
  const entries = series.map(({ name, place, broken }, i) =>
    element(
      "span",
      {},
      element("i", { className: `stroke ${colored(place)} ${broken ? "broken" : ""}` }),
      given(name),
      " ",
      values[i],
    ),
  );
  return element("span", { className: "legend" }, ...entries);
}

function scaleOf(ticks, write) {
  const marks = ticks.map((value) => {
    const mark = element("span", {}, value ? write(value) : "0");
    mark.style.bottom = `${(100 * value) / ticks.at(-1)}%`;
    return mark;
  });
  return element("div", { className: "ticks", ariaHidden: "true" }, ...marks);
}

const axisOf = (span) =>
  element(
    "div",
    { className: "axis", ariaHidden: "true" },
    element("span", {}, "0"),
    element("span", {}, `step ${number(span)}`),
  );
