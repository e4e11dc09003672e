// The start: what is to be chosen, then everything that follows the choice.

const option = (text, value) => element("option", { value }, text);

function showModel() {
  const { classes, notes } = chosen();
  const places = [...classes.keys()].filter((place) => classes[place].objects);
  places.sort((a, b) => classes[a].name.localeCompare(classes[b].name));
  find("class").replaceChildren(
    option("all classes", -1),
    ...places.map((place) => option(classes[place].name, place)),
  );
  find("class").value = -1;
  find("notes").replaceChildren(...notes.map((note) => element("li", {}, given(note))));
  find("notes").hidden = !notes.length;
}

find("model").append(...evaluations.map((one, place) => option(nameOf(one), place)));
find("model-field").hidden = evaluations.length < 2;
find("model").addEventListener("change", ({ target }) => {
  change({ model: Number(target.value), place: -1 });
});
find("class").addEventListener("change", ({ target }) => change({ place: Number(target.value) }));

follow(showModel, "model");
showSummary();
setUpConfidence();
setUpClasses();
setUpConfusion();
change({ ...state });
window.addEventListener("resize", () => {
  showConfidenceChart();
  showConfidence();
  showRecall();
});
