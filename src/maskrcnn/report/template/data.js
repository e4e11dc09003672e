// What was found, as the page brings it: objects are rows of columns.

const report = JSON.parse(document.getElementById("data").textContent);
const { objects, pictures, views, classes } = report;
const rowCount = objects.score.length;
const pictureCount = pictures.counts.length;

// The first row of each picture, and the number of all rows at the end.
const firstRow = [0];
for (const count of pictures.counts) firstRow.push(firstRow.at(-1) + count);

// The picture of each row.
const pictureOf = new Int32Array(rowCount);
pictures.counts.forEach((count, picture) =>
  pictureOf.fill(picture, firstRow[picture], firstRow[picture + 1]),
);

// Lengths in the world, or in pixels where nobody said how large a pixel is.
const unit = report.scale?.unit ?? "px";
const areaUnit = `${unit}²`;
const pixel = report.scale?.length ?? 1;

const measures = {
  area: (row) => objects.area[row] * pixel * pixel,
  diameter: (row) => 2 * Math.sqrt(objects.area[row] / Math.PI) * pixel,
  width: (row) => objects.width[row] * pixel,
  height: (row) => objects.height[row] * pixel,
};

// Confidences start at the lowest score there is.
const least = objects.score.reduce((low, score) => Math.min(low, score), 1);
const lowestScore = Math.floor(least * 100) / 100;

const unitOf = (measure) => (measure === "area" ? areaUnit : unit);
const className = (row) => classes[objects.class[row]];
const trackOf = (row) => objects.track?.[row] || null;
const secondsOf = (picture) => pictures.seconds?.[picture] ?? picture;

// The picture that the page shows and that is nearest to one that it may not show.
function nearestView(picture) {
  let [low, high] = [0, views.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (views[middle].picture < picture) low = middle + 1;
    else high = middle;
  }
  const before = views[low - 1];
  const closer = before && picture - before.picture < views[low].picture - picture;
  return closer ? low - 1 : low;
}
