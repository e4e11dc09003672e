// A canvas that shows the picture, or a part of it, sharp at any width, with boxes drawn over it.

const story = JSON.parse(document.getElementById("data").textContent);
const find = (id) => document.getElementById(id);
const picture = new Image();

class Surface {
  // `paint` is called with this surface whenever it has to be drawn.
  constructor(id, paint) {
    this.canvas = find(id);
    this.pen = this.canvas.getContext("2d");
    this.paint = paint;
    this.part = [0, 0, story.picture.width, story.picture.height];
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  // Show another part of the picture: a box, `xyxy` in its pixels.
  show(part) {
    this.part = part;
    this.draw();
  }

  draw() {
    const [x0, y0, x1, y1] = this.part;
    const sharpness = window.devicePixelRatio || 1;
    const width = Math.round(this.canvas.clientWidth * sharpness);
    if (!width || !picture.complete) return;
    this.scale = width / (x1 - x0);
    this.line = Math.max(1, 1.5 * sharpness);
    this.canvas.width = width;
    this.canvas.height = Math.max(1, Math.round((y1 - y0) * this.scale));
    const stored = picture.naturalWidth / story.picture.width;
    const source = [x0, y0, x1 - x0, y1 - y0].map((side) => side * stored);
    this.pen.drawImage(picture, ...source, 0, 0, this.canvas.width, this.canvas.height);
    this.paint?.(this);
  }

  veil(strength) {
    this.pen.fillStyle = `rgb(0 0 0 / ${strength})`;
    this.pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
  }

  box(box, { color, width = 1, dashes = [] }) {
    const [x0, y0, x1, y1] = this.onCanvas(box);
    this.pen.setLineDash(dashes.map((dash) => dash * this.line));
    for (const [ink, extra] of [["rgb(0 0 0 / 55%)", 1.5], [color, 0]]) {
      this.pen.strokeStyle = ink;
      this.pen.lineWidth = this.line * width + extra;
      this.pen.strokeRect(x0, y0, x1 - x0, y1 - y0);
    }
  }

  onCanvas([x0, y0, x1, y1]) {
    const [left, top] = this.part;
    return [x0 - left, y0 - top, x1 - left, y1 - top].map((side) => side * this.scale);
  }

  // Where in the picture an event of a pointer happened.
  positionOf(event) {
    const seen = this.canvas.getBoundingClientRect();
    const [x0, y0, x1, y1] = this.part;
    return [
      x0 + ((event.clientX - seen.left) / seen.width) * (x1 - x0),
      y0 + ((event.clientY - seen.top) / seen.height) * (y1 - y0),
    ];
  }
}

// The part of the picture around some boxes, with a margin, inside the picture.
function around(boxes, margin) {
  const low = [0, 1].map((axis) => Math.min(...boxes.map((box) => box[axis])));
  const high = [2, 3].map((axis) => Math.max(...boxes.map((box) => box[axis])));
  const space = margin * Math.max(high[0] - low[0], high[1] - low[1]);
  return [
    Math.max(0, low[0] - space),
    Math.max(0, low[1] - space),
    Math.min(story.picture.width, high[0] + space),
    Math.min(story.picture.height, high[1] + space),
  ];
}

// From yellow, the first, over red to violet, the last.
const rankColor = (part) => `hsl(${50 - 120 * part} 95% ${62 - 6 * part}%)`;

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

const arrows = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

const bounded = (value, count) => Math.min(Math.max(value, 0), count - 1);
const number = (value) => value.toLocaleString("en");
const plural = (count, thing) => `${number(count)} ${thing}${count === 1 ? "" : "s"}`;

function dot(color) {
  const element = document.createElement("i");
  element.className = "dot";
  element.style.background = color;
  return element;
}
