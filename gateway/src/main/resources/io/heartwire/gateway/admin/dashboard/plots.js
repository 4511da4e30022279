// Lines over time. The library is fetched when the first plot is shown, not with the first page.
import { useEffect, useRef } from 'preact/hooks';
import { h } from './ui.js';
import { time } from './format.js';

let library;

function chart() {
  library = library || import('/lib/chart.js').then(() => globalThis.Chart);
  return library;
}

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function settings({ times, values, unit, mark }) {
  const moment = mark ? new Date(mark).getTime() : 0;
  const at = times.findIndex((t) => new Date(t).getTime() >= moment);
  const dot = values.map((_, i) => (mark && i === at ? 5 : 0));
  return {
    type: 'line',
    data: {
      labels: times.map(time),
      datasets: [{
        data: values, borderColor: color('--accent'), borderWidth: 1.5, tension: 0, spanGaps: false,
        pointRadius: dot, pointBackgroundColor: color('--bad'), pointBorderColor: color('--bad'),
      }],
    },
    options: {
      animation: false, maintainAspectRatio: false, responsive: true,
      plugins: { legend: { display: false } },
      scales: {
        x: { ticks: { color: color('--quiet'), maxTicksLimit: 4, maxRotation: 0 }, grid: { display: false } },
        y: {
          beginAtZero: true, grid: { color: color('--line') },
          ticks: { color: color('--quiet'), maxTicksLimit: 4, callback: (value) => `${value} ${unit === 'count' ? '' : unit}` },
        },
      },
    },
  };
}

/** One line; `mark` is the moment that it is about. Missing values are gaps. */
export function Plot({ title, times, values, unit, mark }) {
  const canvas = useRef(null);
  useEffect(() => {
    let drawn;
    let over = false;
    chart().then((Chart) => {
      if (!over && canvas.current) drawn = new Chart(canvas.current, settings({ times, values, unit, mark }));
    });
    return () => {
      over = true;
      if (drawn) drawn.destroy();
    };
  }, [times, values, unit, mark]);
  const known = values.filter((value) => value !== null);
  const most = known.length ? Math.max(...known) : 'unknown';
  return h(
    'figure',
    { class: 'plot' },
    h('figcaption', null, `${title}, at most ${most}${unit === 'count' ? '' : ` ${unit}`}`),
    h('div', { class: 'canvas' }, h('canvas', { ref: canvas, role: 'img', 'aria-label': title })),
  );
}
