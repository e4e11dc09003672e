// What it finds, round by round.

const A_MOMENT = 700;

function setUpPictures() {
  const { pictures } = training;
  if (!pictures.length) return;
  find("pictures").hidden = false;
  const slider = find("picture-round");
  const rounds = pictures.map(({ round }) => round);
  slider.max = pictures.length - 1;
  let shown = null;
  slider.addEventListener("input", () => choose(rounds[slider.value]));
  follow((round) => {
    const place = nearest(rounds, round);
    if (place === shown) return;
    shown = place;
    slider.value = place;
    const words = `After step ${number(step[rounds[place]])}`;
    find("picture").src = pictures[place].uri;
    find("picture").alt = `${words}: what was found in some pictures, side by side`;
    find("picture-words").textContent = rounds[place] === best ? `${words}, the best` : words;
    slider.setAttribute("aria-valuetext", find("picture-words").textContent);
  });
  setUpPlay(slider, rounds);
}

function setUpPlay(slider, rounds) {
  const play = find("play");
  play.hidden = rounds.length < 2;
  let timer = null;

  function stop() {
    if (timer == null) return;
    clearInterval(timer);
    timer = null;
    hands -= 1;
    play.textContent = "Play";
  }

  function turn() {
    const place = Number(slider.value);
    if (place < rounds.length - 1) choose(rounds[place + 1]);
    else stop();
  }

  play.addEventListener("click", () => {
    if (timer != null) {
      stop();
      return;
    }
    hands += 1;
    play.textContent = "Stop";
    if (Number(slider.value) === rounds.length - 1) choose(rounds[0]);
    timer = setInterval(turn, A_MOMENT);
  });
  slider.addEventListener("input", stop);
}
