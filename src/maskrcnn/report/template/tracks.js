// Tracks: who was seen from when to when, each by its best view.

const cutoutOfTrack = new Map(report.cutouts.map(({ row, src }) => [trackOf(row), src]));

const trackOrders = {
  first: (a, b) => a.first - b.first,
  stay: (a, b) => b.last - b.first - (a.last - a.first),
  score: (a, b) => objects.score[b.best] - objects.score[a.best],
  class: (a, b) => objects.class[a.best] - objects.class[b.best] || a.first - b.first,
};

// Tracks among the objects shown: first and last time, frames seen in, and the best row.
function tracksShown() {
  const tracks = new Map();
  for (const row of selection.list) {
    const id = trackOf(row);
    if (!id) continue;
    const time = secondsOf(pictureOf[row]);
    const track = tracks.get(id) ?? { id, first: time, last: time, frames: 0, best: row };
    track.last = time;
    track.frames += 1;
    if (objects.score[row] > objects.score[track.best]) track.best = row;
    tracks.set(id, track);
  }
  return [...tracks.values()];
}

function trackEntry({ id }) {
  const src = cutoutOfTrack.get(id);
  const picture = element("span", { className: "cutout", hidden: !src });
  if (src) picture.append(element("img", { src, alt: "" }));
  const [name, words, bar] = [element("b"), element("small"), element("i")];
  const way = element("span", { className: "way", ariaHidden: "true" }, bar);
  const opener = button({}, picture, name, words, way);
  let best = null;
  opener.addEventListener("click", () => showObject(best));
  const update = (track) => {
    best = track.best;
    name.replaceChildren(swatch(objects.class[best]), given(objectName(best)));
    words.textContent =
      `${clock(track.first)} to ${clock(track.last)}, ${clock(track.last - track.first)} long, ` +
      `in ${plural(track.frames, "frame")}, score up to ${score(objects.score[best])}`;
    const [start, span] = [secondsOf(0), secondsOf(pictureCount - 1) - secondsOf(0) || 1];
    bar.className = colored(objects.class[best]);
    bar.style.left = `${(100 * (track.first - start)) / span}%`;
    bar.style.width = `${(100 * (track.last - track.first)) / span}%`;
  };
  return { element: element("li", {}, opener), update };
}

function setUpTracks() {
  if (!report.tracked || !report.video) return;
  find("tracks").hidden = false;
  const list = new LongList("track-list", 48, trackEntry);
  const show = () => {
    const tracks = tracksShown().sort(trackOrders[find("track-order").value]);
    list.show(tracks, ({ id }) => id);
    find("track-words").textContent = `${number(tracks.length)} shown`;
  };
  find("track-order").addEventListener("change", show);
  follow(show);
}
