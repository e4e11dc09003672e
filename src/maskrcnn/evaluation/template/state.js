// Which model, class and confidence the page shows; everything else follows.

const state = { model: 0, place: -1, confidence: evaluations[0].confidence };
const followers = [];

const follow = (show, ...keys) => followers.push({ show, keys });

// Change the choice, and show again what depends on it.
function change(choice) {
  Object.assign(state, choice);
  const changed = new Set(Object.keys(choice));
  for (const { show, keys } of followers)
    if (keys.some((key) => changed.has(key))) show();
}

const chosen = () => evaluations[state.model];

// The class that is shown, or all of them together; both have a sweep, curves and figures.
function subject() {
  const one = chosen();
  if (state.place >= 0) return one.classes[state.place];
  const sizes = [0, 1, 2].map((size) =>
    one.classes.reduce((sum, each) => sum + each.sizes[size], 0),
  );
  return { ...one, name: "all classes", sweep: one.together, sizes };
}
