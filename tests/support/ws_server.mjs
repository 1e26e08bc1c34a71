// SPDX-License-Identifier: MIT
//
// A WebSocket server on npm's ws for interop tests. It prints "listening PORT", then what ws's API
// reports as JSON Lines; each line carries the `case` of the request's query. It ends on SIGTERM, at
// the end of its standard input, and after --life seconds.
//
//   node ws_server.mjs [--tls CERT KEY] [--close-timeout MS] [--deflate] [--subprotocol P]… [--life S]
//                      [--tls-options JSON] [--unix PATH]
//
// --tls-options are Node's own for tls.createServer(); "ca" names a file. --unix listens on a Unix
// socket, whose port is said to be 0.
//
// The path of the request chooses what it does once the connection is open:
//   /echo                          sends every message back; /mirror: the same without reports
//   /fragments/N                   as /echo, each message in N fragments
//   /subprotocol                   as /echo; chooses the first offered one that --subprotocol names
//   /close/CODE/REASON             close(CODE, REASON); /empty-close: close()
//   /close-after/MS/CODE/REASON    the same, later
//   /fin  /rst                     ends TCP below ws, without a Close frame
//   /ticks/N/MS[/M]                once M messages have come, N text messages, one each MS, then
//                                  close(1000, "done")
//   /ping                          a Ping "are you there"; close(1000, "alive") once its Pong has come
//   /refuse/STATUS                 no WebSocket: an HTTP response with headers and a body
//   /redirect/STATUS/LOCATION      no WebSocket: a redirection to there
//   /chain/N                       N redirections, one after the other, to /echo in the end
import { createServer, STATUS_CODES } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { WebSocketServer } from 'ws';

function readOptions(words) {
  const options = { life: 120, closeTimeout: undefined, deflate: false, subprotocols: [], tls: null };
  options.tlsOptions = {};
  while (words.length > 0) {
    const word = words.shift();
    if (word === '--tls') options.tls = { cert: words.shift(), key: words.shift() };
    else if (word === '--tls-options') options.tlsOptions = JSON.parse(words.shift());
    else if (word === '--unix') options.unix = words.shift();
    else if (word === '--close-timeout') options.closeTimeout = Number(words.shift());
    else if (word === '--deflate') options.deflate = true;
    else if (word === '--subprotocol') options.subprotocols.push(words.shift());
    else if (word === '--life') options.life = Number(words.shift());
    else throw new Error(`unknown option ${word}`);
  }
  return options;
}

const options = readOptions(process.argv.slice(2));
setTimeout(() => process.exit(3), options.life * 1000).unref();
process.on('SIGTERM', () => process.exit(0));
process.stdin.on('end', () => process.exit(0)).resume();

function report(request, event, details = {}) {
  const url = new URL(request.url, 'http://localhost');
  const line = { event, case: url.searchParams.get('case'), path: url.pathname, ...details };
  process.stdout.write(JSON.stringify(line) + '\n');
}

function steps(request) {
  const { pathname } = new URL(request.url, 'http://localhost');
  return pathname.split('/').slice(1).map(decodeURIComponent);
}

const behaviours = {
  echo(socket) {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  },
  mirror: (socket) => behaviours.echo(socket),
  fragments(socket, count) {
    socket.on('message', (data, isBinary) => {
      const size = Math.ceil(data.length / count);
      for (let i = 0; i < count; i += 1) {
        const part = data.subarray(i * size, (i + 1) * size);
        socket.send(part, { binary: isBinary, fin: i === count - 1 });
      }
    });
  },
  subprotocol: (socket) => behaviours.echo(socket),
  close(socket, code, reason) {
    socket.close(Number(code), reason);
  },
  'empty-close': (socket) => socket.close(),
  'close-after'(socket, milliseconds, code, reason) {
    setTimeout(() => socket.close(Number(code), reason), Number(milliseconds));
  },
  fin: (socket) => socket._socket.end(),
  rst: (socket) => tcpSocketBelow(socket).resetAndDestroy(),
  ticks(socket, count, milliseconds, messages = 0) {
    if (messages > 0) {
      socket.once('message', () => behaviours.ticks(socket, count, milliseconds, messages - 1));
      return;
    }
    let sent = 0;
    const timer = setInterval(() => {
      if (sent < Number(count)) {
        sent += 1;
        socket.send(`tick ${sent}`);
        return;
      }
      clearInterval(timer);
      socket.close(1000, 'done');
    }, Number(milliseconds));
    socket.on('close', () => clearInterval(timer));
  },
  ping(socket) {
    socket.on('pong', () => socket.close(1000, 'alive'));
    socket.ping('are you there');
  },
};

