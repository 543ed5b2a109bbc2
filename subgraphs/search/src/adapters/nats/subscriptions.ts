import type { Cause } from '@marketplace/kernel';
import { on, type Listening } from '@marketplace/platform';
import { subjectOf, type DataOf, type Envelope, type EventContract } from '@marketplace/schema';
import type { EventReader, ReadModel } from '../../application/read-model';

/** What an event of a contract says. Its data was checked against the contract before. */
export type Reading<News> = { readonly contract: EventContract; readonly read: (event: Envelope) => readonly News[] };

export const reading = <Contract extends EventContract, News>(
  contract: Contract,
  read: (data: DataOf<Contract>, event: Omit<Envelope, 'data'>) => readonly News[],
): Reading<News> => ({ contract, read: ({ data, ...event }) => read(data as DataOf<Contract>, event) });

const nameOf = ({ context, type, version }: Pick<Envelope, 'context' | 'type' | 'version'>): string => `${context}.${type}.v${version}`;

export const eventReader = <News>(readings: readonly Reading<News>[]): EventReader<News> => {
  const byName = new Map(readings.map((each) => [nameOf(each.contract), each]));
  return {
    contracts: readings.map(({ contract }) => contract),
    read: (event) => byName.get(nameOf(event))?.read(event) ?? [],
  };
};

/** Of several units for one message only the last may note it; what was written before a crash is written again, which changes nothing. */
const early = ({ inbox: _inbox, ...cause }: Cause): Cause => cause;

/** Each event once, for all models that are made of it. It goes into every version that is kept. */
export const subscriptions = (models: readonly Pick<ReadModel, 'contracts' | 'apply'>[]): readonly Listening[] => {
  const contracts = new Map(models.flatMap((model) => model.contracts.map((contract) => [subjectOf(contract), contract] as const)));
  return [...contracts].map(([subject, contract]) => {
    const wanting = models.filter((model) => model.contracts.some((each) => subjectOf(each) === subject));
    return on(contract, async (event, cause) => {
      for (const model of wanting) await model.apply([event], 'kept', model === wanting.at(-1) ? cause : early(cause));
    });
  });
};
