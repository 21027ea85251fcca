// Tests libraries for server-sent events on each database: the first event, live events, and events missed while the
// connection was broken.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fetchEventSource } from '@microsoft/fetch-event-source';
import polyfill from 'event-source-polyfill';
import { EventSource } from 'eventsource';
import { signUp } from './accounts.mjs';
import { databases } from './databases.mjs';
import { startProxy } from './proxy.mjs';

// A generous upper bound.
const patienceMs = 240_000;
const NAMES = ['ready', 'task.upsert', 'task.delete'];

// Browser objects that @microsoft/fetch-event-source needs and Node does not have.
globalThis.window ??= globalThis;
globalThis.document ??= { hidden: false, addEventListener() {}, removeEventListener() {} };

function listen(source, onEvent) {
  for (const name of NAMES) source.addEventListener(name, onEvent);
  // Events without a name have this type.
  source.addEventListener('message', onEvent);
  return () => source.close();
}

const libraries = [
  {
    library: 'eventsource',
    open(url, token, onEvent) {
      const authorized = (input, init) =>
        fetch(input, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } });
      const read = ({ type, data, lastEventId }) => onEvent(type, data, lastEventId);
      return listen(new EventSource(url, { fetch: authorized }), read);
    },
  },
  {
    library: 'event-source-polyfill, which sends the last id in the query',
    open(url, token, onEvent) {
      const source = new polyfill.EventSourcePolyfill(url, { headers: { Authorization: `Bearer ${token}` } });
      return listen(source, ({ type, data, lastEventId }) => onEvent(type, data, lastEventId));
    },
  },
  {
    library: '@microsoft/fetch-event-source',
    open(url, token, onEvent, isCut) {
      const controller = new AbortController();
      const failed = fetchEventSource(url, {
        headers: { Authorization: `Bearer ${token}` },
        signal: controller.signal,
        openWhenHidden: true,
        onmessage: ({ event, data, id }) => onEvent(event, data, id),
        // Without this, the library would retry forever after any error.
        onerror: (error) => { if (!isCut()) throw error; },
      });
      failed.catch((error) => onEvent('error', JSON.stringify(error.message), ''));
      return () => controller.abort();
    },
  },
];

/** Collects events with their parsed data. `until` waits for a matching event. */
function collector() {
  const events = [];
  let wake = () => {};
  const add = (name, data, id) => {
    events.push({ name, data: JSON.parse(data), id });
    wake();
  };
  const until = async (matches) => {
    const deadline = AbortSignal.timeout(patienceMs);
    while (!events.some(matches)) {
      assert.ok(!deadline.aborted, `the expected event must arrive in time: ${JSON.stringify(events)}`);
      await new Promise((resolve) => {
        wake = resolve;
        deadline.addEventListener('abort', resolve, { once: true });
      });
    }
    return events.find(matches);
  };
  return { events, add, until };
}

for (const { database, start, skip } of databases) {
  describe(`streams on ${database}`, { skip }, () => {
    let server;
    before(async () => { server = await start(); });
    after(() => server?.stop());

    for (const { library, open } of libraries) {
      test(library, async () => {
        const { token, create } = await signUp(server.base);
        const proxy = await startProxy(server.base);
        const { events, add, until } = collector();
        let isCut = false;
        const close = open(`${proxy.base}/api/v1/tasks/stream`, token, add, () => isCut);
        try {
          const ready = await until(({ name }) => name === 'ready');
          assert.deepEqual([ready.data, ready.id], [{}, '0']);
          await create('First');
          const first = await until(({ data }) => data.title === 'First');

          isCut = true;
          proxy.cut();
          await create('Second');
          await create('Third');
          proxy.restore();
          await until(({ data }) => data.title === 'Third');
          isCut = false;
          await create('Fourth');
          await until(({ data }) => data.title === 'Fourth');

          const upserts = events.filter(({ name }) => name === 'task.upsert');
          assert.deepEqual(upserts.map(({ data }) => data.title), ['First', 'Second', 'Third', 'Fourth']);
          const starts = events.filter(({ name }) => name === 'ready');
          assert.deepEqual(starts.map(({ id }) => id), ['0', first.id]);
          assert.equal(events.length, upserts.length + starts.length, JSON.stringify(events));
        } finally {
          close();
          await proxy.stop();
        }
      });
    }
  });
}
