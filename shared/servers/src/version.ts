/** A version by its leading numbers: 2.10 is [2, 10]. */
export type Version = readonly number[];

export const versionText = (version: Version): string => version.join('.');

/** The first version number in a text such as "nats-server: v2.10.27". */
const numbersIn = (text: string): Version => (/\d+(?:\.\d+)+/.exec(text)?.[0] ?? '').split('.').map(Number);

/** Whether a text names this version or a newer one; a text without a version does not. */
export const isAtLeast = (text: string, oldest: Version): boolean => {
  const found = numbersIn(text);
  const position = oldest.findIndex((number, index) => (found[index] ?? 0) !== number);
  return position < 0 || (found[position] ?? 0) > (oldest[position] ?? 0);
};

/** The oldest NATS server that filters one consumer by several subjects. */
export const oldestNats: Version = [2, 10];
