// One object's mask: as it comes, stretched softly over its box, decided, laid over the picture.

// Samples of a small map at some positions along one axis: both neighbours, and the second's part.
function neighbours(first, count, offset, cellsAPixel, cells) {
  return Array.from({ length: count }, (_, place) => {
    const nearest = (first + place + 0.5 - offset) * cellsAPixel - 0.5;
    const inside = Math.min(Math.max(nearest, 0), cells - 1);
    const before = Math.floor(inside);
    return [before, Math.min(before + 1, cells - 1), inside - before];
  });
}

// The pixels whose centres lie in a box; never none.
function windowOf(low, high, size) {
  const first = bounded(Math.ceil(low - 0.5), size);
  return [first, Math.max(Math.min(Math.ceil(high - 0.5), size), first + 1)];
}

// Stretch a mask over its box: probabilities from 0 to 255 for the pixels of a window.
function stretched({ box, mask }) {
  const [rows, columns] = mask.shape;
  const values = bytes(mask.values);
  const [x0, x1] = windowOf(box[0], box[2], story.picture.width);
  const [y0, y1] = windowOf(box[1], box[3], story.picture.height);
  const [width, height] = [x1 - x0, y1 - y0];
  const across = neighbours(x0, width, box[0], columns / (box[2] - box[0]), columns);
  const down = neighbours(y0, height, box[1], rows / (box[3] - box[1]), rows);
  const soft = new Float32Array(width * height);
  down.forEach(([above, below, lower], row) => {
    across.forEach(([left, right, further], column) => {
      const mixed = [above, below].map((line) => {
        const start = line * columns;
        return values[start + left] * (1 - further) + values[start + right] * further;
      });
      soft[row * width + column] = mixed[0] * (1 - lower) + mixed[1] * lower;
    });
  });
  return { part: [x0, y0, x1, y1], width, height, soft };
}

// Put pixels onto a canvas of their own size; `ink` gives red, green, blue, opacity of each value.
function pixelCanvas({ width, height, soft }, ink) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d");
  const pixels = pen.createImageData(width, height);
  soft.forEach((value, place) => pixels.data.set(ink(value), 4 * place));
  pen.putImageData(pixels, 0, 0);
  return canvas;
}

function rgb(hex) {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
}

function maskFigures() {
  let object = null;
  let mask = null;
  let cell = null;
  const threshold = find("threshold");
  threshold.value = story.threshold;
  const over = (value) => value > Number(threshold.value) * 255;
  const inkOf = {
    soft: (value) => [value, value, value, 255],
    hard: (value) => (over(value) ? [255, 255, 255, 255] : [0, 0, 0, 255]),
    laid: (value) => [...rgb(object.color), over(value) ? 140 : 0],
  };
  const surfaces = Object.entries(inkOf).map(([name, ink]) => {
    const paint = (surface) => {
      if (!mask) return;
      const [x0, y0, x1, y1] = surface.onCanvas(mask.part);
      surface.pen.imageSmoothingEnabled = false;
      surface.pen.drawImage(pixelCanvas(mask, ink), x0, y0, x1 - x0, y1 - y0);
    };
    return new Surface(`mask-${name}`, paint);
  });
  const small = new Surface("mask-small", paintSmall);

  function paintSmall({ canvas, pen }) {
    if (!object) return;
    const [rows, columns] = object.mask.shape;
    const values = bytes(object.mask.values);
    canvas.height = Math.round((canvas.width * rows) / columns);
    const side = canvas.width / columns;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.font = `${Math.round(side * 0.42)}px system-ui, sans-serif`;
    values.forEach((value, place) => {
      const [row, column] = [Math.floor(place / columns), place % columns];
      pen.fillStyle = `rgb(${value} ${value} ${value})`;
      pen.fillRect(column * side, row * side, side + 1, side + 1);
      pen.fillStyle = value > 140 ? "#333" : "#bbb";
      const percent = Math.round((value / 255) * 100);
      if (side > 16) pen.fillText(percent, (column + 0.5) * side, (row + 0.53) * side);
    });
    if (!cell) return;
    pen.strokeStyle = "#f59e0b";
    pen.lineWidth = 3;
    pen.strokeRect(cell[1] * side, cell[0] * side, side, side);
  }

  function read(row, column) {
    const [rows, columns] = object.mask.shape;
    cell = [bounded(row, rows), bounded(column, columns)];
    const value = bytes(object.mask.values)[cell[0] * columns + cell[1]];
    find("mask-words").textContent =
      `Row ${cell[0] + 1}, column ${cell[1] + 1}: ${((value / 255) * 100).toFixed(1)} percent.`;
    small.draw();
  }

  function pointAt(event) {
    const seen = small.canvas.getBoundingClientRect();
    const [rows, columns] = object.mask.shape;
    const down = (event.clientY - seen.top) / seen.height;
    read(Math.floor(down * rows), Math.floor(((event.clientX - seen.left) / seen.width) * columns));
  }

  function decide() {
    const count = mask.soft.reduce((sum, value) => sum + over(value), 0);
    find("hard-words").textContent =
      `Over ${Number(threshold.value).toFixed(2)}: ${plural(count, "pixel")}.`;
    for (const surface of surfaces) surface.draw();
  }

  threshold.addEventListener("input", decide);
  small.canvas.addEventListener("pointermove", pointAt);
  small.canvas.addEventListener("pointerdown", pointAt);
  small.canvas.addEventListener("keydown", (event) => {
    if (!(event.key in arrows)) return;
    event.preventDefault();
    const [row, column] = cell ?? object.mask.shape.map((cells) => cells >> 1);
    read(row + arrows[event.key][0], column + arrows[event.key][1]);
  });

  return function follow(chosen) {
    object = chosen;
    cell = null;
    mask = stretched(chosen);
    find("mask-words").textContent = "";
    find("soft-words").textContent = `To ${mask.width}×${mask.height} pixels, as many as the box has.`;
    const part = around([mask.part], 0.08);
    for (const surface of surfaces) surface.part = surface.canvas.id === "mask-laid" ? part : mask.part;
    small.draw();
    decide();
  };
}
