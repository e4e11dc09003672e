// One picture, large: its outlines, what is in it, and the ways to the next and the one before.

const viewer = {
  shown: null, // the place among the views
  outlined: null,
  order: [], // the views that the arrows go through
};

function openViewer(view, { row = null, order = null } = {}) {
  viewer.order = order ?? [...views.keys()];
  showInViewer(view, row);
  if (!find("viewer").open) find("viewer").showModal();
}

function showInViewer(view, row = null) {
  const { picture, width, height, size } = views[view];
  viewer.shown = view;
  viewer.outlined = new Outlined(view);
  const { outlined } = viewer;
  outlined.element.style.maxWidth = `calc(76vh * ${width / height})`;
  outlined.svg.append(...placesIn(size, [width, height]));
  outlined.svg.removeAttribute("aria-hidden");
  outlined.svg.setAttribute("role", "img");
  outlined.svg.setAttribute("aria-label", `${pictureName(picture)} with its outlines`);
  find("viewer-picture").replaceChildren(outlined.element);
  find("viewer-title").replaceChildren(given(pictureName(picture)));
  updateViewer();
  if (row !== null) outlined.light(row);
}

function updateViewer() {
  const { outlined } = viewer;
  if (!outlined) return;
  outlined.update();
  const entries = outlined.paths
    .filter(({ row }) => selection.rows[row])
    .map(({ row }) => entryOf(outlined, row));
  const none = element("li", { className: "quiet" }, "No object is shown.");
  find("viewer-objects").replaceChildren(...(entries.length ? entries : [none]));
}

function entryOf(outlined, row) {
  const name = [swatch(objects.class[row]), given(objectName(row))];
  const entry = button({}, ...name, element("small", {}, scoreAndArea(row)));
  for (const event of ["pointerenter", "focus"]) {
    entry.addEventListener(event, () => outlined.light(row));
  }
  for (const event of ["pointerleave", "blur"]) {
    entry.addEventListener(event, () => outlined.light(null));
  }
  return element("li", {}, entry);
}

// Go on to another picture; after the last comes the first.
function turn(steps) {
  const { order, shown } = viewer;
  showInViewer(order[(order.indexOf(shown) + steps + order.length) % order.length]);
}

function setUpViewer() {
  const dialog = find("viewer");
  const turns = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 };
  dialog.addEventListener("keydown", (event) => {
    if (!(event.key in turns)) return;
    event.preventDefault();
    turn(turns[event.key]);
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) dialog.close();
  });
  find("viewer-before").addEventListener("click", () => turn(-1));
  find("viewer-after").addEventListener("click", () => turn(1));
  find("viewer-close").addEventListener("click", () => dialog.close());
}

follow(updateViewer);
