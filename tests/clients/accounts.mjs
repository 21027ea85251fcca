// Creates users with `fetch`. The tests send all other requests with the library under test.
let users = 0;

const password = 'correct horse';

async function post(url, body, token) {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

/** Registers a user and logs in. Returns the credentials, the access token, and a function that creates tasks. */
export async function signUp(base) {
  const username = `trial${users += 1}`;
  const api = `${base}/api/v1`;
  await post(`${api}/auth/register`, { email: `${username}@example.org`, username, password });
  const { access_token: token } = await post(`${api}/auth/login`, { username, password });
  const create = (task) => post(`${api}/tasks`, typeof task === 'string' ? { title: task } : task, token);
  return { username, password, token, create };
}
