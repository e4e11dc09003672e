// The figures of all models, side by side.

const FIGURES = ["ap", "ap50", "ap75", "small", "medium", "large", "ar"];

const hasCosts = evaluations.some(({ costs }) => costs.seconds !== null);
const milliseconds = (seconds) => (seconds === null ? "–" : rounded(1000 * seconds));

function showSummary() {
  const rows = evaluations.flatMap((one) => {
    const kinds = ["masks", "boxes"].filter((kind) => one[kind]);
    return kinds.map((kind, i) => {
      const costs = [
        milliseconds(one.costs.network_seconds),
        milliseconds(one.costs.seconds),
        one.costs.memory === null ? "–" : rounded(one.costs.memory / 1e6),
      ];
      const cells = [kind, ...FIGURES.map((name) => figure(one[kind][name] ?? NaN))];
      const own = i ? ["", "", ""] : costs;
      const name = cell(i ? "" : given(nameOf(one)), i ? "td" : "th");
      const all = hasCosts ? [...cells, ...own] : cells;
      return element("tr", {}, name, ...all.map((each) => cell(each)));
    });
  });
  for (const head of document.querySelectorAll(".cost")) head.hidden = !hasCosts;
  find("figure-rows").replaceChildren(...rows);
}
