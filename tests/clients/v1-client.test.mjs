// Tests the v1 client on each database.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import axios from 'axios';
import { databases } from './databases.mjs';
import { ORIGIN, V1Client, failureOf } from './v1-client.mjs';

const password = 'correct horse';
const REFRESHES = 30;

/** A well-formed token that the server rejects. */
function corrupt(token) {
  const [head, claims, signature] = token.split('.');
  return [head, claims, [...signature].reverse().join('')].join('.');
}

function assertReadableByThePage(responses) {
  assert.ok(responses.length > 0);
  for (const { status, headers } of responses) {
    assert.equal(headers['access-control-allow-origin'], ORIGIN, `status ${status}`);
    assert.equal(headers['access-control-allow-credentials'], 'true');
    assert.match(headers['access-control-expose-headers'], /x-request-id/i);
    assert.match(headers.vary, /origin/i);
  }
}

for (const { database, start, skip } of databases) {
  describe(`the v1 client on ${database}`, { skip }, () => {
    let server;
    let users = 0;
    before(async () => { server = await start(); });
    after(() => server?.stop());

    async function signedIn() {
      const client = new V1Client(server.base);
      const username = `user${users += 1}`;
      await client.register({ email: `${username}@example.org`, username, password });
      await client.logIn(username, password);
      return client;
    }

    test('creates, edits, completes, reopens and deletes tasks', async () => {
      const client = await signedIn();
      const { id: owner } = await client.me();
      const task = await client.create({ title: 'Buy milk', description: 'Two bottles' });
      assert.deepEqual(
        [task.title, task.description, task.is_completed, task.owner_id, task.updated_at],
        ['Buy milk', 'Two bottles', false, owner, null],
      );
      // The client sends the whole object back, with the user's changes.
      const done = await client.edit(task.id, { ...task, title: 'Buy oat milk', is_completed: true });
      assert.deepEqual([done.title, done.is_completed, done.status], ['Buy oat milk', true, 'completed']);
      const reopened = await client.edit(task.id, { is_completed: false });
      assert.deepEqual([reopened.title, reopened.is_completed], ['Buy oat milk', false]);
      assert.deepEqual(await client.read(task.id), reopened);
      assert.deepEqual(await client.list({ skip: 0, limit: 100 }), [reopened]);
      await client.remove(task.id);
      assert.deepEqual(await client.list(), []);
      assert.deepEqual(await failureOf(client.read(task.id)), [404, 'Task not found']);
      assertReadableByThePage(client.responses);
    });

    test('finds tasks with and without a trailing slash', async () => {
      const client = await signedIn();
      const slash = { maxRedirects: 0 };
      const task = (await client.api.post('/tasks/', { title: 'Buy milk' }, slash)).data;
      assert.deepEqual((await client.api.get('/tasks/', slash)).data, [task]);
      assert.deepEqual(await client.list(), [task]);
      assert.deepEqual((await client.api.get(`/tasks/${task.id}/`, slash)).data, task);
    });

    test(`uses its first refresh token for ${REFRESHES} refreshes`, async () => {
      const client = await signedIn();
      const first = client.refreshToken;
      const seen = new Set([client.accessToken]);
      for (let refresh = 1; refresh <= REFRESHES; refresh += 1) {
        client.accessToken = corrupt(client.accessToken);
        await client.create({ title: `Task ${refresh}` });
        seen.add(client.accessToken);
      }
      assert.equal(client.refreshToken, first);
      assert.equal(seen.size, REFRESHES + 1, 'each refresh must return a new access token');
      assert.equal((await client.list({ limit: 100 })).length, REFRESHES, 'each request must be repeated exactly once');
      assertReadableByThePage(client.responses);
    });

    test('recovers from several concurrent 401 responses', async () => {
      const client = await signedIn();
      for (let round = 1; round <= 5; round += 1) {
        client.accessToken = corrupt(client.accessToken);
        const titles = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `${letter}${round}`);
        const created = await Promise.all(titles.map((title) => client.create({ title })));
        assert.deepEqual(created.map((task) => task.title), titles);
      }
      assert.equal((await client.list({ limit: 100 })).length, 30);
      assert.equal(client.responses.filter((response) => response.status === 401).length, 30);
    });

    test('shows a one-sentence error', async () => {
      const client = await signedIn();
      const faulty = [
        client.create({ title: '   ' }),
        client.create({ title: 'x'.repeat(256), priority: 'extreme' }),
        client.create({}),
        client.edit(1, { title: null }),
        client.list({ limit: 1001 }),
        client.register({ email: 'nobody', username: 'x', password: 'short' }),
      ];
      for (const [status, detail] of await Promise.all(faulty.map(failureOf))) {
        assert.equal(status, 422);
        assert.equal(typeof detail, 'string');
        assert.match(detail, /^\S.*\S$/);
      }
      const { username, email } = await client.me();
      const taken = await failureOf(client.register({ email: 'other@example.org', username, password }));
      assert.equal(taken[0], 400);
      assert.match(taken[1], /username/i);
      const [status, detail] = await failureOf(client.register({ email, username: 'another', password }));
      assert.equal(status, 400);
      assert.match(detail, /e-?mail/i);
      assertReadableByThePage(client.responses);
    });

    test('shows an error for a wrong password', async () => {
      const client = new V1Client(server.base);
      const [status, detail] = await failureOf(client.logIn('nobody', 'wrong password'));
      assert.equal(status, 401);
      assert.equal(typeof detail, 'string');
      assert.match(client.responses[0].headers['www-authenticate'], /^Bearer/);
      assertReadableByThePage(client.responses);
    });

    test('is signed out after a logout', async () => {
      const client = await signedIn();
      await client.logOut();
      const [status, detail] = await failureOf(client.list());
      assert.equal(status, 401);
      assert.equal(typeof detail, 'string');
      const rejected = client.responses.slice(-2).map((response) => [response.config.url, response.data.code]);
      assert.deepEqual(rejected, [['/tasks', 'token-revoked'], ['/auth/refresh', 'refresh-invalid']]);
      assertReadableByThePage(client.responses);
    });

    test('passes its CORS preflight', async () => {
      for (const [method, path] of [['PUT', '/tasks/1'], ['DELETE', '/tasks/1'], ['POST', '/tasks'], ['PATCH', '/tasks/1']]) {
        const { status, headers } = await axios.request({
          method: 'OPTIONS',
          url: `${server.base}/api/v1${path}`,
          headers: {
            Origin: ORIGIN,
            'Access-Control-Request-Method': method,
            'Access-Control-Request-Headers': 'authorization,content-type',
          },
        });
        assert.ok(status === 200 || status === 204);
        assert.equal(headers['access-control-allow-origin'], ORIGIN);
        assert.match(headers['access-control-allow-methods'], new RegExp(method));
        assert.match(headers['access-control-allow-headers'], /authorization/i);
        assert.match(headers['access-control-allow-headers'], /content-type/i);
      }
    });
  });
}
