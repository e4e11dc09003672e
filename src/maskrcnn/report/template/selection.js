// Which objects and pictures are shown: worked out once a change, before anything is drawn.

const selection = {
  rows: new Uint8Array(rowCount), // 1 where an object is shown
  list: [], // the rows that are shown
  counts: new Int32Array(pictureCount), // objects shown in each picture
  pictures: new Uint8Array(pictureCount), // 1 where a picture is shown
  offered: [], // objects of each class that the other filters let through
};

const lowerNames = pictures.names?.map((name) => name.toLocaleLowerCase());

function select() {
  const { confidence, classes: chosen, name, area, empty } = state;
  const wanted = name.trim().toLocaleLowerCase();
  const smallest = area / (pixel * pixel);
  const named = (picture) => !wanted || !lowerNames || lowerNames[picture].includes(wanted);
  selection.list = [];
  selection.offered = classes.map(() => 0);
  selection.rows.fill(0);
  selection.counts.fill(0);
  for (let picture = 0; picture < pictureCount; picture += 1) {
    selection.pictures[picture] = named(picture) ? 1 : 0;
  }
  for (let row = 0; row < rowCount; row += 1) {
    const [place, picture] = [objects.class[row], pictureOf[row]];
    if (objects.score[row] < confidence || objects.area[row] < smallest) continue;
    if (!selection.pictures[picture]) continue;
    selection.offered[place] += 1;
    if (!chosen.has(place)) continue;
    selection.rows[row] = 1;
    selection.counts[picture] += 1;
    selection.list.push(row);
  }
  if (empty) return;
  selection.counts.forEach((count, picture) => {
    if (!count) selection.pictures[picture] = 0;
  });
}

follow(select);
