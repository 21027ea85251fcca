// Runs the real program as a child process, in its own directory and with a minimal environment.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const program = process.env.TASKLANE_BIN;
// A generous upper bound.
const patienceMs = 240_000;

/** Starts a server and waits until it is ready. `settings` are environment variables. */
export async function startServer(settings) {
  assert.ok(program, 'TASKLANE_BIN must be set: run scripts/test-clients.sh');
  const directory = await mkdtemp(join(tmpdir(), 'tasklane-clients-'));
  const env = {
    PATH: process.env.PATH,
    BIND_ADDR: '127.0.0.1:0',
    LOG_FORMAT: 'json',
    BCRYPT_COST: '10',
    RATE_LIMIT_ENABLED: 'false',
    ...settings,
  };
  const child = spawn(program, [], { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => { written[stream] += text; });
  }
  const stop = async () => {
    child.kill('SIGTERM');
    const [code] = await exited;
    await rm(directory, { recursive: true });
    assert.deepEqual({ code, stderr: written.stderr }, { code: 0, stderr: '' });
  };
  try {
    const base = await waitForAddress(child, written);
    await waitUntilReady(base);
    return { base, stop };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

async function waitForAddress(child, written) {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const match = /"serving the API","url":"(http:\/\/[^/"]+)/.exec(written.stdout);
    if (match) return match[1];
    assert.equal(child.exitCode, null, written.stderr);
    assert.ok(Date.now() < deadline, `the server must log its address: ${written.stdout}`);
    await pause(20);
  }
}

async function waitUntilReady(base) {
  const deadline = Date.now() + patienceMs;
  while ((await fetch(`${base}/health/ready`)).status !== 200) {
    assert.ok(Date.now() < deadline, 'the server must become ready in time');
    await pause(20);
  }
}
