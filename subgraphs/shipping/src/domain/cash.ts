import { allocate, type Money } from '@marketplace/kernel';
import type { Load } from './split';

const weightOf = ({ packages }: Load): bigint => packages.reduce((sum, each) => sum + BigInt(each.weightGrams), 0n);

/**
 * Splits the cash due for an order over its shipments by weight. The amounts add up to the total. Each courier collects
 * separately, because the shipments travel separately.
 */
export const cashPerLoad = (due: Money, loads: readonly Load[]): readonly Money[] => allocate(due, loads.map(weightOf));
