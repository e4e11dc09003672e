// The curves: how good it is and how wrong it is in large, every loss by itself in small.

function scoreSeries() {
  const names = Object.keys(training.scores).sort((a, b) => Number(isMain(b)) - Number(isMain(a)));
  const kinds = [...new Set(names.map((name) => name.split(" ")[0]))];
  return names.map((name) => ({
    name,
    values: training.scores[name],
    place: kinds.indexOf(name.split(" ")[0]),
    broken: name.endsWith("50"),
  }));
}

const isMain = (name) => name === "mask AP";

function largeCharts() {
  const total = { title: "Sum of the losses", series: [{ name: "It", values: training.total }] };
  const charts = [lineChart({ ...total, at: step })];
  const scores = scoreSeries();
  if (scores.length)
    charts.unshift(
      lineChart({ title: "Scores", series: scores, at: step, write: percent, mark: best }),
    );
  return charts;
}

function smallCharts() {
  const { losses, rates, speed } = training;
  const charts = losses.map(({ name, about, values }) => ({ title: name, about, values, at: step }));
  charts.push(
    { title: "learning rate", values: rates.values, at: rates.step, about: "At its highest; the whole plan" },
    { title: "pictures a second", values: speed, at: step, about: "Learned from, judging aside" },
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
