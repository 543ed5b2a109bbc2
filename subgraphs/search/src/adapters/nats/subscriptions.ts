import type { Cause } from '@marketplace/kernel';
import { handle, type EventHandler } from '@marketplace/platform';
import { subjectOf, type DataOf, type Envelope, type EventContract } from '@marketplace/schema';
import type { EventReader, ReadModel } from '../../application/read-model';

/** The mapping of one contract's events to updates of a model. The data is already validated against the contract. */
export type EventMapping<Update> = { readonly contract: EventContract; readonly read: (event: Envelope) => readonly Update[] };

export const mapEvent = <Contract extends EventContract, Update>(
  contract: Contract,
  read: (data: DataOf<Contract>, event: Omit<Envelope, 'data'>) => readonly Update[],
): EventMapping<Update> => ({ contract, read: ({ data, ...event }) => read(data as DataOf<Contract>, event) });

const nameOf = ({ context, type, version }: Pick<Envelope, 'context' | 'type' | 'version'>): string => `${context}.${type}.v${version}`;

export const eventReader = <Update>(mappings: readonly EventMapping<Update>[]): EventReader<Update> => {
  const byName = new Map(mappings.map((each) => [nameOf(each.contract), each]));
  return {
    contracts: mappings.map(({ contract }) => contract),
    read: (event) => byName.get(nameOf(event))?.read(event) ?? [],
  };
};

/** A cause without the inbox entry: of several units for one message, only the last may mark it as handled. Earlier ones can repeat. */
const withoutInbox = ({ inbox: _inbox, ...cause }: Cause): Cause => cause;

/** One event handler per contract. It applies the event to every retained version of all models that use it. */
export const subscriptions = (models: readonly Pick<ReadModel, 'contracts' | 'apply'>[]): readonly EventHandler[] => {
  const contracts = new Map(models.flatMap((model) => model.contracts.map((contract) => [subjectOf(contract), contract] as const)));
  return [...contracts].map(([subject, contract]) => {
    const interested = models.filter((model) => model.contracts.some((each) => subjectOf(each) === subject));
    return handle(contract, async (event, cause) => {
      for (const model of interested) await model.apply([event], 'kept', model === interested.at(-1) ? cause : withoutInbox(cause));
    });
  });
};
