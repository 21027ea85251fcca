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
  const nodes = await citusNodes();
  const urls = nodes.length ? nodes.map(urlOf) : [postgres];
  for (const url of urls) await run(url, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = inDatabase(postgres, name);
  const dropDatabase = async () => {
    for (const url of urls) await run(url, `DROP DATABASE ${name} WITH (FORCE)`);
  };
  try {
    await registerNodes(name, nodes);
    const settings = { DATABASE_URL: url, SECRET_KEY: randomBytes(32).toString('base64') };
    const server = await startServer(settings);
    return { ...server, stop: () => server.stop().finally(dropDatabase) };
  } catch (error) {
    await dropDatabase();
    throw error;
  }
}

// Registers the nodes of a Citus cluster in the new database. The first node is the coordinator.
async function registerNodes(name, nodes) {
  for (const node of nodes) await run(inDatabase(urlOf(node), name), 'CREATE EXTENSION citus');
  for (const [index, { nodename, nodeport }] of nodes.entries()) {
    const register = index === 0 ? 'citus_set_coordinator_host' : 'citus_add_node';
    await run(inDatabase(urlOf(nodes[0]), name), `SELECT ${register}($1, $2)`, [nodename, nodeport]);
  }
}

async function citusNodes() {
  const [{ has_citus }] = await run(postgres, "SELECT to_regclass('pg_dist_node') IS NOT NULL AS has_citus");
  return has_citus ? run(postgres, 'SELECT nodename, nodeport FROM pg_dist_node ORDER BY groupid') : [];
}

function urlOf({ nodename, nodeport }) {
  const url = new URL(postgres);
  [url.hostname, url.port] = [nodename, nodeport];
  return url.href;
}

function inDatabase(server, name) {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function run(url, statement, values) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement, values)).rows;
  } finally {
    await client.end();
  }
}

export const databases = [
  { database: 'SQLite', start: onSqlite, skip: false },
  { database: 'PostgreSQL', start: onPostgres, skip: postgres ? false : 'TEST_DATABASE_URL is not set' },
];
