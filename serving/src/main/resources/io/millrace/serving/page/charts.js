// How figures went over the versions.

import uPlot from "./uplot/1.6.30/dist/uPlot.esm.js";
import { clock, element } from "./format.js";

const place = document.getElementById("charts");
const HEIGHT = 190;
/** A measure of fewer predictions says nothing yet. */
const ENOUGH = 100;
const tasksWith = (measure) => (versions) =>
  [...new Set(versions.slice(-50).flatMap((v) => Object.keys(v.evaluations).filter((t) => measure in v.evaluations[t])))].sort();
const measured = (measure) => (version, task) => {
  const evaluation = version.evaluations[task];
  return evaluation?.count >= ENOUGH ? evaluation[measure] : undefined;
};

const CHARTS = [
  {
    title: "Normalised entropy", note: "progressive, by task; below 1 is better than guessing the base rate",
    names: tasksWith("ne"), value: measured("ne"), digits: 3, most: 1.6,
  },
  { title: "AUC", note: "progressive, by task; 0.5 is guessing", names: tasksWith("auc"), value: measured("auc"), digits: 3 },
  {
    title: "Freshness", note: "seconds from an event's arrival to a served version that has learnt it", digits: 1, least: 0,
    names: () => ["median", "p99"],
    value: (v, name) => { const ms = name === "p99" ? v.freshness_p99_ms : v.freshness_p50_ms; return ms === undefined ? ms : ms / 1000; },
  },
  { title: "Events per second", note: "between two versions", names: () => ["events"], value: (v) => v.events_per_second || undefined, digits: 0, least: 0 },
];

const drawn = CHARTS.map((chart) => {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.append(element("strong", chart.title), ` ${chart.note}`);
  const key = element("ul", "", "key");
  const canvas = document.createElement("div");
  figure.append(caption, key, canvas);
  place.append(figure);
  return { ...chart, key, canvas, plot: null, drawnNames: "" };
});
let latest = [];

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const colourOf = (i) => colour(`--series-${(i % 4) + 1}`);

/** @param versions oldest first */
export function showCharts(versions) {
  latest = versions;
  for (const chart of drawn) {
    const names = chart.names(versions);
    const data = [versions.map((v) => v.created_at / 1000), ...names.map((n) => versions.map((v) => chart.value(v, n) ?? null))];
    if (!chart.plot || chart.drawnNames !== names.join()) {
      draw(chart, names, data);
    } else {
      chart.plot.setData(data);
    }
    names.forEach((name, i) => showLast(chart, name, i, data[i + 1]));
  }
}

function draw(chart, names, data) {
  chart.plot?.destroy();
  chart.drawnNames = names.join();
  chart.key.replaceChildren(...names.map((name, i) => {
    const entry = element("li", name);
    entry.style.setProperty("--of", colourOf(i));
    return entry;
  }));
  const axis = {
    stroke: colour("--quiet"), font: "12px system-ui, sans-serif",
    grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false },
  };
  chart.plot = new uPlot({
    width: chart.canvas.clientWidth, height: HEIGHT,
    legend: { show: false }, cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: { y: { range: (plot, min, max) => range(chart, min, max) } },
    axes: [{ ...axis, size: 26, space: 90, grid: { show: false }, values: (plot, times) => times.map((t) => clock(t * 1000)) }, { ...axis, size: 46 }],
    series: [{}, ...names.map((name, i) => ({ label: name, stroke: colourOf(i), width: 2, spanGaps: true, points: { show: false } }))],
  }, data, chart.canvas);
}

/** The first labels swing wildly: what is far above is cut off. */
function range(chart, min, max) {
  if (min === null || max === null) return [0, 1];
  const top = Math.min(max, chart.most ?? Infinity);
  const bottom = chart.least ?? Math.min(min, top);
  const room = (top - bottom || Math.abs(top) || 1) * 0.08;
  return [chart.least ?? bottom - room, top + room];
}

function showLast(chart, name, i, values) {
  const last = values.findLast((v) => v !== null);
  chart.key.children[i].textContent = last === undefined ? `${name} –` : `${name} ${last.toFixed(chart.digits)}`;
}

new ResizeObserver(() => {
  for (const { plot, canvas } of drawn) plot?.setSize({ width: canvas.clientWidth, height: HEIGHT });
}).observe(place);

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const chart of drawn) chart.drawnNames = null;
  showCharts(latest);
});
