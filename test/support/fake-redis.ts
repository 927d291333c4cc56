import type { Socket } from 'node:net';
import { startTcpUpstream } from './tls-upstream';

/** The reaction to a command: the bytes to send, or undefined to send nothing. */
export type OnCommand = (command: readonly string[], socket: Socket) => string | undefined;

/** A server that speaks the protocol of Redis, but reacts as the test wants. */
export interface FakeRedis {
  readonly url: string;
  /** The commands received, apart from those that the client library sends when it connects. */
  readonly commands: string[][];
  /** Replaces the reaction to commands. Until then, they are answered as by an empty Redis. */
  react(onCommand: OnCommand): void;
}

/** Returns the replies of a Redis that is in order: limits are counted as the first request, and every key is missing but readable. */
export const inOrder: OnCommand = ([name]) => {
  if (name === 'PING') return '+PONG\r\n';
  if (name === 'EVAL' || name === 'EVALSHA') return '*2\r\n:1\r\n:60000\r\n';
  return name === 'GET' ? '$3\r\nkey\r\n' : '+OK\r\n';
};

/** Starts such a server on 127.0.0.1. */
export async function startFakeRedis(): Promise<FakeRedis> {
  const commands: string[][] = [];
  let onCommand = inOrder;
  const port = await startTcpUpstream((socket) => {
    let buffered = '';
    socket.on('data', (chunk) => {
      buffered += chunk.toString('latin1');
      for (let next = takeCommand(buffered); next; next = takeCommand(buffered)) {
        buffered = next.rest;
        const isSetup = ['HELLO', 'CLIENT', 'SELECT', 'AUTH'].includes(next.command[0]?.toUpperCase() ?? '');
        if (!isSetup) commands.push(next.command);
        const reply = isSetup ? inOrder(next.command, socket) : onCommand(next.command, socket);
        if (reply !== undefined && socket.writable) socket.write(reply, 'latin1');
      }
    });
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    commands,
    react: (next) => {
      onCommand = next;
    },
  };
}

/** Reads a command, an array of bulk strings, from the start of a text. */
function takeCommand(text: string): { command: string[]; rest: string } | undefined {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (!head) return undefined;
  let at = head[0].length;
  const command: string[] = [];
  for (let part = 0; part < Number(head[1]); part++) {
    const length = /^\$(\d+)\r\n/.exec(text.slice(at, at + 20));
    if (!length) return undefined;
    const start = at + length[0].length;
    at = start + Number(length[1]) + 2;
    if (text.length < at) return undefined;
    command.push(text.slice(start, at - 2));
  }
  return { command, rest: text.slice(at) };
}
