// The start: what stands still, then everything that follows the choice.

const inAll = `in ${plural(pictureCount, thing)}.`;
const kinds = `${number(classes.length)} class${classes.length === 1 ? "" : "es"}`;
const tracks = new Set(objects.track ?? []).size;
find("lede").textContent = !rowCount
  ? `No object ${inAll}`
  : report.tracked
    ? `${plural(tracks, "track")} of ${kinds}, seen ${plural(rowCount, "time")} ${inAll}`
    : `${plural(rowCount, "object")} of ${kinds} ${inAll}`;
find("track-head").hidden = !report.tracked;
if (report.tracked) find("object-head").textContent = "Times seen";
find("notes").append(...report.notes.map((note) => element("li", {}, given(note))));
find("notes").hidden = !report.notes.length;

setUpFilters();
setUpTimeline();
setUpPlaces();
setUpTracks();
setUpPictures();
setUpObjects();
setUpSizes();
setUpDownload();
setUpViewer();
readHash();
