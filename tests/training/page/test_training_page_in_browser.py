"""The page about a training in a real browser: from disk, with no network, while it goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from maskrcnn.training.page import TrainingPage
from tests.support.browser import chromium
from tests.support.opened_page import Opened
from tests.support.told_trainings import album_of, plan_of, round_of, written

pytestmark = pytest.mark.development

Open = Callable[[Path], Opened]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def open_page(browser: Any) -> Iterator[Open]:
    opened: list[Opened] = []

    def open_it(path: Path) -> Opened:
        opened.append(Opened(browser, path))
        return opened[-1]

    yield open_it
    for each in opened:
        each.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Eight rounds of ten; the sixth is the best."""
    plan = plan_of()
    rounds = [round_of(plan, step, is_best=step <= 60) for step in plan.ends[:8]]
    return written(plan, tmp_path / "pills-training.html", rounds)


@pytest.fixture
def done(tmp_path: Path) -> Path:
    plan = plan_of()
    return written(plan, tmp_path / "page.html", [round_of(plan, step) for step in plan.ends])


def go_on(path: Path) -> None:
    """Let the ninth round end."""
    plan = plan_of()
    page = TrainingPage(plan, path, album_of(path.parent, plan.ends[:9]))
    page.begins([round_of(plan, step) for step in plan.ends[:9]])


def test_it_tells_how_far_it_is(open_page, path):
    view = open_page(path)
    assert view.words("lede").startswith(
        "At step 80 of 100. The best network so far is that of step 60: mask AP 63.6, box AP 72.7"
    )
    assert view.page.locator("#progress").get_attribute("value") == "80"
    assert view.page.title() == "80 % · How pills learns"
    assert re.fullmatch(r"Done at about .*\d\d:\d\d, in \d+ seconds?\.", view.words("when"))


def test_every_curve_is_drawn_and_told(open_page, path):
    view = open_page(path)
    assert view.seen("#large figure") == 2
    assert view.seen("#small figure") == 8
    assert view.page.locator("path.line").count() == 3 + 1 + 8
    charts = view.page.locator("svg[role=img]")
    told = [each.get_attribute("aria-label") for each in charts.all()]
    assert told[0].startswith("Scores. mask AP goes from 23.1 at step 10 to 67.1 at step 80")
    assert told[2].startswith("objectness. It goes from ")
    assert view.nameless() == []


def test_a_round_is_looked_at_everywhere(open_page, path):
    view = open_page(path)
    assert view.words("round-words").startswith("Step 80: mask AP 67.1")
    assert view.words("picture-words") == "After step 80"
    view.slide("round", 5)
    assert view.words("round-words").endswith(", the best")
    assert view.words("picture-words") == "After step 60, the best"
    assert view.page.locator("tr.looked-at th").inner_text() == "60 best"
    view.page.locator("#picture-round").focus()
    view.page.keyboard.press("ArrowLeft")
    assert view.words("picture-words") == "After step 50"
    assert view.page.locator("#picture").get_attribute("alt").startswith("After step 50: ")
    assert view.words("round-words").startswith("Step 50: ")
    chart = view.page.locator("svg[role=img]").nth(1)
    chart.hover(position={"x": 1, "y": 20})
    assert view.words("round-words").startswith("Step 10: ")


def test_the_pictures_are_played(open_page, path):
    view = open_page(path)
    view.page.clock.install()
    view.page.get_by_role("button", name="Play").click()
    assert view.words("picture-words") == "After step 10"
    view.page.clock.run_for(1500)
    assert view.words("picture-words") == "After step 30"
    view.page.get_by_role("button", name="Stop").click()
    view.page.clock.run_for(5000)
    assert view.words("picture-words") == "After step 30"


def test_the_table_has_all_numbers(open_page, path):
    view = open_page(path)
    rows = view.table("round-rows")
    assert [row[0] for row in rows] == ["80", "70", "60 best", "50", "40", "30", "20", "10"]
    heads = view.table("round-head")[0]
    assert heads[:3] == ["Step", "Sum", "objectness"]
    assert dict(zip(heads, rows[-1], strict=True))["mask AP"] == "23.1"


def test_it_is_read_again_where_one_was(open_page, path):
    view = open_page(path)
    view.page.clock.install()
    view.page.reload()
    view.page.locator("summary").click()
    view.slide("round", 2)
    view.page.locator("#round").focus()
    view.page.evaluate("scrollTo(0, 400)")
    go_on(path)
    view.page.clock.run_for(20_000)
    view.page.wait_for_function("document.title.startsWith('90')")
    assert view.words("round-words").startswith("Step 30: ")
    assert view.page.locator("#choices").get_attribute("open") is not None
    assert view.page.evaluate("document.activeElement.id") == "round"
    assert view.page.evaluate("scrollY") == 400


def test_who_looks_at_the_last_round_goes_on_to_the_next(open_page, path):
    view = open_page(path)
    go_on(path)
    view.page.reload()
    assert view.words("round-words").startswith("Step 90: ")


def test_it_is_not_read_again_where_nobody_wants_it(open_page, path):
    view = open_page(path)
    view.page.clock.install()
    view.page.reload()
    view.page.get_by_label("Keep this page up to date").uncheck()
    go_on(path)
    view.page.clock.run_for(3_600_000)
    assert view.page.title().startswith("80")
    assert view.words("stopped").startswith("Nothing was heard for 60 minutes.")
    view.page.reload()
    assert not view.page.get_by_label("Keep this page up to date").is_checked()


def test_a_training_that_is_done_is_left_alone(open_page, done):
    view = open_page(done)
    view.page.clock.install()
    view.page.reload()
    assert view.words("lede").startswith("Done: 100 steps, 50 seconds of learning. The best")
    assert view.page.title() == "How pills learned"
    assert not view.page.locator("#going").is_visible()
    asked = len(view.asked)
    view.page.clock.run_for(3_600_000)
    assert len(view.asked) == asked


def test_nothing_learned_yet_is_a_page_too(open_page, tmp_path):
    view = open_page(written(plan_of(), tmp_path / "page.html", []))
    assert view.words("lede") == "No round is done yet: 100 steps lie ahead."
    assert view.seen("section") == 1


def test_one_round_without_scores_is_a_page_too(open_page, tmp_path):
    plan = plan_of()
    first = round_of(plan, 3, scores={}, losses={"masks": 0.7}, is_best=False)
    view = open_page(written(plan, tmp_path / "page.html", [first]))
    assert view.words("lede") == "At step 3 of 100."
    assert view.seen("#large figure") == 1
    assert view.page.locator("path.line.dot").count() == 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_is_read_on_any_screen(open_page, path, scheme, width):
    view = open_page(path)
    view.page.emulate_media(color_scheme=scheme)
    view.page.set_viewport_size({"width": width, "height": 800})
    view.page.locator("summary").click()
    assert view.page.evaluate("document.documentElement.scrollWidth") <= width
    assert [one for one in view.contrasts() if one[0] < 4.5] == []


def test_names_of_all_kinds_are_only_names(open_page, tmp_path):
    name = "</script><img src=x onerror=alert(1)> \u202egpj"
    plan = plan_of(name=name)
    rounds = [round_of(plan, step, losses={name: 1.0}, scores={name: 0.5}) for step in (50, 100)]
    view = open_page(written(plan, tmp_path / "page.html", rounds))
    assert view.page.title() == f"How {name} learned"
    assert view.page.locator("[onerror]").count() == 0
    assert view.page.locator("#round-head bdi").all_text_contents()[1:3] == [name, name]
