// SPDX-License-Identifier: MIT
//
// A client on npm's ws that only counts messages: node ws_count.mjs URL. Prints how many came.
import WebSocket from 'ws';

const socket = new WebSocket(process.argv[2], { perMessageDeflate: false });
let count = 0;
socket.on('message', () => {
  count += 1;
});
socket.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
socket.on('close', () => console.log(count));
setTimeout(() => process.exit(3), 600_000).unref();
