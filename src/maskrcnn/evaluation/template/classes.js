// A row a class, in the order of any column.

const COLUMNS = [
  { title: "Class", of: (one) => one.name, words: true },
  { title: "Objects", of: (one) => one.objects, write: number },
  { title: "AP", of: (one) => figuresOf(one).ap },
  { title: "AP50", of: (one) => figuresOf(one).ap50 },
  { title: "AP75", of: (one) => figuresOf(one).ap75 },
  { title: "Small", of: (one) => figuresOf(one).small },
  { title: "Medium", of: (one) => figuresOf(one).medium },
  { title: "Large", of: (one) => figuresOf(one).large },
  { title: "Precision", of: (one, step) => shownAt(one.sweep, step).precision },
  { title: "Recall", of: (one, step) => shownAt(one.sweep, step).recall },
];

const order = { column: 1, down: true };

function sortBy(column) {
  order.down = order.column === column ? !order.down : !COLUMNS[column].words;
  order.column = column;
  showClasses();
}

// What cannot be measured comes last, whichever way the others stand.
function compared(a, b) {
  if (typeof a === "string") return a.localeCompare(b) * (order.down ? -1 : 1);
  const [first, second] = [a ?? NaN, b ?? NaN];
  if (Number.isNaN(first) || Number.isNaN(second)) return Number.isNaN(first) - Number.isNaN(second);
  return (first - second) * (order.down ? -1 : 1);
}

function showClasses() {
  const step = stepOf(state.confidence);
  const { of } = COLUMNS[order.column];
  const classes = [...chosen().classes].sort((a, b) => compared(of(a, step), of(b, step)));
  const rows = classes.map((one) => {
    const cells = COLUMNS.map(({ of: value, write = figure, words }) =>
      words ? cell(given(one.name), "th") : cell(write(value(one, step) ?? NaN)),
    );
    return element("tr", {}, ...cells);
  });
  find("class-rows").replaceChildren(...rows);
  [...find("class-heads").children].forEach((head, column) => {
    const way = order.down ? "descending" : "ascending";
    head.ariaSort = order.column === column ? way : "none";
  });
}

function setUpClasses() {
  const heads = COLUMNS.map(({ title }, column) => {
    const sort = button({ className: "sort" }, title);
    sort.addEventListener("click", () => sortBy(column));
    return element("th", { scope: "col" }, sort);
  });
  find("class-heads").append(...heads);
}

follow(showClasses, "model", "confidence");
