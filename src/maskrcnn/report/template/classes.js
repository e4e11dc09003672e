// What was found, class by class, and how sure the network was.

function summaryOf(rows) {
  const sums = classes.map(() => ({ count: 0, score: 0, area: 0 }));
  for (const row of rows) {
    const sum = sums[objects.class[row]];
    sum.count += 1;
    sum.score += objects.score[row];
    sum.area += measures.area(row);
  }
  return sums;
}

function showClasses() {
  const sums = summaryOf(selection.list);
  const most = Math.max(1, ...sums.map(({ count }) => count));
  const rows = sums.map((sum, place) => {
    if (!sum.count) return null;
    const bar = element("i", { className: `count-bar ${colored(place)}` });
    bar.style.width = `${(100 * sum.count) / most}%`;
    const counted = [
      element("span", {}, number(sum.count)),
      element("span", { className: "count-track" }, bar),
    ];
    return classRow([swatch(place), given(classes[place])], counted, sum);
  });
  const none = element(
    "tr",
    {},
    element("td", { colSpan: 4, className: "quiet" }, "Nothing is shown."),
  );
  find("class-rows").replaceChildren(...(selection.list.length ? rows.filter(Boolean) : [none]));
  const total = { count: 0, score: 0, area: 0 };
  for (const sum of sums) for (const key of Object.keys(total)) total[key] += sum[key];
  find("class-total").replaceChildren(
    classRow("Together", [element("span", {}, number(total.count))], total),
  );
}

function classRow(name, counted, { count, score: scores, area }) {
  const countCell = cell(element("span", { className: "counted" }, ...counted));
  return element(
    "tr",
    {},
    cell(name, "th"),
    countCell,
    cell(score(scores / count)),
    cell(rounded(area / count)),
  );
}

function showScores() {
  const values = selection.list.map((row) => objects.score[row]);
  const edges = Array.from({ length: 21 }, (_, i) => lowestScore + ((1 - lowestScore) * i) / 20);
  const counts = countsBetween(edges, values);
  const sure = values.filter((value) => value >= 0.9).length;
  const label = `${plural(sure, "object")} of ${number(values.length)} over 0.9`;
  find("score-words").textContent = label;
  showBars(find("score-chart"), {
    edges,
    counts,
    write: score,
    label: `Histogram of scores: ${label}`,
  });
}

follow(showClasses);
follow(showScores);
