import type { MoneyAnswer } from './demo-answers';
import type { GraphClient, UserError } from './graph-client';
import type { GraphStream } from './graph-stream';
import type { Narrator } from './narrator';

/** What every scene of the demo has: the buyer's client and socket, and who tells the story. */
export type Stage = { readonly client: GraphClient; readonly stream: GraphStream; readonly tell: Narrator };

export const refused = (what: string, userErrors: readonly UserError[]): Error =>
  new Error(`${what} was refused: ${userErrors.map(({ code, message }) => `${code}: ${message}`).join(' ')}`);

export const priceOf = ({ amount, currency }: MoneyAnswer): string => `${amount} ${currency}`;
