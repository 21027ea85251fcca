// Tests the todo client on each database.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { databases } from './databases.mjs';
import { TodoClient } from './todo-client.mjs';
import { V1Client, failureOf } from './v1-client.mjs';

const password = 'correct horse';
const MEMBERS = ['completed', 'created_at', 'description', 'id', 'title', 'updated_at'];

function members(task) {
  return Object.keys(task).sort();
}

for (const { database, start, skip } of databases) {
  describe(`the todo client on ${database}`, { skip }, () => {
    let server;
    let users = 0;
    before(async () => { server = await start(); });
    after(() => server?.stop());

    async function signedIn() {
      const client = new TodoClient(server.base);
      const email = `user${users += 1}@example.org`;
      await client.register({ email, password });
      await client.logIn(email, password);
      return client;
    }

    test('registers and logs in', async () => {
      const client = new TodoClient(server.base);
      const user = await client.register({ email: 'ada@example.org', password, name: 'Ada Lovelace' });
      assert.deepEqual(members(user), ['created_at', 'email', 'id', 'name']);
      assert.deepEqual([user.email, user.name], ['ada@example.org', 'Ada Lovelace']);
      const tokens = await client.logIn('ada@example.org', password);
      assert.equal(tokens.token_type, 'bearer');
      const again = await failureOf(client.register({ email: 'Ada@example.org', password }));
      assert.equal(again[0], 400);
      assert.equal((await failureOf(client.logIn('ada@example.org', 'wrong password')))[0], 401);
    });

    test('gets exactly six members of each task', async () => {
      const client = await signedIn();
      const task = await client.create({ title: 'Buy milk' });
      assert.deepEqual(members(task), MEMBERS);
      assert.deepEqual([task.title, task.description, task.completed], ['Buy milk', null, false]);
      assert.equal(task.updated_at, task.created_at);
      assert.deepEqual(await client.read(task.id), task);
      const edited = await client.edit(task.id, { ...task, description: 'Two bottles', completed: true });
      assert.deepEqual(members(edited), MEMBERS);
      assert.deepEqual([edited.title, edited.description, edited.completed], ['Buy milk', 'Two bottles', true]);
      const toggled = await client.toggle(task.id);
      assert.deepEqual(members(toggled), MEMBERS);
      assert.equal(toggled.completed, false);
      assert.equal((await client.toggle(task.id)).completed, true);
      const newer = await client.create({ title: 'Pay rent', description: 'Before Friday' });
      const listed = await client.list();
      assert.deepEqual(listed.map(({ id }) => id), [newer.id, task.id]);
      for (const each of listed) assert.deepEqual(members(each), MEMBERS);
      await client.remove(task.id);
      assert.deepEqual(await client.list(), [newer]);
      assert.deepEqual(await failureOf(client.read(task.id)), [404, 'Task not found']);
    });

    test('is rejected for the id of another user', async () => {
      const [owner, other] = [await signedIn(), await signedIn()];
      const { id } = await owner.create({ title: 'Buy milk' });
      other.userId = owner.userId;
      const requests = [
        other.list(), other.create({ title: 'x' }), other.read(id), other.edit(id, { title: 'x' }),
        other.toggle(id), other.remove(id),
      ];
      for (const refusal of await Promise.all(requests.map(failureOf))) assert.deepEqual(refusal, [403, 'Not authorized']);
      assert.equal((await owner.list()).length, 1);
    });

    test('gets a one-sentence error', async () => {
      const client = await signedIn();
      for (const task of [{}, { title: '' }, { title: 'x'.repeat(201) }, { title: 'x', description: 'y'.repeat(1001) }]) {
        const [status, detail] = await failureOf(client.create(task));
        assert.equal(status, 422);
        assert.equal(typeof detail, 'string');
      }
      const unauthenticated = new TodoClient(server.base);
      unauthenticated.userId = client.userId;
      assert.equal((await failureOf(unauthenticated.list()))[0], 401);
    });

    test('sees the same tasks as the v1 client', async () => {
      const todo = await signedIn();
      const v1 = new V1Client(server.base);
      await v1.logIn(`user${users}@example.org`, password);
      const { id } = await v1.create({ title: 'Buy milk', status: 'in_progress' });
      assert.equal((await todo.read(id)).completed, false);
      assert.equal((await todo.toggle(id)).completed, true);
      assert.equal((await v1.read(id)).status, 'completed');
    });
  });
}
