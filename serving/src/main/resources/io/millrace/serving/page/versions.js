// The newest versions and what became of each.

import { clock, count, duration, element } from "./format.js";

const SHOWN = 12;
/** Between a version's manifest and its use; longer means that something is wrong. */
const ON_ITS_WAY_MS = 5000;
const rows = document.getElementById("versions");

/** @param versions oldest first */
export function showVersions(progress, versions) {
  rows.replaceChildren(...versions.slice(-SHOWN).reverse().map((version) => row(version, stateOf(progress, version, versions))));
}

/** Why the newest version is not in use, if that is more than that it has only just been cut. */
export function whyNotNewest(progress, versions) {
  const newest = versions.at(-1);
  return newest && progress.now - newest.created_at > ON_ITS_WAY_MS ? progress.reason : "";
}

function stateOf(progress, version, versions) {
  if (version.verdict === "held") return ["held", `held back: ${version.reason}`];
  if (version.version === progress.version && version.lineage === progress.lineage) return ["in-use", "good, in use"];
  if (version.activated_at !== undefined) return ["past", "good, was in use"];
  if (version === versions.at(-1)) return ["coming", whyNotNewest(progress, versions) || "good, on its way"];
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
