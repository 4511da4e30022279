// Levers: each says what will happen, with figures of this moment and the request itself, before it is pulled.
import { useEffect, useRef, useState } from 'preact/hooks';
import { send } from './api.js';
import { h } from './ui.js';

/**
 * A button that opens the dry run. `plan` is asked when it is opened and answers
 * {method, path, body, says: [sentences]}; `done` is called with the gateway's answer.
 */
export function Lever({ label, id, danger, plan, done }) {
  const dialog = useRef(null);
  const [state, set] = useState({});
  const opening = async () => {
    set({ open: true });
    try {
      set({ open: true, plan: await plan() });
    } catch (error) {
      set({ open: true, error });
    }
  };
  const pull = async () => {
    set({ ...state, busy: true });
    try {
      const answer = await send(state.plan.method, state.plan.path, state.plan.body);
      set({});
      if (done) done(answer);
    } catch (error) {
      set({ open: true, error });
    }
  };
  useEffect(() => {
    const box = dialog.current;
    if (state.open && box && !box.open) box.showModal();
  }, [state.open]);
  return h(
    'span',
    { class: 'lever' },
    h('button', { type: 'button', id, class: danger ? 'danger' : '', onClick: opening }, `${label}…`),
    state.open &&
      h(
        'dialog',
        { ref: dialog, onClose: () => set({}), 'aria-label': label },
        h('h2', null, label),
        state.error && h('p', { class: 'problem', role: 'alert' }, state.error.message),
        !state.plan && !state.error && h('p', { class: 'quiet' }, 'Looking what would happen…'),
        state.plan && h(Plan, { plan: state.plan }),
        h(
          'p',
          { class: 'buttons' },
          h('button', { type: 'button', autofocus: true, onClick: () => dialog.current.close() }, 'Leave it'),
          state.plan &&
            h('button', { type: 'button', class: danger ? 'danger do' : 'do', disabled: state.busy, onClick: pull }, label),
        ),
      ),
  );
}

function Plan({ plan }) {
  const request = `${plan.method} ${plan.path}${plan.body === undefined ? '' : ` ${JSON.stringify(plan.body)}`}`;
  return h(
    'div',
    null,
    h('p', null, 'Nothing has happened yet. This would happen:'),
    h('ul', null, plan.says.map((sentence) => h('li', { key: sentence }, sentence))),
    h('pre', null, request),
  );
}
