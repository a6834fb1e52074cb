// The newest versions and what became of each.

import { clock, count, duration, element } from "./format.js";

const SHOWN = 12;
const rows = document.getElementById("versions");

/** @param versions oldest first */
export function showVersions(progress, versions) {
  rows.replaceChildren(...versions.slice(-SHOWN).reverse().map((version) => row(version, stateOf(progress, version, versions.at(-1)))));
}

function stateOf(progress, version, newest) {
  if (version.verdict === "held") return ["held", `held back: ${version.reason}`];
  if (version.version === progress.version && version.lineage === progress.lineage) return ["in-use", "good, in use"];
  if (version.activated_at !== undefined) return ["past", "good, was in use"];
  if (version === newest) return ["coming", progress.reason || "good, on its way"];
  return ["past", "good, overtaken"];
}

function row(version, [state, text]) {
  const made = element("tr", "", state);
  made.append(
    element("td", String(version.version)),
    element("td", clock(version.created_at)),
    element("td", text, "state"),
    element("td", count(version.events), "number"),
    element("td", count(version.examples), "number"),
    element("td", duration(version.checkpoint_ms), "number"),
    element("td", duration(version.freshness_p50_ms), "number"),
  );
  return made;
}
