// What was measured, as the page brings it.

const { evaluations } = JSON.parse(document.getElementById("data").textContent);

// A sweep has counts at confidences of 0.00, 0.01, … 0.99.
const stepOf = (confidence) => Math.min(99, Math.max(0, Math.round(confidence * 100)));

const part = (of, whole) => (whole ? of / whole : NaN);

function shownAt({ right, wrong, marked }, step) {
  return {
    right: right[step],
    wrong: wrong[step],
    missed: marked - right[step],
    precision: part(right[step], right[step] + wrong[step]),
    recall: part(right[step], marked),
  };
}

// What counts most: the figures of masks, or of boxes where there are boxes only.
const figuresOf = (one) => one.masks ?? one.boxes;

const figure = (value) => (Number.isFinite(value) ? value.toFixed(3) : "–");

const nameOf = (one) => [one.model, one.engine].filter(Boolean).join(" · ");
