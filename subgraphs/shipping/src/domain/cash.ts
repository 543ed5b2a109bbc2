import { allocate, type Money } from '@marketplace/kernel';
import type { Load } from './split';

const weightOf = ({ packages }: Load): bigint => packages.reduce((sum, each) => sum + BigInt(each.weightGrams), 0n);

/**
 * What the courier of each of an order's shipments collects: together what is due, each by what it carries. Shipments
 * travel alone, so that none may wait for the money of another.
 */
export const cashPerLoad = (due: Money, loads: readonly Load[]): readonly Money[] => allocate(due, loads.map(weightOf));
