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

// How many tracks there are of each class, by the class of their best view.
function tracksOfClasses() {
  const counts = classes.map(() => 0);
  for (const { best } of tracksShown()) counts[objects.class[best]] += 1;
  return counts;
}

function showClasses() {
  const sums = summaryOf(selection.list);
  const tracks = tracksOfClasses();
  const most = Math.max(1, ...sums.map(({ count }) => count));
  const rows = [...classes.keys()]
    .filter((place) => sums[place].count)
    .map((place) => {
      const bar = element("i", { className: `count-bar ${colored(place)}` });
      bar.style.width = `${(100 * sums[place].count) / most}%`;
      const name = [swatch(place), given(classes[place])];
      return classRow(
        name,
        tracks[place],
        sums[place],
        element("span", { className: "count-track" }, bar),
      );
    });
  find("class-rows").replaceChildren(...(rows.length ? rows : [emptyRow()]));
  const total = { count: 0, score: 0, area: 0 };
  for (const sum of sums) for (const key of Object.keys(total)) total[key] += sum[key];
  const allTracks = tracks.reduce((sum, count) => sum + count, 0);
  find("class-total").replaceChildren(classRow("Together", allTracks, total));
}

const emptyRow = () =>
  element("tr", {}, element("td", { colSpan: 5, className: "quiet" }, "Nothing is shown."));

function classRow(name, tracks, { count, score: scores, area }, ...bar) {
  const counted = element(
    "span",
    { className: "counted" },
    element("span", {}, number(count)),
    ...bar,
  );
  const cells = [counted, score(scores / count), rounded(area / count)];
  if (report.tracked) cells.unshift(number(tracks));
  return element("tr", {}, cell(name, "th"), ...cells.map((content) => cell(content)));
}

function showScores() {
  const values = selection.list.map((row) => objects.score[row]);
  const edges = Array.from({ length: 21 }, (_, i) => lowestScore + ((1 - lowestScore) * i) / 20);
  const counts = countsBetween(edges, values);
  const sure = values.filter((value) => value > 0.9).length;
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
