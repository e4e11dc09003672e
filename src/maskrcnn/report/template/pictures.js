// The contact sheet: photos, or frames of the video, with the outlines of what is in them.

const pictureOrders = {
  place: (a, b) => views[a].picture - views[b].picture,
  most: (a, b) => selection.counts[views[b].picture] - selection.counts[views[a].picture],
  doubtful: (a, b) => mostDoubtful(a) - mostDoubtful(b),
};

function mostDoubtful(view) {
  const scores = views[view].outlines.map(([row]) =>
    selection.rows[row] ? objects.score[row] : 2,
  );
  return Math.min(2, ...scores);
}

function tileOf(view) {
  const outlined = new Outlined(view);
  const { picture, src } = views[view];
  const words = element("small");
  const tile = button({ className: "tile" }, outlined.element, given(pictureName(picture)), words);
  tile.addEventListener("click", () => openViewer(view, { order: shownViews() }));
  const update = () => {
    outlined.update();
    const gone = src ? "" : `, ${thing} gone`;
    words.textContent = `${plural(selection.counts[picture], "object")}${gone}`;
  };
  return { element: element("li", {}, tile), update };
}

function shownViews() {
  const shown = [...views.keys()].filter((view) => selection.pictures[views[view].picture]);
  return shown.sort(pictureOrders[find("picture-order").value]);
}

function setUpPictures() {
  const sheet = new LongList("picture-list", 24, tileOf);
  const show = () => {
    const shown = shownViews();
    sheet.show(shown, (view) => view);
    const all = shown.length === views.length ? "" : ` of ${number(views.length)}`;
    find("picture-words").textContent = `${number(shown.length)}${all} shown`;
  };
  find("pictures-title").textContent = report.video ? "Frames" : "Photos";
  if (report.video) find("place-order").textContent = "time";
  find("picture-order").addEventListener("change", show);
  find("outlines").addEventListener("change", ({ target }) => {
    find("picture-list").classList.toggle("bare", !target.checked);
  });
  follow(show);
}
