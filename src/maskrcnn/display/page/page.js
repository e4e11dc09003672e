"use strict";

// Receives the whole state as server-sent events and shows one picture of it. The page follows the
// newest picture until the user looks at another one; of a live video, there is no other one.

const find = (id) => document.getElementById(id);
const view = Object.fromEntries(
  ["title", "status", "previous", "next", "picture", "alone", "caption", "facts", "strip"].map(
    (id) => [id, find(id)],
  ),
);

let live = false;
let pictures = [];
let current = null;
let following = true;
let loading = false;

function receive(state) {
  live = Boolean(state.live);
  pictures = state.pictures;
  document.body.classList.toggle("live", live);
  document.title = state.title;
  view.title.textContent = state.title;
  document.body.dataset.phase = state.phase;
  view.status.textContent = describe(state.phase, pictures.at(-1)?.number ?? 0);
  if (!live) updateStrip();
  const kept = pictures.find((picture) => picture.number === current?.number);
  choose(following || !kept ? pictures.at(following ? -1 : 0) : kept);
}

function describe(phase, count) {
  const noun = live ? "frame" : "picture";
  const total = `${count} ${noun}${count === 1 ? "" : "s"}`;
  return { running: `Live · ${total}`, complete: `${total}, complete`, ended: `${total}, ended` }[
    phase
  ];
}

function choose(picture) {
  if (!picture) return;
  current = picture;
  const place = pictures.indexOf(picture);
  view.previous.disabled = place === 0;
  view.next.disabled = place === pictures.length - 1;
  view.caption.textContent = picture.caption;
  const size = `${picture.width} × ${picture.height}`;
  view.facts.textContent =
    live ? size : `${picture.number} of ${pictures.at(-1).number} · ${size}`;
  markInStrip(picture.number);
  load();
}

// Of pictures that come faster than they load, only the newest is asked for.
function load() {
  if (loading || view.picture.dataset.number === String(current.number)) return;
  loading = true;
  view.picture.dataset.number = current.number;
  view.picture.alt = current.caption;
  view.picture.classList.toggle("small", Math.max(current.width, current.height) < 400);
  view.picture.src = view.alone.href = `picture/${current.number}.jpg`;
}

function loaded() {
  loading = false;
  load();
}

function updateStrip() {
  const numbers = new Set(pictures.map((picture) => String(picture.number)));
  for (const item of [...view.strip.children]) {
    if (numbers.has(item.dataset.number)) numbers.delete(item.dataset.number);
    else item.remove();
  }
  view.strip.append(
    ...pictures.filter((picture) => numbers.has(String(picture.number))).map(thumbnail),
  );
}

function thumbnail(picture) {
  const image = document.createElement("img");
  image.src = `thumbnail/${picture.number}.jpg`;
  image.alt = picture.caption;
  image.title = picture.caption;
  const button = document.createElement("button");
  button.type = "button";
  button.append(image);
  button.addEventListener("click", () => turnTo(picture));
  const item = document.createElement("li");
  item.dataset.number = picture.number;
  item.append(button);
  return item;
}

function markInStrip(number) {
  for (const item of view.strip.children) {
    const isCurrent = item.dataset.number === String(number);
    item.firstChild.setAttribute("aria-current", isCurrent);
    if (isCurrent) item.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

function turnTo(picture) {
  if (!picture) return;
  following = picture.number === pictures.at(-1).number;
  choose(pictures.find((other) => other.number === picture.number));
}

const turnBy = (step) => turnTo(pictures[pictures.indexOf(current) + step]);

const keys = {
  ArrowLeft: () => turnBy(-1),
  ArrowRight: () => turnBy(1),
  Home: () => turnTo(pictures[0]),
  End: () => turnTo(pictures.at(-1)),
};

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]();
});
view.previous.addEventListener("click", () => turnBy(-1));
view.next.addEventListener("click", () => turnBy(1));
view.picture.addEventListener("load", loaded);
view.picture.addEventListener("error", loaded);

const news = new EventSource("events");
news.addEventListener("message", (event) => {
  const state = JSON.parse(event.data);
  if (state.phase === "ended") news.close();
  receive(state);
});
news.addEventListener("error", () => {
  document.body.dataset.phase = "lost";
  view.status.textContent = "The program has ended";
});
