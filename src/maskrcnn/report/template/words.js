// Times, and what things are called.

const thing = report.video ? "frame" : "photo";

function clock(seconds) {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const two = (value) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function pictureName(picture) {
  if (!report.video) return pictures.names[picture];
  return `frame ${number(pictures.frames[picture])} at ${clock(secondsOf(picture))}`;
}

function objectName(row) {
  const track = trackOf(row);
  return track ? `${className(row)} #${track}` : className(row);
}

const scoreAndArea = (row) =>
  `${score(objects.score[row])} · ${rounded(measures.area(row))} ${areaUnit}`;
