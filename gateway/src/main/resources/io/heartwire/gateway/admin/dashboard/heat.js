// The heat map: one row for each group of clients, one column for each twentieth of their timeout.
import { useEffect, useRef } from 'preact/hooks';
import { h } from './ui.js';

const ROW = 22;

function hue(column, columns) {
  return 150 - (150 * column) / (columns - 1);
}

function draw(canvas, rows, dark) {
  const columns = rows[0].cells.length;
  const width = canvas.clientWidth;
  const scale = globalThis.devicePixelRatio || 1;
  canvas.width = width * scale;
  canvas.height = rows.length * ROW * scale;
  const paper = canvas.getContext('2d');
  paper.scale(scale, scale);
  const cell = width / columns;
  rows.forEach((row, y) => {
    const most = Math.log1p(row.clients);
    row.cells.forEach((count, x) => {
      // By the logarithm: one client of ten thousand that is nearly lost must be seen.
      const heat = count ? 0.25 + (0.75 * Math.log1p(count)) / most : 0;
      const light = dark ? 14 + 46 * heat : 94 - 44 * heat;
      paper.fillStyle = count ? `hsl(${hue(x, columns)} 65% ${light}%)` : dark ? '#1d232a' : '#eceff2';
      paper.fillRect(x * cell + 0.5, y * ROW + 1, Math.max(1, cell - 1), ROW - 2);
    });
  });
}

/** `pick(row, column)` is called for the cell under the pointer; nothing for none. */
export function Heat({ rows, pick }) {
  const canvas = useRef(null);
  useEffect(() => {
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const again = () => rows.length && canvas.current && draw(canvas.current, rows, scheme.matches);
    again();
    addEventListener('resize', again);
    scheme.addEventListener('change', again);
    return () => {
      removeEventListener('resize', again);
      scheme.removeEventListener('change', again);
    };
  }, [rows]);
  const under = (event) => {
    const y = Math.floor(event.offsetY / ROW);
    const x = Math.floor((event.offsetX / canvas.current.clientWidth) * rows[0].cells.length);
    if (rows[y]) pick(rows[y], Math.min(x, rows[0].cells.length - 1));
  };
  return h('canvas', {
    ref: canvas, class: 'heat', style: { height: `${rows.length * ROW}px` }, role: 'img',
    'aria-label': 'Clients by silence; the table below says the same in figures',
    onPointerMove: under, onPointerLeave: () => pick(),
  });
}
