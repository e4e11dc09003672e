// Precision and recall at every confidence, and the confidence that a precision needs.

let moveCursor = () => {};

function showConfidenceChart() {
  const { sweep, name } = subject();
  const steps = [...Array(100).keys()];
  const points = (what) =>
    steps.map((step) => {
      const value = shownAt(sweep, step)[what];
      return Number.isFinite(value) ? [step / 100, value] : null;
    });
  moveCursor = showLines(find("confidence-chart"), {
    series: [points("precision"), points("recall")],
    label: "confidence",
    words: `Precision and recall of ${name} by confidence; the words above tell them at the one that is chosen`,
  });
}

function showConfidence() {
  const { sweep, name } = subject();
  const { right, wrong, missed, precision, recall } = shownAt(sweep, stepOf(state.confidence));
  find("confidence").value = state.confidence;
  find("confidence-value").textContent = score(state.confidence);
  find("confidence-words").replaceChildren(
    element("b", {}, `At ${score(state.confidence)}`),
    " ",
    given(name),
    `: precision ${figure(precision)}, recall ${figure(recall)}. `,
    `${number(right)} right, ${number(wrong)} wrong, ${number(missed)} missed.`,
  );
  moveCursor(state.confidence);
}

// The lowest confidence of each class that reaches a precision, or comes nearest to it.
function advised(sweep, wanted, floor) {
  let best = null;
  for (let step = Math.ceil(100 * floor - 1e-6); step < 100; step += 1) {
    const { precision } = shownAt(sweep, step);
    if (precision >= wanted) return { step, reached: true };
    if (precision > (best?.precision ?? 0)) best = { step, precision, reached: false };
  }
  return best;
}

function showAdvice() {
  const wanted = Math.min(1, Math.max(0, Number(find("wanted").value) || 0));
  const { classes, floor, together } = chosen();
  const written = [];
  let [right, wrong, short] = [0, 0, 0];
  for (const { name, sweep } of classes.filter((one) => one.sweep.right[0])) {
    const advice = advised(sweep, wanted, floor);
    written.push(`${name}=${advice.step / 100}`);
    if (!advice.reached) short += 1;
    right += sweep.right[advice.step];
    wrong += sweep.wrong[advice.step];
  }
  // Of what was never right nothing is shown.
  if (classes.some(({ sweep }) => sweep.wrong[0] && !sweep.right[0])) written.push("*=1");
  const unreached = short ? `; ${plural(short, "class").replace("classs", "classes")} cannot reach it` : "";
  find("advice-words").textContent =
    `recall is then ${figure(part(right, together.marked))}, precision ${figure(part(right, right + wrong))}${unreached}:`;
  find("advice").textContent = `--confidence '${written.join(",")}'`;
}

function setUpConfidence() {
  find("confidence").addEventListener("input", ({ target }) =>
    change({ confidence: Number(target.value) }),
  );
  find("wanted").addEventListener("input", showAdvice);
}

follow(showConfidenceChart, "model", "place");
follow(showConfidence, "model", "place", "confidence");
follow(showAdvice, "model");
