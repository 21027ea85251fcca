// The published v1 client with its quirks. Only the recording of `responses` is added for the tests.
import axios from 'axios';

export const ORIGIN = 'http://localhost:5173';
// Browsers send this header.
const headers = { Origin: ORIGIN };

export class V1Client {
  accessToken = null;
  refreshToken = null;
  // All responses, including responses to retries and refreshes.
  responses = [];

  constructor(base) {
    this.api = axios.create({ baseURL: `${base}/api/v1`, headers });
    this.plain = axios.create({ baseURL: `${base}/api/v1`, headers });
    for (const instance of [this.api, this.plain]) {
      instance.interceptors.response.use(
        (response) => { this.responses.push(response); return response; },
        (error) => { this.responses.push(error.response); throw error; },
      );
    }
    this.api.interceptors.request.use((request) => {
      if (this.accessToken) request.headers.Authorization = `Bearer ${this.accessToken}`;
      return request;
    });
    this.api.interceptors.response.use((response) => response, (error) => this.retryOnce(error));
  }

  async retryOnce(error) {
    const request = error.config;
    if (error.response?.status !== 401 || request.isRetry || !this.refreshToken) throw error;
    request.isRetry = true;
    const response = await this.plain.post('/auth/refresh', { refresh_token: this.refreshToken });
    // The client ignores the new refresh token. It presents the refresh token from login as long as it runs.
    this.accessToken = response.data.access_token;
    return this.api(request);
  }

  async register(account) {
    return (await this.api.post('/auth/register', account)).data;
  }

  async logIn(username, password) {
    const form = new URLSearchParams({ username, password });
    const { data } = await this.api.post('/auth/login', form);
    this.accessToken = data.access_token;
    this.refreshToken = data.refresh_token;
  }

  async logOut() {
    await this.api.post('/auth/logout');
  }

  async me() {
    return (await this.api.get('/auth/me')).data;
  }

  async list(params) {
    return (await this.api.get('/tasks', { params })).data;
  }

  async create(task) {
    return (await this.api.post('/tasks', task)).data;
  }

  async read(id) {
    return (await this.api.get(`/tasks/${id}`)).data;
  }

  async edit(id, patch) {
    return (await this.api.put(`/tasks/${id}`, patch)).data;
  }

  async remove(id) {
    await this.api.delete(`/tasks/${id}`);
  }
}

/** Waits for a request to fail, and returns its status and the message that the client shows. */
export async function failureOf(request) {
  const error = await request.then(() => null, (failed) => failed);
  if (!error?.response) throw error ?? new Error('the request should have failed');
  return [error.response.status, error.response.data.detail];
}
