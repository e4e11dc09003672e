// Which class is shown as which: a row a class that is marked, a column a class that is shown.

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
  const names = [...classes.map(({ name }) => name), "nothing"];
  const totals = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const isUsed = (place) => totals[place] || confusion.some((row) => row[place]);
  const used = [...names.keys()].filter((place) => place === names.length - 1 || isUsed(place));
  const corner = element("th", { scope: "col" }, "marked ↓ shown →");
  const heads = used.map((place) => element("th", { scope: "col" }, given(names[place])));
  const rows = used.map((row) => {
    const cells = used.map((column) => {
      const count = confusion[row][column];
      const words = `${names[row]} shown as ${names[column]}: ${number(count)} of ${number(totals[row])}`;
      return heatCell(count, totals[row], row === column, words);
    });
    return element("tr", {}, cell(given(names[row]), "th"), ...cells);
  });
  find("confusion").replaceChildren(
    element("thead", {}, element("tr", {}, corner, ...heads)),
    element("tbody", {}, ...rows),
  );
  find("confusion-words").textContent =
    `At the confidence that was evaluated, ${confidence} unless a class has its own, and an overlap of ${iou}. The last column is missed, the last row false.`;
}

follow(showConfusion, "model");
