// Every round in numbers, the last one first.

function setUpTable() {
  find("rounds").hidden = false;
  const columns = [
    ["Sum", training.total, thousandths],
    ...training.losses.map(({ name, values }) => [name, values, thousandths]),
    ...scores.map(([name, values]) => [name, values, tenths]),
    ["pictures a second", training.speed, rounded],
    ["waiting, %", training.waited, rounded],
  ];
  const heads = ["Step", ...columns.map(([name]) => given(name))].map((content) => {
    const head = cell(content, "th");
    head.scope = "col";
    return head;
  });
  find("round-head").append(element("tr", {}, ...heads));
  const rows = [...step.keys()].reverse().map((round) => {
    const name = round === best ? [number(step[round]), element("small", {}, " best")] : number(step[round]);
    const row = element("tr", {}, cell(name, "th"));
    for (const [, values, write] of columns)
      row.append(cell(values[round] == null ? "–" : write(values[round])));
    return row;
  });
  find("round-rows").append(...rows);
  let seen = rows[0];
  follow((round) => {
    seen.classList.remove("looked-at");
    seen = rows[last - round];
    seen.classList.add("looked-at");
  });
}
