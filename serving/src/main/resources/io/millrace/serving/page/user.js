// A user: their sequence, what is recommended to them, and a click on it.

import { get, post } from "./api.js";
import { duration, element } from "./format.js";

const VISITOR = "millrace-visitor";
const INTERACTIONS_SHOWN = 60;
const LOOK_AGAIN_MS = 400;
const GIVE_UP_MS = 60_000;

const picker = document.getElementById("user");
const sequence = document.getElementById("sequence");
const sequenceCount = document.getElementById("sequence-count");
const next = document.getElementById("next");
const nextTitle = document.getElementById("next-title");
const journey = document.getElementById("journey");

/** Items clicked here, by user. */
const clicked = new Map();
let ranks = new Map();
let shown = "";
/** What a user of whom nothing is known can click; it stays until something is. */
let moment = { user: "", items: [] };

/** Whoever looks at the page is a user too, a new one for each tab. */
function visitor() {
  let id = sessionStorage.getItem(VISITOR);
  if (!id) {
    id = `visitor-${Math.random().toString(36).slice(2, 8)}`;
    sessionStorage.setItem(VISITOR, id);
  }
  return id;
}

/** Fills the picker; whoever is picked stays. */
export async function showUsers() {
  const { users } = await get("/recent");
  const chosen = picker.value;
  const names = users.map(({ user }) => user);
  if (chosen && chosen !== visitor() && !names.includes(chosen)) names.unshift(chosen);
  const wanted = [visitor(), ...names.filter((name) => name !== visitor())];
  if ([...picker.options].map((option) => option.value).join() === wanted.join()) return;
  picker.replaceChildren(...wanted.map((name) => new Option(name === visitor() ? "you, a new visitor" : name, name)));
  picker.value = chosen || names[0] || visitor();
}

/** Shows the user who is picked as the server knows them now, unless somebody is about to click on the list. */
export async function refreshUser() {
  if (!next.matches(":hover") || !matchMedia("(hover: hover)").matches) await showUser();
}

async function itemsOfTheMoment(user) {
  if (moment.user !== user) moment = { user, items: (await get("/recent")).items.slice(0, 10).map((item) => ({ item })) };
  return moment.items;
}

async function showUser() {
  const user = picker.value;
  if (!user) return;
  const [known, answer] = await Promise.all([post("/sequence", { user }), post("/recommend", { user, k: 10 })]);
  const items = answer.items.length ? answer.items : await itemsOfTheMoment(user);
  if (picker.value !== user) return;
  nextTitle.textContent = answer.items.length
    ? `Recommended by version ${answer.version}`
    : "Nothing is known of this user yet. Items of the moment:";
  const state = JSON.stringify([user, known.interactions, items.map(({ item, hash }) => item ?? hash)]);
  if (state === shown) return;
  shown = state;
  showSequence(user, known.interactions);
  showNext(user, items);
}

function showSequence(user, interactions) {
  sequenceCount.textContent = interactions.length > INTERACTIONS_SHOWN
    ? `the last ${INTERACTIONS_SHOWN} of ${interactions.length} interactions`
    : `${interactions.length} interactions`;
  const mine = clicked.get(user) ?? new Set();
  sequence.replaceChildren(...interactions.slice(-INTERACTIONS_SHOWN).map(({ item, actions }) => {
    const entry = document.createElement("li");
    if (mine.has(item) && actions.includes("click")) entry.classList.add("mine");
    entry.append(element("span", item, "token", "item"), ...actions.map((a) => element("span", a, "token", "action", a.replace(/\W/g, "-"))));
    return entry;
  }));
}

function showNext(user, items) {
  const before = ranks;
  ranks = new Map(items.map(({ item, hash }, i) => [item ?? hash, i]));
  const comparable = before.user === user;
  ranks.user = user;
  const focused = document.activeElement?.dataset?.item;
  next.replaceChildren(...items.map(({ item, hash, score }, i) => recommended(item ?? `#${hash}`, item, score, i, comparable ? before.get(item ?? hash) : i)));
  if (focused) (next.querySelector(`[data-item="${CSS.escape(focused)}"]`) ?? next.querySelector("button"))?.focus();
}

function recommended(label, item, score, rank, before) {
  const entry = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.disabled = item === undefined;
  button.dataset.item = label;
  let move = "";
  if (before === undefined) {
    move = "new";
    entry.classList.add("new");
  } else if (before !== rank) {
    move = before > rank ? `▲ ${before - rank}` : `▼ ${rank - before}`;
    entry.classList.add("moved");
  }
  button.append(element("span", String(rank + 1), "rank"), element("span", label), element("span", move, "move"), element("span", score?.toFixed(2) ?? "", "score"));
  button.addEventListener("click", () => click(picker.value, item));
  entry.append(button);
  return entry;
}

/** Sends the click as an event and waits until it has come back in the user's sequence. */
async function click(user, item) {
  const begun = performance.now();
  const after = () => duration(performance.now() - begun);
  const who = user === visitor() ? "you" : user;
  tell(`Click on ${item}: sent …`);
  try {
    await post("/feedback", { user, action: { type: "click", item } });
    clicked.set(user, (clicked.get(user) ?? new Set()).add(item));
    tell(`Click on ${item}: in Kafka after ${after()}, on its way through Flink …`);
    while (performance.now() - begun < GIVE_UP_MS) {
      const { interactions } = await post("/sequence", { user });
      if (interactions.some((i) => i.item === item && i.actions.includes("click"))) {
        if (picker.value === user) await showUser();
        tell(`Click on ${item}: back in the sequence of ${who} after ${after()}; the recommendations are of the longer sequence.`);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    tell(`Click on ${item}: not back after ${after()}.`, true);
  } catch (failure) {
    tell(`Click on ${item}: ${failure.message}`, true);
  }
}

function tell(text, failed = false) {
  journey.textContent = text;
  journey.classList.toggle("failed", failed);
}

picker.addEventListener("change", () => {
  tell("");
  showUser();
});
