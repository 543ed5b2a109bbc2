import { headerOf, serve } from '../http-server';

export type Received = { readonly body: string; readonly signature: string };

export type Inbox = {
  readonly url: string;
  readonly received: Received[];
  /** Sets the status of the following responses. */
  readonly answer: (status: number) => void;
  readonly close: () => Promise<void>;
};

/** A webhook endpoint that stores all requests. */
export const openInbox = async (signatureHeader: string): Promise<Inbox> => {
  const received: Received[] = [];
  let status = 200;
  const server = await serve(0, ({ body, headers }) => {
    received.push({ body, signature: headerOf(headers, signatureHeader) ?? '' });
    return Promise.resolve({ status, body: '' });
  });
  return {
    url: server.url,
    received,
    answer: (next) => {
      status = next;
    },
    close: server.close,
  };
};

/** Waits until the probe is true. The timeout error includes the description. */
export const eventually = async (what: string, probe: () => boolean, withinMs = 60_000): Promise<void> => {
  const deadline = Date.now() + withinMs;
  while (!probe()) {
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
