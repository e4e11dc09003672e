// The rounds of the training, and which of them the reader looks at.

const training = JSON.parse(find("data").textContent);
const { step, steps, best } = training;
const last = step.length - 1;
const done = last < 0 ? 0 : step[last];
const isDone = done >= steps;

// What the reader did before the page was read again.
const before = history.state ?? {};
const chosen = { round: Math.min(before.round ?? last, last), byReader: before.round != null };
const followers = [];

// Be called with a round whenever one is looked at, in the order of these calls.
const follow = (follower) => followers.push(follower);

function look(round) {
  chosen.round = round;
  for (const follower of followers) follower(round);
}

function choose(round) {
  if (round === chosen.round) return;
  chosen.byReader = round !== last;
  look(round);
}

// The place of the value nearest to one, in a list that rises.
function nearest(list, value) {
  let [low, high] = [0, list.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low && value - list[low - 1] < list[low] - value ? low - 1 : low;
}

const tenths = (value) => value.toFixed(1);
const thousandths = (value) => value.toFixed(3);
const inAll = `step ${number(done)} of ${number(steps)}`;

// The scores by name, the one that decides which network is best before all others.
const MAIN_SCORE = "mask AP";
const isMain = ([name]) => Number(name === MAIN_SCORE);
const scores = Object.entries(training.scores).sort((a, b) => isMain(b) - isMain(a));

const scoresOf = (round) =>
  scores
    .filter(([, values]) => values[round] != null)
    .map(([name, values]) => `${name} ${tenths(values[round])}`)
    .join(", ");

function lasting(seconds) {
  if (seconds < 90) return plural(Math.max(1, Math.round(seconds)), "second");
  if (seconds < 90 * 60) return plural(Math.round(seconds / 60), "minute");
  const hours = Math.floor(seconds / 3600);
  return `${plural(hours, "hour")} ${plural(Math.round(seconds / 60) % 60, "minute")}`;
}
