import { Field } from 'type-graphql';

const inputs = new WeakSet<object>();

type KeyOptions = {
  /** Whether a client may leave it out. A request without a key is carried out every time. */
  readonly nullable?: boolean;
  readonly description?: string;
};

/** The field `idempotencyKey` of an input: a mutation answers a repeated request as it answered the first. */
export const IdempotencyKey =
  ({ nullable = false, description = 'Makes a repeated request the same request: 1 to 200 visible ASCII characters.' }: KeyOptions = {}) =>
  (input: object, name: 'idempotencyKey'): void => {
    inputs.add(input);
    Field(() => String, { nullable, description })(input, name);
  };

/** Whether an input class has an idempotency key of its own or an inherited one. */
export const takesIdempotencyKey = (input: { readonly prototype: object }): boolean => {
  for (let each: object | null = input.prototype; each !== null; each = Object.getPrototypeOf(each) as object | null) {
    if (inputs.has(each)) return true;
  }
  return false;
};
