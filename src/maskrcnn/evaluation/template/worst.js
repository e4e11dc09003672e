// The pictures that came out worst.

const named = (pairs) => pairs.map(([name, count]) => (count > 1 ? `${count} ${name}` : name)).join(", ");

function troubles({ missed, false: wrong, mistaken, overlap }) {
  const told = [
    [3, "missed", named(missed)],
    [1, "false", named(wrong)],
    [0, "taken for something else", named(mistaken)],
    [2, "mean overlap of those right", overlap === null ? "" : figure(overlap)],
  ];
  return told
    .filter(([, , what]) => what)
    .map(([color, kind, what]) => element("li", {}, swatch(color), `${kind}: `, given(what)));
}

function showWorst() {
  const { worst } = chosen();
  const items = worst.map((one) => {
    const picture = one.src
      ? element("img", {
          src: one.src,
          width: one.width,
          height: one.height,
          alt: `${one.name}, what is right and wrong drawn in`,
        })
      : element("p", { className: "quiet" }, "The picture could not be read.");
    const head = element("h3", {}, given(one.name));
    return element("li", { className: "card" }, picture, head, element("ul", {}, ...troubles(one)));
  });
  find("worst").hidden = !worst.length;
  find("worst-list").replaceChildren(...items);
}

follow(showWorst, "model");
