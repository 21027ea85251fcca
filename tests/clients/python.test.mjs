// Tests the Python clients `requests` and `httpx` with each database. scripts/test-clients.sh creates the environment.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { databases } from './databases.mjs';
import { startProxy } from './proxy.mjs';
import { run } from './run.mjs';
import { signUp } from './accounts.mjs';

const python = process.env.CLIENTS_PYTHON;

for (const { database, start, skip } of databases) {
  describe(`Python on ${database}`, { skip }, () => {
    for (const library of ['requests', 'httpx']) {
      test(library, async () => {
        assert.ok(python, 'CLIENTS_PYTHON must be set: run scripts/test-clients.sh');
        const server = await start();
        const proxy = await startProxy(server.base);
        try {
          const { username, password } = await signUp(server.base);
          await run(python, ['python_trial.py', library, proxy.base, username, password]);
        } finally {
          await proxy.stop();
          await server.stop();
        }
      });
    }
  });
}
