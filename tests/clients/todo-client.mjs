// The published todo client. Its paths contain the user's id, and a task has only the flag `completed` as its status.
import axios from 'axios';

export class TodoClient {
  userId = null;

  constructor(base) {
    this.api = axios.create({ baseURL: `${base}/api`, headers: { Origin: 'http://localhost:3000' } });
  }

  async register(account) {
    const { data } = await this.api.post('/auth/register', account);
    this.userId = data.id;
    return data;
  }

  async logIn(email, password) {
    const { data } = await this.api.post('/auth/login', { email, password });
    this.api.defaults.headers.common.Authorization = `Bearer ${data.access_token}`;
    return data;
  }

  tasks() {
    return `/${this.userId}/tasks`;
  }

  async list() {
    return (await this.api.get(this.tasks())).data;
  }

  async create(task) {
    return (await this.api.post(this.tasks(), task)).data;
  }

  async read(id) {
    return (await this.api.get(`${this.tasks()}/${id}`)).data;
  }

  async edit(id, patch) {
    return (await this.api.put(`${this.tasks()}/${id}`, patch)).data;
  }

  async remove(id) {
    await this.api.delete(`${this.tasks()}/${id}`);
  }

  async toggle(id) {
    return (await this.api.patch(`${this.tasks()}/${id}/complete`)).data;
  }
}
