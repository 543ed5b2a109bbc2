/** Text on one line: what a tool says on several lines becomes one sentence after the other. */
export const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').trim();

export type FailureDetails = {
  readonly cause?: unknown;
  /** For the log, not for the terminal: what the server said last. */
  readonly details?: string;
};

/** An expected failure of a start. The message is one line that says what is wrong and what to do. */
export class StartFailure extends Error {
  readonly details: string;

  constructor(message: string, { cause, details = '' }: FailureDetails = {}) {
    super(oneLine(message), { cause });
    this.name = 'StartFailure';
    this.details = details;
  }
}

/** Whether a start failed because another program listens on the port: our own listen, or what a server says in its log. */
export const isAddressInUse = (fault: unknown): boolean => {
  if (typeof fault !== 'object' || fault === null) return false;
  const { code, details, cause } = fault as { readonly code?: unknown; readonly details?: unknown; readonly cause?: unknown };
  if (code === 'EADDRINUSE') return true;
  return (typeof details === 'string' && /EADDRINUSE|address already in use/i.test(details)) || isAddressInUse(cause);
};
