// The anchors of one cell; the reader goes from cell to cell.

function showAnchors() {
  const { rows, columns, step, offset, widths, heights } = story.anchors;
  const objectness = new Uint16Array(bytes(story.anchors.objectness).buffer);
  let [row, column] = [rows >> 1, columns >> 1];
  const surface = new Surface("anchor-view", paint);

  function boxOf(place) {
    const [x, y] = [(column + offset) * step[0], (row + offset) * step[1]];
    const [width, height] = [widths[place] / 2, heights[place] / 2];
    return around([[x - width, y - height, x + width, y + height]], 0);
  }

  function best() {
    const start = (row * columns + column) * widths.length;
    const own = objectness.slice(start, start + widths.length);
    return own.indexOf(Math.max(...own));
  }

  function paint() {
    surface.veil(0.35);
    paintGrid();
    const places = widths.map((_, place) => place);
    places.sort((a, b) => widths[b] * heights[b] - widths[a] * heights[a]);
    places.forEach((place, rank) => {
      surface.box(boxOf(place), { color: rankColor(1 - rank / widths.length) });
    });
    surface.box(boxOf(best()), { color: "#ffffff", width: 2 });
  }

  function paintGrid() {
    const { pen, scale, canvas } = surface;
    pen.strokeStyle = "rgb(255 255 255 / 14%)";
    pen.lineWidth = 1;
    pen.setLineDash([]);
    pen.beginPath();
    for (let i = 1; i < columns; i += 1) {
      pen.moveTo(i * step[0] * scale, 0);
      pen.lineTo(i * step[0] * scale, canvas.height);
    }
    for (let i = 1; i < rows; i += 1) {
      pen.moveTo(0, i * step[1] * scale);
      pen.lineTo(canvas.width, i * step[1] * scale);
    }
    pen.stroke();
    pen.fillStyle = "rgb(255 255 255 / 55%)";
    const corner = [column * step[0] * scale, row * step[1] * scale];
    pen.fillRect(...corner, step[0] * scale, step[1] * scale);
  }

  function goTo(newRow, newColumn) {
    [row, column] = [bounded(newRow, rows), bounded(newColumn, columns)];
    const place = best();
    const value = objectness[(row * columns + column) * widths.length + place] / 65535;
    find("anchor-words").textContent =
      `Row ${row + 1} of ${rows}, column ${column + 1} of ${columns}: ${widths.length} anchors. ` +
      `The likeliest, white, is ${Math.round(widths[place])}×${Math.round(heights[place])} pixels ` +
      `and holds an object with a probability of ${value.toFixed(2)}.`;
    surface.draw();
  }

  function follow(event) {
    const [x, y] = surface.positionOf(event);
    goTo(Math.floor(y / step[1]), Math.floor(x / step[0]));
  }

  surface.canvas.addEventListener("pointermove", follow);
  surface.canvas.addEventListener("pointerdown", follow);
  surface.canvas.addEventListener("keydown", (event) => {
    if (!(event.key in arrows)) return;
    event.preventDefault();
    const [down, right] = arrows[event.key];
    goTo(row + down, column + right);
  });
  goTo(row, column);
}
