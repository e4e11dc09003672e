// The start: what stands still, then everything that follows the choice.

const inAll = `in ${plural(pictureCount, thing)}.`;
const kinds = `${number(classes.length)} class${classes.length === 1 ? "" : "es"}`;
find("lede").textContent = rowCount
  ? `${plural(rowCount, "object")} of ${kinds} ${inAll}`
  : `No object ${inAll}`;
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
