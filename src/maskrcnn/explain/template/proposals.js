// Proposals, the best so many: before and after suppression, and of both proposers.

const stops = [10, 100, 200, 300];

function paintBoxes(surface, boxes, shown) {
  surface.veil(0.3);
  for (let rank = Math.min(shown, boxes.length) - 1; rank >= 0; rank -= 1) {
    const width = rank < 10 ? 1.6 : 0.8;
    surface.box(boxes[rank], { color: rankColor(rank / Math.max(shown, 2)), width });
  }
}

function showProposals() {
  const slider = find("proposal-count");
  const chosen = () => story.proposals[document.querySelector("[name=nms]:checked").value];
  const most = Math.max(story.proposals.before.boxes.length, story.proposals.after.boxes.length);
  slider.max = Math.max(most, 1);
  const surface = new Surface("proposal-view", () => {
    paintBoxes(surface, chosen().boxes, Number(slider.value));
  });

  function tell() {
    const { total, objectness } = chosen();
    const shown = Math.min(Number(slider.value), objectness.length);
    const range = shown ? `, objectness ${objectness[0].toFixed(3)} to ${objectness[shown - 1].toFixed(3)}` : "";
    find("proposal-words").textContent =
      `The best ${number(shown)} of ${number(total)}${range}: yellow ranks first, violet last.`;
    for (const button of find("proposal-stops").children) {
      button.setAttribute("aria-pressed", button.value === slider.value);
    }
    surface.draw();
  }

  for (const stop of stops.filter((each) => each <= most)) {
    const button = document.createElement("button");
    button.type = "button";
    button.value = button.textContent = stop;
    button.addEventListener("click", () => {
      slider.value = stop;
      tell();
    });
    find("proposal-stops").append(button);
  }
  slider.addEventListener("input", tell);
  for (const radio of document.querySelectorAll("[name=nms]")) {
    radio.addEventListener("change", tell);
  }
  tell();
}

function showBothProposers() {
  const slider = find("both-count");
  const { searched, proposed } = story.lineage;
  slider.max = Math.max(searched?.length ?? 0, proposed.length, 1);
  const views = Object.entries({ searched, proposed })
    .filter(([, boxes]) => boxes)
    .map(([name, boxes]) => {
      const paint = () => paintBoxes(surface, boxes, Number(slider.value));
      const surface = new Surface(`${name}-view`, paint);
      return { name, boxes, surface };
    });

  function tell() {
    for (const { name, boxes, surface } of views) {
      const shown = Math.min(Number(slider.value), boxes.length);
      const all = story.lineage[`${name}_count`];
      find(`${name}-words`).textContent = `The best ${number(shown)} of ${number(all)}.`;
      surface.draw();
    }
  }

  slider.addEventListener("input", tell);
  tell();
}
