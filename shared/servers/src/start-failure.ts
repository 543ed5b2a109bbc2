/** Joins the lines of a text to one line. */
export const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').trim();

export type FailureDetails = {
  readonly cause?: unknown;
  /** The last output of the server, for the log only. */
  readonly details?: string;
};

/** An expected failure of a start. The message is one line with the problem and the remedy. */
export class StartFailure extends Error {
  readonly details: string;

  constructor(message: string, { cause, details = '' }: FailureDetails = {}) {
    super(oneLine(message), { cause });
    this.name = 'StartFailure';
    this.details = details;
  }
}

/** True when a start failed because the port is in use, by the error of `listen` or by the server's log. */
export const isAddressInUse = (fault: unknown): boolean => {
  if (typeof fault !== 'object' || fault === null) return false;
  const { code, details, cause } = fault as { readonly code?: unknown; readonly details?: unknown; readonly cause?: unknown };
  if (code === 'EADDRINUSE') return true;
  return (typeof details === 'string' && /EADDRINUSE|address already in use/i.test(details)) || isAddressInUse(cause);
};
