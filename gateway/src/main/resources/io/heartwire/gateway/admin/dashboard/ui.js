// The few parts that pages are made of. Text is always a child node, never markup.
import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { follow, get } from './api.js';
import { number } from './format.js';

export { h };

export const linkTo = (...parts) => `#/${parts.map(encodeURIComponent).join('/')}`;

export const clientLink = (id) => h('a', { href: linkTo('clients', id), class: 'id' }, id);

/** The live status and whether it still comes. */
export function useLive() {
  const [live, set] = useState({ state: 'connecting' });
  useEffect(() => follow(set), []);
  return live;
}

/** What `path` answers, asked again every `everyMs`; an empty path asks nothing. */
export function useAnswer(path, everyMs = 0) {
  const [answer, set] = useState({ loading: true });
  useEffect(() => {
    if (!path) return undefined;
    let over = false;
    let timer;
    const ask = async () => {
      try {
        const data = await get(path);
        if (!over) set({ data, path });
      } catch (error) {
        if (!over) set((last) => ({ data: last.path === path ? last.data : undefined, path, error }));
      }
      if (!over && everyMs) timer = setTimeout(ask, everyMs);
    };
    ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [path, everyMs]);
  return answer.path === path ? answer : { loading: true };
}

/** What is missing: why, or that it is awaited. */
export function Pending({ answer }) {
  if (answer.error) return h('p', { class: 'problem', role: 'alert' }, answer.error.message);
  return h('p', { class: 'quiet' }, 'Asking the gateway…');
}

export function Card({ title, id, wide, children }) {
  return h('section', { class: wide ? 'card wide' : 'card', id }, title && h('h2', null, title), children);
}

/** One figure with its name; `tone` is good, warn or bad. */
export function Figure({ name, value, note, tone, id }) {
  return h(
    'div',
    { class: `figure ${tone || ''}` },
    h('span', { class: 'name' }, name),
    h('strong', { id }, typeof value === 'number' ? number(value) : value),
    note && h('span', { class: 'note' }, note),
  );
}

/** Names and values; those that are undefined are left out. */
export function Facts({ facts }) {
  const known = facts.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return h(
    'dl',
    null,
    known.flatMap(([name, value]) => [h('dt', { key: name }, name), h('dd', null, value)]),
  );
}

/** `columns` are [title, how to show a row, 'n' for figures]. */
export function Table({ columns, rows, empty, caption }) {
  if (!rows.length) return h('p', { class: 'quiet' }, empty);
  return h(
    'div',
    { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      null,
      h('thead', null, h('tr', null, columns.map(([title, , kind]) => h('th', { class: kind, scope: 'col' }, title)))),
      h(
        'tbody',
        null,
        rows.map((row, i) =>
          h('tr', { key: row.key ?? row.id ?? i }, columns.map(([, show, kind]) => h('td', { class: kind }, show(row)))),
        ),
      ),
    ),
  );
}

/** Counts as bars, the largest first. */
export function Bars({ counts, empty, caption }) {
  const rows = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  if (!rows.length) return h('p', { class: 'quiet' }, empty);
  const most = rows[0][1] || 1;
  return h(
    'ul',
    { class: 'bars', 'aria-label': caption },
    rows.map(([name, count]) =>
      h(
        'li',
        { key: name },
        h('span', { class: 'name' }, name),
        h('span', { class: 'track' }, h('span', { class: 'bar', style: { width: `${(100 * count) / most}%` } })),
        h('span', { class: 'count', 'data-count': name }, number(count)),
      ),
    ),
  );
}

export function Tag({ tone, children }) {
  return h('span', { class: `tag ${tone || ''}` }, children);
}

const TONES = {
  ALIVE: 'good', SUSPECT: 'warn', ACK_ONLY: 'warn', HELD: 'warn', DEAD: 'bad', UNKNOWN: 'warn',
  IN_GRACE: 'warn', OFFLINE: 'bad', healthy: 'good', degraded: 'warn', unhealthy: 'bad',
  live: 'good', draining: 'warn', suspect: 'warn', detached: 'bad',
};

export const State = ({ word }) => h(Tag, { tone: TONES[word] }, word);
