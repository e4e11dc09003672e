// Which class is shown as which: a row a class that is marked, a column a class that is shown.

const MANY = 20;

function heatCell(count, whole, isRight, words) {
  const made = cell(count ? number(count) : "");
  if (!count) return made;
  made.className = isRight ? "right" : "wrong";
  made.title = words;
  made.style.setProperty("--share", `${Math.round(12 + (60 * count) / Math.max(whole, 1))}%`);
  return made;
}

function showConfusion() {
  const { classes, confusion, confidence, iou } = chosen();
  const nothing = classes.length;
  const names = [...classes.map(({ name }) => name), "nothing"];
  const totals = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const places = [...classes.keys()];
  const isMixed = (place) =>
    places.some((other) => other !== place && (confusion[place][other] || confusion[other][place]));
  const used = [nothing, ...places.filter((place) => !find("mixed").checked || isMixed(place))];
  const corner = element("th", { scope: "col" }, "marked ↓ shown →");
  const heads = used.map((place) =>
    element("th", { scope: "col" }, place === nothing ? "missed" : given(names[place])),
  );
  const rows = used.map((row) => {
    const cells = used.map((column) => {
      const count = confusion[row][column];
      const words = `${names[row]} shown as ${names[column]}: ${number(count)} of ${number(totals[row])}`;
      return heatCell(count, totals[row], row === column, words);
    });
    return element("tr", {}, cell(row === nothing ? "false" : given(names[row]), "th"), ...cells);
  });
  find("confusion").replaceChildren(
    element("thead", {}, element("tr", {}, corner, ...heads)),
    element("tbody", {}, ...rows),
  );
  find("confusion-words").textContent =
    `At the confidence that was evaluated, ${confidence} unless a class has its own, and an overlap of ${iou}. The first column is what is missed, the first row what is shown where nothing is marked.`;
}

function setUpConfusion() {
  find("mixed").checked = evaluations.some(({ classes }) => classes.length > MANY);
  find("mixed").addEventListener("change", showConfusion);
}

follow(showConfusion, "model");
