import * as accounts from './accounts';
import * as carts from './carts';
import * as checkout from './checkout';
import * as inventory from './inventory';
import * as orders from './orders';
import * as payments from './payments';
import * as products from './products';
import * as promotions from './promotions';
import * as reviews from './reviews';
import * as shipping from './shipping';
import type { EventContract } from './contract';

const isContract = (value: unknown): value is EventContract =>
  typeof value === 'object' && value !== null && 'example' in value && 'type' in value;

/** Every published event of every context. */
export const contracts: readonly EventContract[] = [
  accounts,
  carts,
  checkout,
  inventory,
  orders,
  payments,
  products,
  promotions,
  reviews,
  shipping,
].flatMap((context) => Object.values(context).filter(isContract));
