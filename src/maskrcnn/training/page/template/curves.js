// The curves: how good it is and how wrong it is in large, every loss by itself in small.

// A colour for masks, one for boxes; what is easier to reach is a broken line.
function scoreSeries() {
  const kindOf = (name) => name.split(" ")[0];
  const kinds = [...new Set(scores.map(([name]) => kindOf(name)))];
  return scores.map(([name, values]) => ({
    name,
    values,
    place: kinds.indexOf(kindOf(name)),
    broken: name.endsWith("50"),
  }));
}

// Of powers of ten: 1e-3.
const short = (value) => value.toExponential(1).replace(".0", "");

function largeCharts() {
  const total = { title: "Sum of the losses", series: [{ name: "It", values: training.total }] };
  const charts = [lineChart({ ...total, at: step })];
  const series = scoreSeries();
  const about = best == null ? "" : `The dot is the best: step ${number(step[best])}.`;
  const ways = { write: tenths, tick: rounded, mark: best, about };
  if (series.length) charts.unshift(lineChart({ title: "Scores", series, at: step, ...ways }));
  return charts;
}

function smallCharts() {
  const { losses, rates, speed, waited } = training;
  const charts = losses.map(({ name, about, values }) => ({ title: name, about, values, at: step }));
  charts.push(
    { title: "learning rate", about: "As planned", values: rates.values, at: rates.step, write: short },
    { title: "pictures a second", about: "While it learns", values: speed, at: step },
    { title: "waiting, %", about: "For pictures: best near 0", values: waited, at: step },
  );
  return charts.map(({ values, ...chart }) =>
    lineChart({ ...chart, series: [{ name: "It", values }] }),
  );
}

function setUpCurves() {
  find("curves").hidden = false;
  find("large").append(...largeCharts());
  find("small").append(...smallCharts());
  const slider = find("round");
  slider.max = last;
  slider.addEventListener("input", () => choose(Number(slider.value)));
  follow((round) => {
    slider.value = round;
    const words = [`Step ${number(step[round])}`, scoresOf(round)].filter(Boolean).join(": ");
    find("round-words").textContent = round === best ? `${words}, the best` : words;
    slider.setAttribute("aria-valuetext", find("round-words").textContent);
  });
}
