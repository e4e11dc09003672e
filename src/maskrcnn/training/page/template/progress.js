// How far it is, when it will be done, and reading the page again when more may be known.

const LEAST_WAIT = 10;
const PATIENCE = 4;

const now = () => Date.now() / 1000;
const silence = () => now() - training.written;

function clockTime(seconds) {
  const time = new Date(1000 * seconds);
  const sameDay = time.toDateString() === new Date().toDateString();
  const day = sameDay ? {} : { weekday: "short", day: "numeric", month: "short" };
  return time.toLocaleString("en", { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function tellWhen() {
  const { left, next, written } = training;
  const late = silence() > PATIENCE * ((next ?? 600) + LEAST_WAIT);
  find("stopped").hidden = !late;
  find("stopped").textContent =
    `Nothing was heard for ${lasting(silence())}. If the training was stopped, the same command ` +
    "with --resume goes on.";
  if (left == null) find("when").textContent = "The first round tells how long it takes.";
  else if (late) find("when").textContent = `Written at ${clockTime(written)}.`;
  else {
    const rest = lasting(Math.max(written + left - now(), 1));
    find("when").textContent = `Done at about ${clockTime(written + left)}, in ${rest}.`;
  }
}

// When the next round should be there; where it is not, ever less often.
const wait = () =>
  Math.max(LEAST_WAIT, training.written + (training.next ?? 0) - now() + 1, silence() / 8);

// Whoever does something here is not disturbed.
let hands = 0;
const isBusy = () => hands > 0 || document.hidden || !getSelection().isCollapsed;

function readAgain() {
  if (!find("reload").checked) return;
  if (isBusy()) {
    setTimeout(readAgain, 1000);
    return;
  }
  location.reload();
}

function keepPlace() {
  history.replaceState(
    {
      round: chosen.byReader ? chosen.round : null,
      open: find("choices").open,
      still: !find("reload").checked,
      focus: document.activeElement?.id,
    },
    "",
  );
}

function setUpProgress() {
  find("choices").open = Boolean(before.open);
  addEventListener("beforeunload", keepPlace);
  if (before.focus) find(before.focus)?.focus({ preventScroll: true });
  if (isDone) return;
  find("going").hidden = false;
  find("progress").max = steps;
  find("progress").value = done;
  document.title = `${Math.floor((100 * done) / steps)} % · ${document.title}`;
  tellWhen();
  setInterval(tellWhen, 1000 * LEAST_WAIT);
  addEventListener("pointerdown", () => (hands += 1));
  for (const end of ["pointerup", "pointercancel"])
    addEventListener(end, () => (hands = Math.max(0, hands - 1)));
  find("reload").checked = !before.still;
  find("reload").addEventListener("change", () => setTimeout(readAgain, 1000 * LEAST_WAIT));
  setTimeout(readAgain, 1000 * wait());
}
