// The databases for the client tests: SQLite, and PostgreSQL if TEST_DATABASE_URL names a server.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { startServer } from './server.mjs';

const postgres = process.env.TEST_DATABASE_URL;

async function onSqlite() {
  return startServer({});
}

async function onPostgres() {
  const name = `tasklane_clients_${randomBytes(8).toString('hex')}`;
  await atTheServer(`CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(postgres);
  url.pathname = `/${name}`;
  const dropDatabase = () => atTheServer(`DROP DATABASE ${name} WITH (FORCE)`);
  try {
    const settings = { DATABASE_URL: url.href, SECRET_KEY: randomBytes(32).toString('base64') };
    const server = await startServer(settings);
    return { ...server, stop: () => server.stop().finally(dropDatabase) };
  } catch (error) {
    await dropDatabase();
    throw error;
  }
}

async function atTheServer(statement) {
  const client = new pg.Client({ connectionString: postgres });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export const databases = [
  { database: 'SQLite', start: onSqlite, skip: false },
  { database: 'PostgreSQL', start: onPostgres, skip: postgres ? false : 'TEST_DATABASE_URL is not set' },
];
