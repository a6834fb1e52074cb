// The figures at the top: how it is now.

import { count, duration, element, rate } from "./format.js";

const place = document.getElementById("figures");
const shown = new Map();

function show(title, value, note) {
  let figure = shown.get(title);
  if (!figure) {
    figure = { value: element("dd", "", "value"), note: element("dd", "", "note") };
    const box = document.createElement("div");
    box.append(element("dt", title), figure.value, figure.note);
    place.append(box);
    shown.set(title, figure);
  }
  figure.value.textContent = value;
  figure.note.textContent = note;
}

/** @param versions oldest first */
export function showFigures(progress, versions) {
  const newest = versions.at(-1);
  const served = versions.findLast((v) => v.version === progress.version && v.lineage === progress.lineage);
  const fresh = versions.findLast((v) => v.freshness_p50_ms !== undefined);
  const checkpoint = versions.findLast((v) => v.checkpoint_ms !== undefined);
  show("Events per second", newest ? rate(newest.events_per_second) : "–", `${count(newest?.events)} in all`);
  show("Examples learnt", count(served?.examples), `of ${count(progress.users)} users`);
  show("Version in use", progress.version === undefined ? "–" : String(progress.version), `${count(progress.items)} items`);
  show("Staleness", duration(progress.staleness_ms), "since it was cut");
  show("Freshness", duration(fresh?.freshness_p50_ms), `median; p99 ${duration(fresh?.freshness_p99_ms)}`);
  show("Checkpoint", duration(checkpoint?.checkpoint_ms), `every ${duration(interval(versions))}`);
}

/** Between the last few cuts. */
function interval(versions) {
  const last = versions.slice(-10);
  return last.length < 2 ? undefined : (last.at(-1).created_at - last[0].created_at) / (last.length - 1);
}
