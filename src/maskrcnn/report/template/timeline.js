// How many objects of each class are in view, over the whole video.

const MOST_STEPS = 400;

// Frames go into steps of equal time; a step's value is the mean of its frames, or the last one's.
function stepsOfTime() {
  const start = secondsOf(0);
  const span = secondsOf(pictureCount - 1) - start;
  const count = Math.min(pictureCount, MOST_STEPS);
  const stepOf = pictures.seconds.map((seconds) =>
    span ? Math.round(((count - 1) * (seconds - start)) / span) : 0,
  );
  const frames = new Array(count).fill(0);
  for (const step of stepOf) frames[step] += 1;
  const words = count < pictureCount ? `mean of each ${clock(span / (count - 1))}` : "";
  return { stepOf, frames, start, span, words };
}

function seriesOf({ stepOf, frames }) {
  const sums = new Map();
  for (const row of selection.list) {
    const place = Math.min(objects.class[row], 8);
    if (!sums.has(place)) sums.set(place, new Array(frames.length).fill(0));
    sums.get(place)[stepOf[pictureOf[row]]] += 1;
  }
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([place, counts]) => ({ place, values: means(counts, frames) }));
}

function means(counts, frames) {
  let last = 0;
  return counts.map((count, step) => {
    if (frames[step]) last = count / frames[step];
    return last;
  });
}

function setUpTimeline() {
  if (!report.video || pictureCount < 2) return;
  find("time").hidden = false;
  const steps = stepsOfTime();
  const slider = find("moment");
  slider.max = pictureCount - 1;
  find("time-words").textContent = steps.words;
  let areas = null;

  function tell() {
    const picture = Number(slider.value);
    const counts = new Map();
    for (let row = firstRow[picture]; row < firstRow[picture + 1]; row += 1) {
      if (selection.rows[row]) counts.set(className(row), (counts.get(className(row)) ?? 0) + 1);
    }
    const seen = [...counts].map(([name, count]) => `${count} ${name}`).join(", ") || "nothing";
    find("moment-words").replaceChildren(`${clock(secondsOf(picture))}: `, given(seen));
    areas.move(steps.span ? (secondsOf(picture) - steps.start) / steps.span : 0);
  }

  function show() {
    const series = seriesOf(steps);
    const middle = steps.start + steps.span / 2;
    const ends = [steps.start, middle, steps.start + steps.span].map(clock);
    const names = series.map(({ place }) => (place < 8 ? classes[place] : "others"));
    areas = showAreas(find("time-chart"), {
      series,
      ends,
      label: `Objects in view over time: ${names.join(", ")}`,
    });
    areas.chart.addEventListener("pointermove", (event) => point(event));
    areas.chart.addEventListener("click", (event) => {
      point(event);
      open();
    });
    find("time-legend").replaceChildren(
      ...series.map(({ place }, i) => element("span", {}, swatch(place), given(names[i]))),
    );
    tell();
  }

  function point(event) {
    const seen = areas.chart.getBoundingClientRect();
    const time = steps.start + (steps.span * (event.clientX - seen.left)) / seen.width;
    const next = pictures.seconds.findIndex((seconds) => seconds >= time);
    slider.value = next < 0 ? pictureCount - 1 : next;
    tell();
  }

  function open() {
    if (views.length) openViewer(nearestView(Number(slider.value)));
  }

  slider.addEventListener("input", tell);
  find("moment-show").addEventListener("click", open);
  find("moment-show").hidden = !views.length;
  follow(show);
}
