// Numbers and times as people read them.

const whole = new Intl.NumberFormat("en");

export const count = (n) => (n === undefined ? "–" : whole.format(Math.round(n)));

export const rate = (n) => (n < 10 ? n.toFixed(1) : count(n));

/** Milliseconds as ms, s, min or h. */
export function duration(ms) {
  if (ms === undefined) return "–";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 100_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 5_400_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

export const clock = (ms) => new Date(ms).toLocaleTimeString("en-GB");

/** An element with text and classes. */
export function element(name, text, ...classes) {
  const made = document.createElement(name);
  made.textContent = text;
  made.classList.add(...classes);
  return made;
}
