// Runs a test program that is written in another language. Its exit code reports failure.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export async function run(program, args) {
  const child = spawn(program, args, { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'pipe'] });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => { written += text; });
  }
  const [code] = await once(child, 'close');
  assert.equal(code, 0, written);
  // The program prints this line after its last step.
  assert.match(written, /all steps done/, written);
}
