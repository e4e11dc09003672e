// Objects by themselves; of a video whose objects are tracked there are tracks instead.

const objectOrders = {
  best: (a, b) => objects.score[b.row] - objects.score[a.row],
  doubtful: (a, b) => objects.score[a.row] - objects.score[b.row],
  largest: (a, b) => objects.area[b.row] - objects.area[a.row],
  smallest: (a, b) => objects.area[a.row] - objects.area[b.row],
  class: (a, b) => objects.class[a.row] - objects.class[b.row] || objectOrders.best(a, b),
};

function cutoutOf({ row, src }) {
  const picture = element("span", { className: "cutout" }, element("img", { src, alt: "" }));
  const words = element("small", {}, scoreAndArea(row));
  const title = pictureName(pictureOf[row]);
  const opener = button({ title }, picture, given(objectName(row)), words);
  opener.addEventListener("click", () => showObject(row));
  return { element: element("li", {}, opener) };
}

// Show the picture that an object is in, or the nearest frame that the page has.
function showObject(row) {
  if (!views.length) return;
  const view = nearestView(pictureOf[row]);
  if (views[view].picture === pictureOf[row]) return openViewer(view, { row });
  if (!report.video) return undefined;
  const same = views[view].outlines.find(
    ([other]) => trackOf(other) && trackOf(other) === trackOf(row),
  );
  return openViewer(view, { row: same ? same[0] : null });
}

function setUpObjects() {
  if ((report.tracked && report.video) || !report.cutouts.length) return;
  find("objects").hidden = false;
  const list = new LongList("object-list", 60, cutoutOf);
  const show = () => {
    const shown = report.cutouts.filter(({ row }) => selection.rows[row]);
    shown.sort(objectOrders[find("object-order").value]);
    list.show(shown, ({ row }) => row);
    find("object-words").textContent = `${number(shown.length)} shown`;
  };
  find("object-order").addEventListener("change", show);
  follow(show);
}
