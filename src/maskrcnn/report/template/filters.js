// The controls of the filters: they change the choice, and show it.

const chips = classes.map((name, place) => {
  const input = element("input", { type: "checkbox" });
  const count = element("span", { className: "chip-count" });
  input.addEventListener("change", () => {
    const chosen = new Set(state.classes);
    if (input.checked) chosen.add(place);
    else chosen.delete(place);
    change({ classes: chosen });
  });
  const label = element("label", {}, input, swatch(place), given(name), count);
  return { input, count, element: element("li", {}, label) };
});

function setUpFilters() {
  find("classes").append(...chips.map((chip) => chip.element));
  find("confidence").min = lowestScore;
  find("name-field").hidden = report.video;
  find("empty-words").textContent = `Show ${thing}s without objects too`;
  for (const place of document.querySelectorAll("[data-unit]")) place.textContent = areaUnit;

  find("confidence").addEventListener("input", ({ target }) =>
    change({ confidence: Number(target.value) }),
  );
  find("name").addEventListener("input", ({ target }) => change({ name: target.value }));
  find("area").addEventListener("input", ({ target }) =>
    change({ area: Math.max(Number(target.value) || 0, 0) }),
  );
  find("empty").addEventListener("change", ({ target }) => change({ empty: target.checked }));
  find("all-classes").addEventListener("click", () => change({ classes: new Set(classes.keys()) }));
  find("no-classes").addEventListener("click", () => change({ classes: new Set() }));
  find("reset").addEventListener("click", () => change(unfiltered()));

  const wide = window.matchMedia("(min-width: 64rem)");
  const unfold = () => {
    find("filters").open = wide.matches;
  };
  wide.addEventListener("change", unfold);
  unfold();
}

// A field that is being typed into keeps what was typed, as long as it says the same.
function showFilters() {
  find("confidence").value = state.confidence;
  find("confidence-value").textContent = score(state.confidence);
  if (find("name").value !== state.name) find("name").value = state.name;
  if (Number(find("area").value) !== state.area) find("area").value = state.area || "";
  find("empty").checked = state.empty;
  chips.forEach(({ input, count }, place) => {
    input.checked = state.classes.has(place);
    count.textContent = number(selection.offered[place]);
  });
  const shown = selection.list.length;
  const whole = shown === rowCount ? "all " : `${number(shown)} of `;
  find("count").textContent = `${whole}${plural(rowCount, "object")} shown`;
}

follow(showFilters);
