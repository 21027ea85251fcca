// A TCP proxy in front of the server. Tests can count its connections, and break them to simulate a network failure.
import net from 'node:net';
import { once } from 'node:events';

export async function startProxy(base) {
  const target = new URL(base);
  const sockets = new Set();
  let isUp = true;
  let connections = 0;
  const server = net.createServer((client) => {
    connections += 1;
    if (!isUp) {
      client.destroy();
      return;
    }
    const upstream = net.connect(Number(target.port), target.hostname);
    for (const [from, to] of [[client, upstream], [upstream, client]]) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => { sockets.delete(from); to.destroy(); });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = () => { for (const socket of sockets) socket.destroy(); };
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    connections: () => connections,
    /** Breaks all connections, and new ones until `restore` is called. */
    cut() {
      isUp = false;
      breakAll();
    },
    restore() { isUp = true; },
    async stop() {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
