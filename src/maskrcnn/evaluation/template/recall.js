// COCO's curves: precision at every recall.

function showRecall() {
  const one = subject();
  const figures = figuresOf(one);
  find("recall-words").replaceChildren(
    element("b", {}, `AP ${figure(figures.ap ?? NaN)}`),
    " ",
    given(one.name),
    `: the area under the mean curve; ${figure(figures.ap50 ?? NaN)} at an overlap of 0.5.`,
  );
  const series = one.curves.map((curve) =>
    curve.map((precision, i) => (precision < 0 ? null : [i / (curve.length - 1), precision])),
  );
  showLines(find("recall-chart"), {
    series,
    label: "recall",
    words: `Precision of ${one.name} by recall, at an overlap of 0.5, of 0.75, and on average`,
  });
}

follow(showRecall, "model", "place");
