// A typical task API in Fastify and postgres.js: four routes, with token verification. It runs one process per processor.

import cluster from 'node:cluster'
import process from 'node:process'
import jwt from '@fastify/jwt'
import Fastify from 'fastify'
import postgres from 'postgres'

const { DATABASE_URL, SECRET_KEY, POOL_SIZE, PORT, WORKERS } = process.env
const PAGE = { type: 'object', properties: { limit: { type: 'integer', minimum: 1, maximum: 1000, default: 20 } } }
const REFERENCE = { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] }
const TITLE = { type: 'string', minLength: 1, maxLength: 255 }
const DESCRIPTION = { type: ['string', 'null'], maxLength: 10_000 }
const NEW_TASK = {
  type: 'object',
  required: ['title'],
  properties: {
    title: TITLE,
    description: { ...DESCRIPTION, default: null },
    due_date: { type: ['string', 'null'], format: 'date', default: null },
    priority: { type: 'string', default: 'none' },
    tags: { type: 'array', items: { type: 'string' }, default: [] },
  },
}
const PATCH = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: { title: TITLE, description: DESCRIPTION, status: { type: 'string' } },
}
const TIME = { type: ['string', 'null'], format: 'date-time' }
const TASK = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    title: { type: 'string' },
    description: { type: ['string', 'null'] },
    status: { type: 'string' },
    is_completed: { type: 'boolean' },
    owner_id: { type: 'integer' },
    created_at: TIME,
    updated_at: TIME,
    completed_at: TIME,
    due_date: { type: ['string', 'null'] },
    priority: { type: 'string' },
    tags: { type: 'array', items: { type: 'string' } },
    version: { type: 'integer' },
  },
}

async function serve() {
  const sql = postgres(DATABASE_URL, {
    max: Number(POOL_SIZE),
    types: {
      // Parse bigint ids as numbers.
      bigint: { to: 20, from: [20], parse: Number, serialize: String },
      // Leave dates as text, without time and zone.
      day: { to: 1082, from: [1082], parse: (day) => day, serialize: String },
    },
  })
  const columns = sql`id, owner_id, title, description, status, status = 'completed' AS is_completed, completed_at, due_date,
    priority, tags, version, created_at, updated_at`
  const app = Fastify({ logger: false })
  await app.register(jwt, {
    secret: SECRET_KEY,
    verify: { algorithms: ['HS256'], allowedIss: 'tasklane', allowedAud: 'tasklane' },
  })
  app.get('/health/ready', async () => ({ status: 'ok' }))

  await app.register(async (routes) => {
    routes.addHook('onRequest', (request) => request.jwtVerify())

    const listed = { querystring: PAGE, response: { 200: { type: 'array', items: TASK } } }
    routes.get('/tasks', { schema: listed }, async (request) => {
      return sql`SELECT ${columns} FROM peer.tasks WHERE owner_id = ${request.user.sub}
        ORDER BY created_at DESC, id DESC LIMIT ${request.query.limit}`
    })

    routes.get('/tasks/:id', { schema: { params: REFERENCE, response: { 200: TASK } } }, async (request, reply) => {
      const { id } = request.params
      const [task] = await sql`SELECT ${columns} FROM peer.tasks WHERE id = ${id} AND owner_id = ${request.user.sub}`
      return task ?? reply.callNotFound()
    })

    routes.post('/tasks', { schema: { body: NEW_TASK, response: { 201: TASK } } }, async (request, reply) => {
      const { title, description, due_date, priority, tags } = request.body
      const [task] = await sql`
        INSERT INTO peer.tasks (owner_id, title, description, status, due_date, priority, tags, version, created_at)
        VALUES (${request.user.sub}, ${title}, ${description}, 'pending', ${due_date}, ${priority}, ${tags}, 1, ${new Date()})
        RETURNING ${columns}`
      return reply.code(201).header('location', `/api/v1/tasks/${task.id}`).send(task)
    })

    const edited = { params: REFERENCE, body: PATCH, response: { 200: TASK } }
    routes.patch('/tasks/:id', { schema: edited }, async (request, reply) => {
      const { id } = request.params
      const [task] = await sql`
        UPDATE peer.tasks SET ${sql(request.body)}, version = version + 1, updated_at = ${new Date()}
        WHERE id = ${id} AND owner_id = ${request.user.sub} RETURNING ${columns}`
      return task ?? reply.callNotFound()
    })
  }, { prefix: '/api/v1' })

  await app.listen({ host: '127.0.0.1', port: Number(PORT) })
}

if (cluster.isPrimary) {
  for (let worker = 0; worker < Number(WORKERS); worker += 1) cluster.fork()
  const stop = () => {
    for (const worker of Object.values(cluster.workers)) worker.kill()
  }
  process.on('SIGTERM', stop)
} else {
  await serve()
}