// A TLSSocket refuses resetAndDestroy() before Node 20 or so; the TCP socket that it wraps does not.
function tcpSocketBelow(socket) {
  return socket._socket._parent ?? socket._socket;
}

function refuse(request, socket, status) {
  const body = `this is the body of a ${status}\n`;
  const extra = { 401: 'WWW-Authenticate: Basic realm="ajar"\r\n', 301: 'Location: /elsewhere\r\n' };
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${extra[status] ?? ''}X-Peer: ws\r\n` +
      `Content-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
  report(request, 'refused', { status: Number(status), headers: request.headers });
}

function redirect(request, socket, status, location) {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nLocation: ${location}\r\n` +
      'Content-Length: 0\r\nConnection: close\r\n\r\n',
  );
  report(request, 'redirected', { location, headers: request.headers });
}

// What the redirection is to, with the request's case, so that all its reports are found.
function goOn(request, left) {
  const { search } = new URL(request.url, 'http://localhost');
  return (left > 0 ? `/chain/${left}` : '/echo') + search;
}

function reportTls(request) {
  const { socket } = request;
  if (!socket.encrypted) return;
  report(request, 'tls', {
    protocol: socket.getProtocol(),
    sni: socket.servername || null,
    alpn: socket.alpnProtocol,
    client: socket.getPeerCertificate().subject?.CN ?? null,
  });
}

const webSockets = new WebSocketServer({
  noServer: true,
  perMessageDeflate: options.deflate && { threshold: 0 },
  ...(options.closeTimeout === undefined ? {} : { closeTimeout: options.closeTimeout }),
  handleProtocols(offered) {
    return options.subprotocols.find((name) => offered.has(name)) ?? false;
  },
});

const agreedExtensions = new WeakMap();
webSockets.on('headers', (headers, request) => {
  const line = headers.find((header) => header.startsWith('Sec-WebSocket-Extensions: ')) ?? ': ';
  agreedExtensions.set(request, line.slice(line.indexOf(': ') + 2));
});

function serve(socket, request) {
  const [name, ...words] = steps(request);
  const extensions = agreedExtensions.get(request);
  report(request, 'open', { headers: request.headers, subprotocol: socket.protocol, extensions });
  if (name !== 'mirror') {
    socket.on('message', (data, isBinary) =>
      report(request, 'message', isBinary ? { base64: data.toString('base64') } : { text: data.toString() }),
    );
  }
  socket.on('ping', (data) => report(request, 'ping', { text: data.toString() }));
  socket.on('pong', (data) => report(request, 'pong', { text: data.toString() }));
  socket.on('error', (error) => report(request, 'error', { text: error.message }));
  socket.on('close', (code, reason) => report(request, 'close', { code, reason: reason.toString() }));
  behaviours[name](socket, ...words);
}

const server = options.tls
  ? createTlsServer({
      cert: readFileSync(options.tls.cert),
      key: readFileSync(options.tls.key),
      ...options.tlsOptions,
      ...(options.tlsOptions.ca ? { ca: readFileSync(options.tlsOptions.ca) } : {}),
    })
  : createServer();

server.on('keylog', (line) => process.stdout.write(JSON.stringify({ event: 'keylog', line: line.toString() }) + '\n'));
server.on('upgrade', (request, socket, head) => {
  socket.on('error', () => {}); // ws reports it once the connection is open
  reportTls(request);
  const [name, ...words] = steps(request);
  if (name === 'refuse') refuse(request, socket, words[0]);
  else if (name === 'redirect') redirect(request, socket, ...words);
  else if (name === 'chain') redirect(request, socket, 302, goOn(request, Number(words[0]) - 1));
  else if (Object.hasOwn(behaviours, name))
    webSockets.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, request));
  else refuse(request, socket, 404);
});
const listening = () => process.stdout.write(`listening ${server.address().port ?? 0}\n`);
if (options.unix) server.listen(options.unix, listening);
else server.listen(0, '127.0.0.1', listening);
