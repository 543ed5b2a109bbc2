import * as byContext from './by-context';
import type { EventContract } from './contract';

const isContract = (value: unknown): value is EventContract =>
  typeof value === 'object' && value !== null && 'example' in value && 'type' in value;

/** The published events of all contexts. */
export const contracts: readonly EventContract[] = Object.values(byContext).flatMap((events) =>
  Object.values<unknown>(events).filter(isContract),
);
