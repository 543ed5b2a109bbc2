import { parseArgs } from 'node:util';

const models = { products: 'PRODUCT_INDEX', orders: 'ORDER_LIST', dashboards: 'SELLER_DASHBOARD' } as const;

/** A parsed command line. */
export type ReindexCommand = { readonly model: (typeof models)[keyof typeof models]; readonly action: 'rebuild' | 'rollback' | 'cancel' };

const usage = `npm run reindex [-- --model ${Object.keys(models).join('|')}] [--rollback | --cancel]`;

const isModel = (name: string): name is keyof typeof models => Object.hasOwn(models, name);

/** Parses the arguments. Throws the usage for unknown ones. */
export const reindexCommand = (args: readonly string[]): ReindexCommand => {
  const options = { model: { type: 'string', default: 'products' }, rollback: { type: 'boolean' }, cancel: { type: 'boolean' } } as const;
  const read = () => {
    try {
      return parseArgs({ args: [...args], options }).values;
    } catch {
      throw new Error(usage);
    }
  };
  const { model, rollback = false, cancel = false } = read();
  if (!isModel(model) || (rollback && cancel)) throw new Error(usage);
  if (rollback) return { model: models[model], action: 'rollback' };
  return { model: models[model], action: cancel ? 'cancel' : 'rebuild' };
};
