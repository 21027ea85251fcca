// Tests Java's HttpClient with each database. By default, HttpClient offers HTTP/2 in the first request of a connection
// (Upgrade: h2c). The server must ignore the offer and keep the connection open.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { signUp } from './accounts.mjs';
import { databases } from './databases.mjs';
import { startProxy } from './proxy.mjs';
import { run } from './run.mjs';

/** The reason to skip the test, or false. Java 11 is the first version with HttpClient and single-file programs. */
function skipReason() {
  const { stderr, error } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const major = Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
  return !error && major >= 11 ? false : 'Java 11 or newer is not installed';
}

for (const { database, start, skip } of databases) {
  describe(`Java's HttpClient on ${database}`, { skip: skip || skipReason() }, () => {
    test('works on one connection, and follows pages and changes', async () => {
      const server = await start();
      const [proxy, ofStream] = [await startProxy(server.base), await startProxy(server.base)];
      try {
        const { username, password } = await signUp(server.base);
        await run('java', ['JavaTrial.java', proxy.base, ofStream.base, username, password]);
        assert.equal(proxy.connections(), 1, 'all requests must use one connection');
      } finally {
        await proxy.stop();
        await ofStream.stop();
        await server.stop();
      }
    });
  });
}
