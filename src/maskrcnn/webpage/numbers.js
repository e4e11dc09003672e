// Numbers in words.

const number = (value) => value.toLocaleString("en");
const plural = (count, thing) => `${number(count)} ${thing}${count === 1 ? "" : "s"}`;

// Three digits that count, or all digits of a whole number.
function rounded(value) {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 100 || value === 0) return number(Math.round(value));
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}

const score = (value) => (Number.isFinite(value) ? value.toFixed(2) : "–");
