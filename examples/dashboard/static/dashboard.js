// The page: asks the application's two endpoints, and shows what they answer. Charts are drawn by charts.js.

import { clock, colour, draw, number } from "./charts.js";

const EVERY = 5000;
const $ = (id) => document.getElementById(id);
const choice = $("choice");
const figures = [...document.querySelectorAll("[data-metric]")];
const params = () => Object.fromEntries(new FormData(choice));

class Problem extends Error {}

async function ask(path, question, signal) {
  const response = await fetch(`${path}?${new URLSearchParams(question)}`, { signal }).catch((error) => {
    throw signal.aborted ? error : new Problem("The dashboard's own server does not answer.");
  });
  if (response.redirected) {
    location.reload(); // to the login, which has ended
    return new Promise(() => {});
  }
  const answer = await response.json().catch(() => undefined);
  signal.throwIfAborted();
  if (!response.ok || !answer) throw new Problem(answer?.message ?? `The dashboard's own server failed (${response.status}).`);
  return answer;
}

// Gives a signal for each question, which ends when the next one is asked.
function newest() {
  let controller = new AbortController();
  return () => {
    controller.abort();
    controller = new AbortController();
    return controller.signal;
  };
}

// What is live is read aloud when it changes, so it changes only when there is something new to say.
function say(box, text) {
  const words = box.querySelector("span");
  if (words.textContent !== text) words.textContent = text;
  box.hidden = !text;
}

// ---- the project's containers, again and again ----

const newestRefresh = newest();
let timer;
let answer; // what is shown

async function refresh() {
  clearTimeout(timer);
  const signal = newestRefresh();
  history.replaceState(null, "", `?${new URLSearchParams(params())}`);
  try {
    answer = await ask("/api/overview", params(), signal);
    render();
    say($("problem"), "");
    $("updated").textContent = `Updated ${clock(Date.now() / 1000, true)}`;
  } catch (error) {
    if (signal.aborted) return; // another question is on its way
    if (!(error instanceof Problem)) throw error;
    say($("problem"), error.message);
  }
  $("overview").classList.toggle("stale", !$("problem").hidden);
  again();
}

function again() {
  clearTimeout(timer);
  if ($("auto").checked && !document.hidden) timer = setTimeout(refresh, EVERY);
}

function render() {
  const { containers, times, charts, live } = answer;
  const colours = Object.fromEntries(containers.map((name, index) => [name, colour(index)]));
  offer(choice.elements.container, containers);
  for (const figure of figures) {
    const known = charts[figure.dataset.metric];
    const lines = containers.filter((name) => name in known);
    draw(figure, times, lines.map((name) => ({ name, colour: colours[name], values: known[name] })));
  }
  const rows = live.container.map((name, index) => {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = name;
    head.style.setProperty("--dot", colours[name]);
    row.append(head);
    for (const { now, max } of figures.map((figure) => live.metrics[figure.dataset.metric])) {
      row.insertCell().textContent = number(now[index]);
      row.insertCell().textContent = number(max[index]);
    }
    return row;
  });
  document.querySelector("#live tbody").replaceChildren(...rows);
}

// A list that is open stays as it is while there is nothing new in it.
function offer(select, names) {
  const [all, ...others] = select.options;
  if (others.map((option) => option.value).join() === names.join()) return;
  const chosen = select.value;
  select.replaceChildren(all, ...names.map((name) => new Option(name)));
  select.value = chosen;
}

choice.addEventListener("submit", (event) => {
  event.preventDefault();
  refresh();
});
choice.addEventListener("change", ({ target }) => {
  if (target.id === "auto") return again();
  if (target.name === "project") {
    choice.elements.container.value = "";
    newestRun();
    shown = undefined;
    renderOwn();
  }
  refresh();
});
$("problem").querySelector("button").addEventListener("click", refresh);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) clearTimeout(timer);
  else if ($("auto").checked) refresh();
});

// ---- the user's own query ----

const own = $("own");
const newestRun = newest();
let shown; // its answer

own.addEventListener("submit", async (event) => {
  event.preventDefault();
  const signal = newestRun();
  try {
    shown = await ask("/api/explore", { ...params(), query: own.elements.query.value }, signal);
    say($("refusal"), "");
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof Problem)) throw error;
    shown = undefined;
    say($("refusal"), error.message);
  }
  renderOwn();
  $(shown ? "answer" : "refusal").scrollIntoView({ block: "nearest" });
});
own.addEventListener("click", ({ target }) => {
  if (target.dataset.query) own.elements.query.value = target.dataset.query;
});

function renderOwn() {
  $("answer").hidden = !shown;
  if (!shown) return;
  const { sent, times, lines, left_out: leftOut } = shown;
  $("sent").textContent = sent;
  $("left-out").textContent = leftOut ? `${leftOut} more series are not drawn.` : "";
  draw($("answer").querySelector("figure"), times, lines.map(({ labels, values }, index) => ({ name: spell(labels), colour: colour(index), values })));
}

function spell({ __name__: name = "", ...labels }) {
  return `${name}{${Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(", ")}}`;
}

// ---- at the start, and when the colours change ----

for (const [name, value] of new URLSearchParams(location.search)) {
  const select = choice.elements[name];
  if (name === "container") select.add(new Option(value));
  if (select instanceof HTMLSelectElement && [...select.options].some((option) => option.value === value)) select.value = value;
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  if (answer) render();
  renderOwn();
});
refresh();
