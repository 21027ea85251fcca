import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    url: string
    secretKey: string
  }
}

/** Starts the program with the embedded web app on an empty database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const secretKey = randomBytes(32).toString('base64url')
  const server = await startServer({ SECRET_KEY: secretKey })
  project.provide('url', `http://localhost:${server.port}`)
  project.provide('secretKey', secretKey)
  return () => server.stop()
}

export interface RunningServer {
  port: number
  stop: () => Promise<void>
}

export async function startServer(settings: Record<string, string>, port?: number): Promise<RunningServer> {
  const program = process.env.TASKLANE_BIN
  if (!program) throw new Error('TASKLANE_BIN must name the program to test')
  const directory = await mkdtemp(join(tmpdir(), 'tasklane-web-'))
  port ??= await freePort()
  const environment = {
    PATH: process.env.PATH,
    BIND_ADDR: `127.0.0.1:${port}`,
    DATABASE_URL: `sqlite://${directory}/tasklane.db`,
    RATE_LIMIT_ENABLED: 'false',
    BCRYPT_COST: '10',
    LOG_LEVEL: 'warn',
    ...settings,
  }
  const server = spawn(program, ['serve'], {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  await untilReady(`http://127.0.0.1:${port}/health/ready`)
  const stop = async () => {
    server.kill('SIGTERM')
    await ended
    await rm(directory, { recursive: true })
  }
  return { port, stop }
}

export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + 120_000
  for (;;) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    if (Date.now() > deadline) throw new Error('The server did not become ready in time')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
