// Routes by the hash, so that every page has a link, and the frame around the pages.
import { h, render } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { begin } from './api.js';
import { linkTo, useLive } from './ui.js';
import { Overview } from './overview.js';

/** A page is fetched when it is first shown; name, title, the page, and the page of one thing. */
const PAGES = [
  ['', 'Overview', () => Overview],
  ['heatmap', 'Heat map', () => import('./heatmap.js').then((it) => it.HeatMap)],
  ['clients', 'Clients', () => import('./clients.js').then((it) => it.Clients), () => import('./client.js').then((it) => it.Client)],
  ['incidents', 'Incidents', () => import('./incidents.js').then((it) => it.Incidents), () => import('./incident.js').then((it) => it.Incident)],
  ['handlers', 'Handlers', () => import('./handlers.js').then((it) => it.Handlers)],
  ['storm', 'Storm', () => import('./storm.js').then((it) => it.Storm)],
  ['sinks', 'Sinks', () => import('./sinks.js').then((it) => it.Sinks)],
  ['nodes', 'Nodes', () => import('./nodes.js').then((it) => it.Nodes)],
  ['audit', 'Audit', () => import('./audit.js').then((it) => it.Audit)],
];

/** `#/clients/dev-1?x=y` names a page, a thing on it, and what is asked of it. */
function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [page = '', ...rest] = path.split('/');
  const thing = rest.length ? decoded(rest.join('/')) : undefined;
  return { page, thing, query: new URLSearchParams(query || '') };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (e) {
    return text;
  }
}

const typing = (target) => /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);

function shortcuts(event) {
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  const page = PAGES[Number(event.key) - 1];
  if (page) location.hash = linkTo(page[0]);
  if (event.key === '/') {
    event.preventDefault();
    document.getElementById('find').focus();
  }
}

function Find() {
  const go = (event) => {
    event.preventDefault();
    const id = event.target.elements.id.value.trim();
    if (id) location.hash = linkTo('clients', id);
  };
  return h(
    'form',
    { onSubmit: go, role: 'search' },
    h('input', { id: 'find', name: 'id', type: 'search', placeholder: 'Client id ( / )', 'aria-label': 'Client id', autocomplete: 'off' }),
  );
}

function Page({ loader, thing, query }) {
  const [shown, set] = useState(() => (loader === PAGES[0][2] ? { Part: Overview } : {}));
  useEffect(() => {
    let over = false;
    Promise.resolve(loader()).then((Part) => !over && set({ Part }), (error) => !over && set({ error }));
    return () => {
      over = true;
    };
  }, []);
  if (shown.error) return h('p', { class: 'problem', role: 'alert' }, 'The page could not be fetched: is the gateway running? Load it again.');
  return shown.Part ? h(shown.Part, { thing, query }) : null;
}

const WORDS = { live: 'live', connecting: 'connecting', lost: 'no answer: what you see is old' };

function Frame() {
  const [at, go] = useState(route());
  const live = useLive();
  const content = useRef(null);
  // With the first picture, not some time after it: a key pressed in between would be lost.
  useLayoutEffect(() => {
    const changed = () => {
      go(route());
      content.current.focus();
    };
    addEventListener('hashchange', changed);
    addEventListener('keydown', shortcuts);
    return () => {
      removeEventListener('hashchange', changed);
      removeEventListener('keydown', shortcuts);
    };
  }, []);
  const page = PAGES.find(([name]) => name === at.page);
  const loader = page && (at.thing !== undefined && page[3] ? page[3] : page[2]);
  useEffect(() => {
    document.title = `${at.thing || (page ? page[1] : 'Nothing here')} · Heartwire`;
  }, [at]);
  return [
    h('a', { class: 'skip', href: '#content', onClick: (e) => { e.preventDefault(); content.current.focus(); } }, 'To the content'),
    h(
      'header',
      null,
      h('a', { href: '#/', class: 'home' }, 'Heartwire'),
      live.status && h('span', { class: 'node' }, live.status.node),
      h('span', { id: 'live', class: `tag ${live.state === 'live' ? 'good' : 'warn'}`, role: 'status' }, WORDS[live.state]),
      h(Find),
    ),
    h(
      'nav',
      { 'aria-label': 'Pages' },
      PAGES.map(([name, title], i) =>
        h('a', { key: name, href: linkTo(name), title: `Key ${i + 1}`, 'aria-current': name === at.page ? 'page' : undefined }, title),
      ),
    ),
    h(
      'main',
      { id: 'content', ref: content, tabIndex: -1 },
      loader ? h(Page, { key: `${at.page}/${at.thing || ''}`, loader, thing: at.thing, query: at.query })
        : h('h1', null, 'There is no such page: choose one above'),
    ),
  ];
}

begin();
render(h(Frame), document.body);
