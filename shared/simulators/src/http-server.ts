import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type HttpRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type HttpAnswer = { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string };

/** An answer, or one of the two ways a network loses it: silence, or a connection that breaks. */
export type Reply = HttpAnswer | 'silence' | 'break';

export type HttpServer = { readonly url: string; readonly close: () => Promise<void> };

const usualLargestBody = 1_000_000;

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: `${JSON.stringify(body, undefined, 2)}\n`,
});

export const html = (status: number, body: string): HttpAnswer => ({
  status,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: `<!doctype html>\n${body}\n`,
});

/** The one value of a header, or undefined. */
export const headerOf = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value[0] : value;
};

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

const readBody = async (request: IncomingMessage, largestBody: number): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const bytes of request as AsyncIterable<Buffer>) {
    size += bytes.length;
    if (size > largestBody) throw new RangeError('the request body is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const toRequest = async (request: IncomingMessage, largestBody: number): Promise<HttpRequest> => {
  const target = new URL(request.url ?? '/', 'http://loopback');
  return {
    method: request.method ?? 'GET',
    path: target.pathname,
    query: target.searchParams,
    headers: request.headers,
    body: await readBody(request, largestBody),
  };
};

const send = (response: ServerResponse, reply: Reply): void => {
  if (reply === 'silence') return;
  if (reply === 'break') {
    response.destroy();
    return;
  }
  response.writeHead(reply.status, { ...reply.headers, 'Content-Length': Buffer.byteLength(reply.body) });
  response.end(reply.body);
};

/** Serves on loopback only; port 0 takes a free one. `close` also breaks the connections that are still held. */
export const serve = async (
  port: number,
  handle: (request: HttpRequest) => Promise<Reply>,
  largestBody = usualLargestBody,
): Promise<HttpServer> => {
  const server = createServer((request, response) => {
    toRequest(request, largestBody)
      .then(handle)
      .catch((fault: unknown): Reply => ({ status: 500, body: `the simulator itself failed: ${String(fault)}\n` }))
      .then((reply) => send(response, reply))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
