import type { Cause } from '@marketplace/kernel';
import { on, type Listening } from '@marketplace/platform';
import { subjectOf, type Envelope, type EventContract } from '@marketplace/schema';
import type { ReadModel } from '../../application/read-model';

/** Who is told of events as they come. What it learns goes into every version that is kept. */
export type Hearer = {
  readonly contracts: readonly EventContract[];
  readonly learn: (event: Envelope, cause: Cause) => Promise<void>;
};

/** A model of which every row is visible as soon as it is written. */
export const hearing = ({ contracts, apply }: ReadModel): Hearer => ({ contracts, learn: (event, cause) => apply([event], 'kept', cause) });

/** Of several units for one message only the last may note it; what was written before a crash is written again, which changes nothing. */
const early = ({ inbox: _inbox, ...cause }: Cause): Cause => cause;

/** Each event once, for all who want it. */
export const subscriptions = (hearers: readonly Hearer[]): readonly Listening[] => {
  const contracts = new Map(hearers.flatMap((hearer) => hearer.contracts.map((contract) => [subjectOf(contract), contract] as const)));
  return [...contracts].map(([subject, contract]) => {
    const wanting = hearers.filter((hearer) => hearer.contracts.some((each) => subjectOf(each) === subject));
    return on(contract, async (event, cause) => {
      for (const hearer of wanting) await hearer.learn(event, hearer === wanting.at(-1) ? cause : early(cause));
    });
  });
};
