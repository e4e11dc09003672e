// What the reader chose: kept in the address after its #, so that a link shows the same.

const unfiltered = () => ({
  confidence: lowestScore,
  classes: new Set(classes.keys()),
  name: "",
  area: 0,
  empty: true,
});

const state = unfiltered();
const followers = [];

// Be called whenever the choice has changed, in the order of these calls.
function follow(follower) {
  followers.push(follower);
}

function change(choice) {
  Object.assign(state, choice);
  for (const follower of followers) follower();
  clearTimeout(change.timer);
  change.timer = setTimeout(writeHash, 150);
}

function hashOf({ confidence, classes: chosen, name, area, empty }) {
  const words = new URLSearchParams();
  if (confidence > lowestScore) words.set("confidence", confidence.toFixed(2));
  if (chosen.size < classes.length) {
    words.set("classes", JSON.stringify(classes.filter((_, place) => chosen.has(place))));
  }
  if (name) words.set("name", name);
  if (area) words.set("area", area);
  if (!empty) words.set("empty", "no");
  return words.toString();
}

function choiceOf(hash) {
  const words = new URLSearchParams(hash);
  const choice = unfiltered();
  const confidence = Number.parseFloat(words.get("confidence"));
  if (confidence >= lowestScore && confidence <= 1) choice.confidence = confidence;
  const chosen = namesIn(words.get("classes"));
  if (chosen)
    choice.classes = new Set(
      [...classes.keys()].filter((place) => chosen.includes(classes[place])),
    );
  choice.name = words.get("name") ?? "";
  choice.area = Math.max(Number.parseFloat(words.get("area")) || 0, 0);
  choice.empty = words.get("empty") !== "no";
  return choice;
}

function namesIn(text) {
  try {
    const names = JSON.parse(text);
    return Array.isArray(names) ? names : null;
  } catch {
    return null;
  }
}

function writeHash() {
  const [address] = location.href.split("#");
  const hash = hashOf(state);
  history.replaceState(null, "", hash ? `${address}#${hash}` : address);
}

function readHash() {
  change(choiceOf(location.hash.slice(1)));
}

window.addEventListener("hashchange", readHash);
