"""A page of ours in a browser that can reach nothing but the file, and what is asked of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const solid = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (color) => color.slice(0, 3)
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const groundOf = (one) => {
    for (let each = one; each; each = each.parentElement) {
      const ground = solid(getComputedStyle(each).backgroundColor);
      if (ground[3] === 255) return ground;
    }
    return solid("white");
  };
  const isWord = (node) => node.nodeType === 3 && node.data.trim();
  const written = [...document.querySelectorAll("body *:not(script, option, title)")]
    .filter((one) => one.checkVisibility() && [...one.childNodes].some(isWord));
  return written.map((one) => {
    const style = getComputedStyle(one);
    const ink = one instanceof SVGElement ? style.fill : style.color;
    const [a, b] = [light(solid(ink)), light(groundOf(one))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return [contrast, one.outerHTML.slice(0, 80)];
  });
}"""
NAMELESS = """() => [...document.querySelectorAll(
    "input, select, button, [role=img], [role=region]")]
  .filter((one) => !(one.ariaLabel || one.textContent.trim() || one.labels?.[0]?.textContent
    || document.getElementById(one.getAttribute("aria-labelledby"))))
  .map((one) => one.outerHTML.slice(0, 80))"""


class Opened:
    """A page in a browser that can reach nothing but the file."""

    def __init__(self, browser: Any, path: Path, hash_: str = "") -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.address = path.as_uri()
        self.page.goto(self.address + hash_)

    def close(self) -> None:
        """Close it, and see that it complained of nothing and asked for nothing."""
        self.context.close()
        assert self.complaints == []
        asked = [url for url in self.asked if not url.startswith(("data:", "blob:", self.address))]
        assert asked == []

    def words(self, name: str) -> str:
        return str(self.page.locator(f"#{name}").inner_text())

    def slide(self, name: str, value: float) -> None:
        self.page.locator(f"#{name}").fill(str(value))

    def seen(self, selector: str) -> int:
        """Return how many elements can be seen."""
        return int(self.page.locator(selector).locator("visible=true").count())

    def table(self, name: str) -> list[list[str]]:
        """Return the words in the cells of a table, or of its body."""
        rows = self.page.locator(f"#{name} tr").all()
        return [row.locator("th, td").all_inner_texts() for row in rows]

    def choose(self, name: str) -> Any:
        """Return the checkbox of a class."""
        return self.page.get_by_role("checkbox", name=name)

    def contrasts(self) -> list[tuple[float, str]]:
        """Return how well each piece of text stands out, from 1 to 21, and which it is."""
        contrasts: list[tuple[float, str]] = self.page.evaluate(CONTRASTS)
        return contrasts

    def nameless(self) -> list[str]:
        """Return the controls and figures that nothing is said of to those who hear the page."""
        nameless: list[str] = self.page.evaluate(NAMELESS)
        return nameless

    @property
    def hash(self) -> str:
        """What the address says after its #, once it has settled."""
        self.page.wait_for_timeout(250)
        return str(self.page.evaluate("location.hash"))
