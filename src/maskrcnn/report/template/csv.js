// What is shown, as a table for other programs.

const columns = {
  picture: (row) => (report.video ? "" : pictures.names[pictureOf[row]]),
  frame: (row) => pictures.frames?.[pictureOf[row]],
  seconds: (row) => pictures.seconds?.[pictureOf[row]],
  track: (row) => trackOf(row),
  class: className,
  score: (row) => objects.score[row],
  x: (row) => objects.x[row],
  y: (row) => objects.y[row],
  width: (row) => objects.width[row],
  height: (row) => objects.height[row],
  area: (row) => objects.area[row],
};

// Columns in the world, with their unit in the name.
const scaled = Object.fromEntries(
  Object.entries(measures).map(([name, measure]) => [
    `${name} ${unitOf(name)}`,
    (row) => Number(measure(row).toPrecision(6)),
  ]),
);

// A text that a spreadsheet might take for a formula is marked as text.
function quoted(value) {
  const text = String(value ?? "");
  const plain = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function csv() {
  const absent = report.video ? ["picture"] : ["frame", "seconds"];
  if (!report.tracked) absent.push("track");
  const all = report.scale ? { ...columns, ...scaled } : columns;
  const wanted = Object.entries(all).filter(([name]) => !absent.includes(name));
  const lines = selection.list.map((row) =>
    wanted.map(([, value]) => quoted(value(row))).join(","),
  );
  return [wanted.map(([name]) => quoted(name)).join(","), ...lines, ""].join("\r\n");
}

function setUpDownload() {
  find("download").addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
    const link = element("a", { href: address, download: "objects.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  });
}
