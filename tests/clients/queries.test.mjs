// Tests queries encoded by axios, paging, and the format of times, on each database.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import axios from 'axios';
import { signUp } from './accounts.mjs';
import { databases } from './databases.mjs';
import { failureOf } from './v1-client.mjs';

const TASKS = 7;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** The URL of the link with `rel="next"`. */
function nextLink(response) {
  const link = /<([^>]+)>;\s*rel="next"/.exec(response.headers.link ?? '');
  return link?.[1];
}

for (const { database, start, skip } of databases) {
  describe(`axios on ${database}`, { skip }, () => {
    let server;
    before(async () => { server = await start(); });
    after(() => server?.stop());

    async function client() {
      const { token, create } = await signUp(server.base);
      const headers = { Authorization: `Bearer ${token}` };
      return { api: axios.create({ baseURL: `${server.base}/api/v1`, headers }), create };
    }

    test('can filter by arrays in each of its encodings', async () => {
      const { api, create } = await client();
      for (const status of ['pending', 'in_progress', 'completed']) await create({ title: status, status });
      // By default axios sends status[]. `true` sends status[0], and `null` sends status.
      for (const indexes of [false, true, null]) {
        const params = { status: ['pending', 'completed'], sort: 'title', _: Date.now() };
        const response = await api.get('/tasks', { params, paramsSerializer: { indexes } });
        assert.deepEqual(response.data.map(({ title }) => title), ['completed', 'pending'], `${indexes}`);
      }
    });

    test('gets an error that names a misspelled filter', async () => {
      const { api } = await client();
      const [status, detail] = await failureOf(api.get('/tasks', { params: { stauts: ['pending'] } }));
      assert.equal(status, 422);
      assert.match(detail, /stauts.*did you mean status\?/);
      assert.equal((await failureOf(api.post('/tasks', { title: 'x' }, { params: { dry_run: true } })))[0], 422);
      assert.deepEqual((await api.get('/tasks')).data, []);
    });

    test('follows pages by Link and by X-Next-Cursor', async () => {
      const { api, create } = await client();
      const expected = [];
      for (let number = 0; number < TASKS; number += 1) expected.unshift((await create(`Task ${number}`)).id);
      const walk = async (next) => {
        const ids = [];
        for (let request = ['/tasks', { params: { limit: 3 } }]; request;) {
          const response = await api.get(...request);
          ids.push(...response.data.map(({ id }) => id));
          request = next(response);
        }
        return ids;
      };
      const byLink = (response) => nextLink(response) && [nextLink(response)];
      const byCursor = ({ headers: { 'x-next-cursor': cursor } }) => cursor && ['/tasks', { params: { limit: 3, cursor } }];
      assert.deepEqual(await walk(byLink), expected);
      assert.deepEqual(await walk(byCursor), expected);
    });

    test('gets all times in one format', async () => {
      const { api, create } = await client();
      await create({ title: 'Done', status: 'completed' });
      const bodies = [
        (await api.get('/tasks')).data,
        (await api.get('/tasks/changes')).data,
        (await api.get('/tasks/export')).data,
        (await api.get('/auth/me')).data,
        (await api.get('/auth/sessions')).data,
        (await api.get('/auth/export')).data,
      ];
      let times = 0;
      const check = (name, value) => {
        if (typeof value === 'object' && value !== null) Object.entries(value).forEach(([key, inner]) => check(key, inner));
        else if (name.endsWith('_at') && value !== null) {
          assert.match(value, TIME, name);
          times += 1;
        }
      };
      bodies.forEach((body) => check('', body));
      assert.ok(times >= 15, `${times}`);
    });
  });
}
