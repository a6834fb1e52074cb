// Asks how it is and shows it, again and again.

import { get, Refused, useToken } from "./api.js";
import { showCharts } from "./charts.js";
import { showFigures } from "./figures.js";
import { refreshUser, showUsers } from "./user.js";
import { showVersions, whyNotNewest } from "./versions.js";

const AGAIN_MS = 1500;
/** As many as the server remembers. */
const MOST = 900;
const NEWEST = 20;

const state = document.getElementById("state");
const token = document.getElementById("token");
let versions = [];

const id = (version) => `${version.lineage}:${version.version}`;

/** Asks for the newest versions only, unless some between are missing. */
async function progress() {
  const newest = versions.length && (await get(`/progress/${NEWEST}`));
  const known = new Map(versions.map((v) => [id(v), v]));
  if (newest && newest.versions.some((v) => known.has(id(v)))) {
    newest.versions.forEach((v) => known.set(id(v), v));
    versions = [...known.values()].slice(-MOST);
    return newest;
  }
  const all = await get("/progress");
  versions = all.versions;
  return all;
}

async function show() {
  const now = await progress();
  showFigures(now, versions);
  showCharts(versions);
  showVersions(now, versions);
  if (now.version !== undefined) {
    await showUsers();
    await refreshUser();
  }
  tell(now.version === undefined ? "waiting for the first version" : whyNotNewest(now, versions) || "live", false);
  token.hidden = true;
}

function tell(text, lost) {
  state.textContent = text;
  state.classList.toggle("lost", lost);
}

async function again() {
  try {
    if (!document.hidden) await show();
  } catch (failure) {
    const wantsToken = failure instanceof Refused && failure.status === 401;
    token.hidden = !wantsToken;
    tell(failure instanceof Refused ? failure.message : "the server does not answer; trying again", true);
  }
  setTimeout(again, AGAIN_MS);
}

token.addEventListener("submit", (event) => {
  event.preventDefault();
  useToken(document.getElementById("token-text").value);
});

again();
