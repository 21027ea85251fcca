// Tests that clients can follow the pages of a list by `Link`, and open new tasks by `Location`.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import axios from 'axios';
import { databases } from './databases.mjs';

const password = 'correct horse';

const nextOf = (link) => /<([^>]*)>\s*;\s*rel="next"/.exec(link ?? '')?.[1];

for (const { database, start, skip } of databases) {
  describe(`pages on ${database}`, { skip }, () => {
    let server;
    let token;
    const titles = ['One', 'Two', 'Three'];
    before(async () => {
      server = await start();
      const api = axios.create({ baseURL: `${server.base}/api/v1` });
      await api.post('/auth/register', { email: 'ada@example.org', username: 'ada', password });
      token = (await api.post('/auth/login', { username: 'ada', password })).data.access_token;
    });
    after(() => server?.stop());

    test('axios with a base URL follows the pages', async () => {
      const api = axios.create({
        baseURL: `${server.base}/api/v1`,
        headers: { Authorization: `Bearer ${token}` },
      });
      for (const title of titles) {
        const { headers, data } = await api.post('/tasks', { title });
        assert.deepEqual((await api.get(headers.location)).data, data);
      }
      for (const start of ['/tasks?limit=1', '/tasks?limit=1&skip=0']) {
        const seen = [];
        for (let url = start; url;) {
          const { data, headers } = await api.get(url);
          seen.push(...data.map((task) => task.title));
          url = nextOf(headers.link);
        }
        assert.deepEqual(seen, [...titles].reverse());
      }
    });

    test('fetch, which needs absolute URLs, follows the pages', async () => {
      const headers = { Authorization: `Bearer ${token}` };
      let url = `${server.base}/api/v1/tasks?limit=2`;
      let count = 0;
      while (url) {
        const response = await fetch(url, { headers });
        count += (await response.json()).length;
        url = nextOf(response.headers.get('link'));
      }
      assert.equal(count, titles.length);
    });
  });
}
