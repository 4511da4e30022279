/* A Chromium without a window, driven by the DevTools protocol. Its port is its own choice. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { until } from '../test/until.js';

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // What else begins after five minutes: timers of a hidden page run once a minute.
  '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/5',
  '--remote-debugging-port=0',
];

interface Answer {
  id?: number;
  result?: { result?: { value?: unknown }; exceptionDetails?: unknown };
  error?: unknown;
}

/** One tab of it. */
export class Tab {
  private commands = 0;
  private readonly waiting = new Map<number, (answer: Answer) => void>();

  private constructor(
    readonly id: string,
    private readonly socket: WebSocket,
  ) {
    socket.on('message', (data: Buffer) => {
      const answer = JSON.parse(data.toString()) as Answer;
      this.waiting.get(answer.id ?? 0)?.(answer);
    });
  }

  static async open(door: string, url: string): Promise<Tab> {
    const made = await fetch(`${door}/json/new?${encodeURIComponent(url)}`, { method: 'PUT' });
    const { id, webSocketDebuggerUrl } = (await made.json()) as { id: string; webSocketDebuggerUrl: string };
    const socket = new WebSocket(webSocketDebuggerUrl);
    await new Promise((open, failed) => socket.once('open', open).once('error', failed));
    return new Tab(id, socket);
  }

  async command(method: string, params: object = {}): Promise<Answer> {
    const id = ++this.commands;
    const answered = new Promise<Answer>((answer) => this.waiting.set(id, answer));
    this.socket.send(JSON.stringify({ id, method, params }));
    const answer = await answered;
    if (answer.error ?? answer.result?.exceptionDetails) {
      throw new Error(`${method} failed: ${JSON.stringify(answer)}`);
    }
    return answer;
  }

  /** The value of an expression in the page, its promise kept. */
  async value<T>(expression: string): Promise<T> {
    const params = { expression, awaitPromise: true, returnByValue: true };
    return (await this.command('Runtime.evaluate', params)).result?.result?.value as T;
  }

  close(): void {
    this.socket.terminate();
  }
}

export class Chromium {
  private constructor(
    private readonly process: ChildProcess,
    private readonly profile: string,
    private readonly door: string,
  ) {}

  static async start(): Promise<Chromium> {
    const profile = mkdtempSync(join(tmpdir(), 'heartwire-chromium'));
    const process = spawn('chromium', [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], { stdio: 'ignore', detached: true });
    const portFile = join(profile, 'DevToolsActivePort');
    await until("Chromium's port", () => existsSync(portFile) && readFileSync(portFile, 'utf8').length > 0, 30_000);
    return new Chromium(process, profile, `http://127.0.0.1:${readFileSync(portFile, 'utf8').split('\n')[0]}`);
  }

  tab(url: string): Promise<Tab> {
    return Tab.open(this.door, url);
  }

  /** Brings a tab to the front, which hides the others. */
  async show(tab: Tab): Promise<void> {
    await fetch(`${this.door}/json/activate/${tab.id}`);
  }

  async close(): Promise<void> {
    const ended = new Promise((exit) => this.process.once('exit', exit));
    // With its children: it leads a group of its own.
    process.kill(-this.process.pid!, 'SIGKILL');
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
