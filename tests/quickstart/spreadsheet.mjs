// spreadsheet.mjs URL: imports a CSV as spreadsheet programs in continental Europe save it: semicolons, a byte order
// mark, CRLF, column names that differ from those of the API, and an unknown column.
import { deepStrictEqual } from 'node:assert'

const [url] = process.argv.slice(2)
const api = `${url}/api/v1`
const PASSWORD = 'correct horse battery'
const username = `spreadsheet-${process.pid}`
const FILE = [
  '\uFEFFTitle;Due Date;Notes;Color',
  'Buy milk;2026-12-24;"Two liters; whole";red',
  'Pay the gärtner;;;',
  '',
].join('\r\n')

async function call(method, path, body, headers = {}) {
  const response = await fetch(`${api}${path}`, { method, body, headers })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return JSON.parse(text)
}

const json = { 'Content-Type': 'application/json' }
const account = JSON.stringify({ email: `${username}@example.org`, username, password: PASSWORD })
await call('POST', '/auth/register', account, json)
const { access_token: token } = await call('POST', '/auth/login', account, json)
const signedIn = { Authorization: `Bearer ${token}` }

const csv = { ...signedIn, 'Content-Type': 'text/csv' }
for (const query of ['?dry_run=true', '']) {
  const { created, ignored_columns: ignored } = await call('POST', `/tasks/import${query}`, FILE, csv)
  deepStrictEqual({ created, ignored }, { created: 2, ignored: ['Color'] }, query)
}
const tasks = await call('GET', '/tasks?sort=title', undefined, signedIn)
deepStrictEqual(
  tasks.map(({ title, due_date: due, description }) => ({ title, due, description })),
  [
    { title: 'Buy milk', due: '2026-12-24', description: 'Two liters; whole' },
    { title: 'Pay the gärtner', due: null, description: null },
  ],
)
console.log('imported 2 tasks with due dates and notes, and reported the unknown column')
