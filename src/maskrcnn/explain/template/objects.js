// One object and how it came about; the reader chooses which.

function showObjects() {
  if (!story.objects.length) return;
  const followMask = story.objects[0].mask ? maskFigures() : () => {};
  let object = story.objects[0];
  const boxes = new Surface("boxes-view", () => {
    boxes.box(object.proposal, { color: "#fde047", dashes: [4, 3], width: 1.3 });
    boxes.box(object.box, { color: object.color, width: 1.8 });
  });
  const region = new Surface("region-view");

  function choose(chosen) {
    object = chosen;
    boxes.show(around([object.proposal, object.box], 0.15));
    region.show(visible(object.proposal));
    find("roi").src = object.features;
    find("roi").alt = `Heat map of the features cut out for the ${object.label}`;
    find("boxes-words").textContent =
      `Dashed: proposal ${object.rank}. Solid: as stage B corrected it for ${object.label}. ` +
      `They overlap by ${object.overlap.toFixed(2)}.`;
    find("bars").replaceChildren(...object.classes.map(bar));
    followMask(object);
  }

  find("chooser").append(...story.objects.map((each, place) => option(each, place, choose)));
  choose(object);
}

// A proposal may be thinner than a pixel.
function visible([x0, y0, x1, y1]) {
  return [x0, y0, Math.max(x1, x0 + 1), Math.max(y1, y0 + 1)];
}

function option(object, place, choose) {
  const radio = document.createElement("input");
  Object.assign(radio, { type: "radio", name: "object", checked: place === 0 });
  radio.addEventListener("change", () => choose(object));
  const label = document.createElement("label");
  label.append(radio, dot(object.color), `${object.label} ${object.score.toFixed(2)}`);
  return label;
}

function bar([name, probability]) {
  const item = document.createElement("li");
  const label = document.createElement("span");
  label.textContent = name;
  const value = document.createElement("span");
  value.textContent = probability.toFixed(3);
  const meter = document.createElement("meter");
  meter.value = probability;
  meter.setAttribute("aria-label", name);
  item.append(label, value, meter);
  return item;
}
