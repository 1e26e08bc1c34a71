// SPDX-License-Identifier: MIT
//
// Chromium's own developer tools, without a window: their front end is a page, whose modules are
// called through the debugging port. Each command prints one line of JSON.
//
//   node chromium.mjs import HAR…       what the network panel makes of each file: its requests with
//                                       their WebSocket messages, or why it refuses the file
//   node chromium.mjs record URL OUT    opens a WebSocket from a page on loopback, sends a text, a
//                                       binary and a large message, each after the echo of the one
//                                       before, closes, and saves the network panel's HAR as OUT;
//                                       prints what the page saw
//   node chromium.mjs playwright URL OUT  the same, saved by Playwright's `recordHar`
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';

const patience = 60_000;
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-dev-shm-usage'];
const frontEnd = 'devtools://devtools/bundled/devtools_app.html';

function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} in ${patience / 1000} s`)), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function startChromium(folder) {
  const child = spawn('chromium', [...flags, '--remote-debugging-port=0',
    '--remote-allow-origins=*', `--user-data-dir=${folder}`, 'about:blank'],
  { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  const address = new Promise((resolve, reject) => {
    child.stderr.on('data', (data) => {
      said += data;
      const found = /listening on ws:\/\/(\S+?)\//.exec(said);
      if (found) resolve(found[1]);
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`Chromium ended: ${said}`)));
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const stop = async () => {
    child.kill();
    await within(ended, 'end of Chromium');
  };
  return { address: await within(address, 'debugging port'), stop };
}

/** A page of Chromium, driven by the debugging protocol. */
class Page {
  static async open(address, url) {
    const target = await (await fetch(`http://${address}/json/new?about:blank`, { method: 'PUT' })).json();
    const page = new Page();
    page.id = target.id;
    page.socket = new WebSocket(target.webSocketDebuggerUrl, { maxPayload: 0 });
    page.waiting = new Map();
    await within(new Promise((resolve, reject) => page.socket.on('open', resolve).on('error', reject)),
      'debugging connection');
    page.socket.on('message', (text) => {
      const answer = JSON.parse(text);
      page.waiting.get(answer.id)?.(answer);
      page.waiting.delete(answer.id);
    });
    if (url) await page.go(url);
    return page;
  }

  async call(method, params = {}) {
    const id = (this.last = (this.last ?? 0) + 1);
    const answered = new Promise((resolve) => this.waiting.set(id, resolve));
    this.socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await within(answered, `answer to ${method}`);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  async go(url) {
    await this.call('Page.navigate', { url });
    const here = JSON.stringify(url.split('?')[0]);
    await this.until(`location.href.startsWith(${here}) && document.readyState === 'complete'`);
  }

  async until(expression) {
    for (const end = Date.now() + patience; Date.now() < end;) {
      // A page that is about to be another one can't be asked.
      if (await this.evaluate(expression).catch(() => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`never true: ${expression}`);
  }

  /** The value of an expression, or of the promise that it is. */
  async evaluate(expression) {
    const { result, exceptionDetails: fault } = await this.call('Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true });
    if (fault) throw new Error(fault.exception?.description ?? fault.text);
    return result.value;
  }
}

// Runs in the front end.
async function importHar(text) {
  const HAR = await import('./models/har/har.js');
  try {
    const { log } = new HAR.HARFormat.HARRoot(JSON.parse(text));
    return { requests: HAR.Importer.Importer.requestsFromHARLog(log).map((request) => ({
      url: request.url(), method: request.requestMethod, status: request.statusCode,
      type: request.resourceType().name(), start: request.issueTime(), end: request.endTime,
      frames: request.frames().map(({ type, time, opCode, mask, text: data }) => ({ type, time, opCode, mask, data })),
    })) };
  } catch (problem) {
    return { refused: String(problem) };
  }
}

// Runs in the front end, attached to the page with the WebSocket.
async function exportHar() {
  const HAR = await import('./models/har/har.js');
  const Logs = await import('./models/logs/logs.js');
  const requests = Logs.NetworkLog.NetworkLog.instance().requests();
  return JSON.stringify({ log: await HAR.Log.Log.build(requests, { sanitize: false }) });
}

// Runs in the front end.
async function isAttached() {
  const SDK = await import('./core/sdk/sdk.js');
  const target = SDK.TargetManager.TargetManager.instance().primaryPageTarget();
  return Boolean(target?.model(SDK.NetworkManager.NetworkManager));
}

// Runs in the front end: whether the WebSocket's end has come there.
async function hasClosed() {
  const Logs = await import('./models/logs/logs.js');
  return Logs.NetworkLog.NetworkLog.instance().requests().some((one) =>
    one.resourceType().name() === 'websocket' && one.finished);
}

// Runs in the page: the conversation, and what the page saw of it.
function converse(url) {
  const large = 'x'.repeat(100_000);
  const messages = ['h\u00e9llo \u2603', Uint8Array.from([0, 255, 1, 128]), large];
  const plain = (data) => (typeof data === 'string' ? { text: data } : { base64: btoa(String.fromCharCode(...new Uint8Array(data))) });
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    const seen = [];
    let next = 0;
    const goOn = () => {
      if (next === messages.length) return socket.close(4001, 'done');
      seen.push({ type: 'send', ...plain(messages[next]) });
      socket.send(messages[next]);
      next += 1;
    };
    socket.onopen = goOn;
    socket.onmessage = ({ data }) => {
      seen.push({ type: 'receive', ...plain(data) });
      goOn();
    };
    socket.onclose = ({ code, reason, wasClean }) => resolve({ seen, code, reason, wasClean });
  });
}

const called = (routine, ...words) => `(${routine})(${words.map((word) => JSON.stringify(word)).join()})`;

async function servePage() {
  const server = createServer((_, answer) => answer.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>page</title>'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}/` };
}

async function withChromium(use) {
  const folder = mkdtempSync(join(tmpdir(), 'ajar-chromium-'));
  try {
    const chromium = await startChromium(folder);
    try {
      return await use(chromium.address);
    } finally {
      await chromium.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  }
}

const commands = {
  import: (...files) => withChromium(async (address) => {
    const panel = await Page.open(address, frontEnd);
    const found = [];
    for (const file of files) found.push(await panel.evaluate(called(importHar, readFileSync(file, 'utf8'))));
    return found;
  }),

  record: (url, out) => withChromium(async (address) => {
    const { server, url: home } = await servePage();
    const page = await Page.open(address, home);
    const panel = await Page.open(address, `${frontEnd}?ws=${address}/devtools/page/${page.id}`);
    await panel.until(called(isAttached));
    const seen = await page.evaluate(called(converse, url));
    await panel.until(called(hasClosed));
    writeFileSync(out, await panel.evaluate(called(exportHar)));
    server.close();
    return seen;
  }),

  async playwright(url, out) {
    const { chromium } = await import('playwright-core');
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags, timeout: patience });
    const { server, url: home } = await servePage();
    try {
      const context = await browser.newContext({ recordHar: { path: out, content: 'embed' } });
      const page = await context.newPage();
      await page.goto(home);
      const seen = await page.evaluate(called(converse, url));
      await context.close();
      return seen;
    } finally {
      await browser.close();
      server.close();
    }
  },
};

const [command, ...words] = process.argv.slice(2);
if (!Object.hasOwn(commands, command)) throw new Error(`unknown command ${command}`);
process.stdout.write(`${JSON.stringify(await commands[command](...words))}\n`, () => process.exit(0));
