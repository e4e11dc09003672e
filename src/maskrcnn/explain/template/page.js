// What stands still, and the start of everything else once the picture is there.

const seconds = (time) => (time < 1 ? `${(time * 1000).toFixed(time < 0.01 ? 1 : 0)} ms` : `${time.toFixed(1)} s`);

function showHeat() {
  for (const image of document.querySelectorAll("[data-picture]")) image.src = story.picture.src;
  for (const image of document.querySelectorAll("[data-heat]")) image.src = story[image.dataset.heat];
  for (const slider of document.querySelectorAll("[data-strength]")) {
    const heat = slider.closest("figure").querySelector(".heat");
    slider.addEventListener("input", () => {
      heat.style.opacity = slider.value / 100;
    });
  }
}

function showLegend() {
  find("legend").append(
    ...story.classes.map(([name, color]) => {
      const item = document.createElement("span");
      item.append(dot(color), name);
      return item;
    }),
  );
}

function showChannels() {
  find("channels").append(
    ...story.channels.map((channel) => {
      const image = document.createElement("img");
      image.src = channel.src;
      image.alt = `Heat map of feature ${channel.number}`;
      const item = document.createElement("li");
      item.append(image, `feature ${channel.number}`);
      return item;
    }),
  );
}

function showWays() {
  find("ways").append(...story.lineage.ways.map(wayRow));
}

function wayRow(way) {
  const row = document.createElement("tr");
  const name = document.createElement("th");
  name.scope = "row";
  const source = document.createElement("small");
  source.textContent = way.source;
  name.append(way.name, source);
  const cells = [
    way.proposer,
    number(way.proposals),
    number(way.passes),
    seconds(way.searching),
    seconds(way.networks),
    [seconds(way.seconds), times(way)],
    way.objects === null ? "not counted" : number(way.objects),
  ];
  row.append(
    name,
    ...cells.map((content) => {
      const cell = document.createElement("td");
      cell.append(...[content].flat());
      return cell;
    }),
  );
  return row;
}

function times(way) {
  const element = document.createElement("small");
  const ratio = way.seconds / story.lineage.ways.at(-1).seconds;
  element.textContent = `${ratio < 10 ? ratio.toFixed(1) : number(Math.round(ratio))} ×`;
  return element;
}

picture.addEventListener("load", () => {
  showHeat();
  showLegend();
  showChannels();
  showAnchors();
  showProposals();
  showObjects();
  showWays();
  showBothProposers();
});
picture.src = story.picture.src;
