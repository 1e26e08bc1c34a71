// SPDX-License-Identifier: MIT
//
// A client on npm's ws that sends random messages to an echo server and compares what comes back.
// Prints one line of JSON; ends with 0 if every message came back unchanged.
//
//   node random_client.mjs URL COUNT SEED LARGEST DEFLATE
//     DEFLATE: ws's perMessageDeflate options as JSON, or false
import WebSocket from 'ws';

const [url, countText, seedText, largestText, deflateText] = process.argv.slice(2);
const count = Number(countText);
const largest = Number(largestText);
const underWay = 32;
setTimeout(() => process.exit(3), 200_000).unref();

// mulberry32
let state = Number(seedText) >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return (t ^ (t >>> 14)) >>> 0;
}

function size() {
  const kind = random() % 1000;
  if (kind < 50) return kind === 0 ? largest : 0;
  return random() % ((kind < 800 ? 300 : kind < 990 ? 10_000 : largest) + 1);
}

function message() {
  const text = random() % 2 === 1;
  const bytes = Buffer.alloc(size());
  const kind = random() % 3;
  const phrase = '{"price": 12.5, "id": ';
  for (let i = 0; i < bytes.length; i += 1) {
    const value = kind === 0 ? 97 : kind === 1 ? phrase.charCodeAt(i % phrase.length) : random();
    bytes[i] = text ? 0x20 + (value & 0x3f) : value;
  }
  return { text, bytes };
}

const expected = [];
let sent = 0;
let same = 0;
let different = 0;
const socket = new WebSocket(url, { perMessageDeflate: JSON.parse(deflateText) });
function send() {
  for (; sent < count && expected.length < underWay; sent += 1) {
    const next = message();
    expected.push(next);
    socket.send(next.text ? next.bytes.toString() : next.bytes, { binary: !next.text });
  }
}
socket.on('open', send);
socket.on('message', (data, isBinary) => {
  const due = expected.shift();
  if (due && due.text !== isBinary && due.bytes.equals(data)) same += 1;
  else different += 1;
  if (same + different === count || different > 0) socket.close(1000);
  else send();
});
socket.on('error', (error) => process.stderr.write(`${error.message}\n`));
socket.on('close', (code) => {
  process.stdout.write(JSON.stringify({ same, different, code, extensions: socket.extensions }) + '\n');
  process.exitCode = same === count && different === 0 && code === 1000 ? 0 : 1;
});
