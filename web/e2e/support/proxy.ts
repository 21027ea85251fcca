import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const SHIPPED = join(import.meta.dirname, '../../../ops/nginx/tasklane.conf')

/** Starts nginx with the shipped configuration, adapted for a path as the comments of the file describe. */
export async function startNginx(port: number, server: number, path: string): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'tasklane-nginx-'))
  const [certificate, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')]
  await createCertificate(certificate, key)
  const shipped = await readFile(SHIPPED, 'utf8')
  await writeFile(
    join(directory, 'tasklane.conf'),
    adaptConfiguration(shipped, { port, server, path, certificate, key, directory }),
  )
  await writeFile(join(directory, 'nginx.conf'), mainConfiguration(directory))
  const nginx = spawn(process.env.NGINX_PROGRAM ?? '/usr/sbin/nginx', ['-c', join(directory, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise((resolve) => nginx.once('exit', resolve))
  await untilListening(port)
  return async () => {
    nginx.kill('SIGTERM')
    await ended
    await rm(directory, { recursive: true })
  }
}

interface Values {
  port: number
  server: number
  path: string
  certificate: string
  key: string
  directory: string
}

function adaptConfiguration(shipped: string, values: Values): string {
  const pairs: [string, string][] = [
    ['server 127.0.0.1:8000;', `server 127.0.0.1:${values.server};`],
    ['listen 80;', `listen unix:${values.directory}/plain.sock;`],
    ['    listen [::]:80;\n', ''],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${values.port} ssl http2;`],
    ['    listen [::]:443 ssl http2;\n', ''],
    ['/etc/letsencrypt/live/tasks.example.org/fullchain.pem', values.certificate],
    ['/etc/letsencrypt/live/tasks.example.org/privkey.pem', values.key],
    ['server_name tasks.example.org', 'server_name localhost'],
    [
      '\n    location / {\n        proxy_pass http://tasklane;',
      `\n    location ${values.path}/ {\n        proxy_pass http://tasklane/;`,
    ],
  ]
  return pairs.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The configuration has no ${from}`)
    return text.replaceAll(from, to)
  }, shipped)
}

function mainConfiguration(directory: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `daemon off;
master_process off;
pid ${directory}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${directory}/${name};`).join('\n  ')}
  include ${directory}/tasklane.conf;
}
`
}

async function createCertificate(certificate: string, key: string): Promise<void> {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  await promisify(execFile)('openssl', [
    'req',
    '-x509',
    ...curve,
    ...name,
    '-keyout',
    key,
    '-out',
    certificate,
  ])
}

async function untilListening(port: number): Promise<void> {
  const deadline = Date.now() + 120_000
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => {
        resolve(false)
      })
    })
    if (isOpen) return
    if (Date.now() > deadline) throw new Error('nginx did not accept connections in time')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
