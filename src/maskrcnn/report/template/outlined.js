// A picture with the outlines of its objects over it.
class Outlined {
  constructor(view) {
    const { width, height, src } = views[view];
    this.picture = views[view].picture;
    this.paths = views[view].outlines.map(([row, d]) => {
      const title = drawing("title", {}, `${objectName(row)} ${score(objects.score[row])}`);
      const path = drawing("path", { d, class: `outline ${colored(objects.class[row])}` }, title);
      return { row, path };
    });
    // The smallest lie on top, so that each can be pointed at.
    const bySize = [...this.paths].sort((a, b) => objects.area[b.row] - objects.area[a.row]);
    const svg = drawing(
      "svg",
      { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
      ...bySize.map(({ path }) => path),
    );
    this.element = element("span", { className: "picture" });
    this.element.style.aspectRatio = `${width} / ${height}`;
    if (src) this.element.append(element("img", { src, alt: "" }));
    this.element.append(svg);
    this.svg = svg;
  }

  update() {
    for (const { row, path } of this.paths) path.classList.toggle("out", !selection.rows[row]);
  }

  // Light up one object, or none.
  light(row) {
    this.svg.classList.toggle("one-lit", row !== null);
    for (const each of this.paths) each.path.classList.toggle("lit", each.row === row);
  }
}
