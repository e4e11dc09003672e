// The start.

function ledeOf() {
  if (last < 0) return `No round is done yet: ${plural(steps, "step")} lie ahead.`;
  const far = isDone
    ? `Done: ${plural(steps, "step")}, ${lasting(training.seconds)} of learning.`
    : `At ${inAll}.`;
  if (best == null) return far;
  const [which, told] = [isDone ? "" : " so far", scoresOf(best)];
  return `${far} The best network${which} is that of step ${number(step[best])}${told && `: ${told}`}.`;
}

find("lede").textContent = ledeOf();
if (last >= 0) {
  setUpPictures();
  setUpCurves();
  setUpTable();
  look(chosen.round);
}
setUpProgress();
