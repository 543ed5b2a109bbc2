import { Directive, Field, InterfaceType, Int, ObjectType } from 'type-graphql';
import type { Refusal } from '@marketplace/kernel';

const typeNameOf = (value: { readonly typeName?: string }): string => value.typeName ?? 'Refused';

@InterfaceType('UserError', { description: 'An error that prevented a mutation, with a message for the user.', resolveType: typeNameOf })
export abstract class UserErrorType {
  @Field(() => String, { description: 'The stable error code, such as ORDER_NOT_FOUND.' })
  code!: string;

  @Field(() => String, { description: 'The error message, for display to the user.' })
  message!: string;

  @Field(() => [String], {
    nullable: true,
    description:
      'The path to the input field that caused the error, such as ["lines", "0", "quantity"]. Null if the error is not about one field.',
  })
  path!: readonly string[] | null;

  typeName?: string;
}

@Directive('@shareable')
@ObjectType('Refused', { implements: UserErrorType, description: 'A user error without further details.' })
export class RefusedType extends UserErrorType {}

@Directive('@shareable')
@ObjectType('VersionConflict', {
  implements: UserErrorType,
  description: 'A user error: the object has changed since you read it. Read it again and retry.',
})
export class VersionConflictType extends UserErrorType {
  @Field(() => Int, { description: 'The current version of the object.' })
  currentVersion!: number;
}

@Directive('@shareable')
@ObjectType('InsufficientStock', { implements: UserErrorType, description: 'A user error: the requested quantity is not in stock.' })
export class InsufficientStockType extends UserErrorType {
  @Field(() => String, { description: 'The ID of the variant with insufficient stock.' })
  variantId!: string;

  @Field(() => Int, { description: 'The quantity that is available now.' })
  available!: number;
}

/** The messages of refusal reasons, for display to the user. */
export type Messages<Reason extends string = string> = Readonly<Record<Reason, string>>;

/** Picks the messages of some reasons. */
export const pick = <Reason extends string, const Picked extends readonly Reason[]>(
  messages: Messages<Reason>,
  ...reasons: Picked
): Messages<Picked[number]> => Object.fromEntries(reasons.map((reason) => [reason, messages[reason]])) as Messages<Picked[number]>;

const idempotencyMessages = {
  'idempotency-key-invalid': 'The idempotency key must have 1 to 200 visible ASCII characters.',
  'idempotency-key-reused': 'This idempotency key was already used for a different request. Use a new key.',
} as const satisfies Messages;

/** The refusal reasons of every mutation with an idempotency key. */
export const idempotencyCodes = Object.keys(idempotencyMessages) as readonly (keyof typeof idempotencyMessages)[];

/** The error code of a reason, such as ORDER_NOT_FOUND for `order-not-found`. */
export const errorCode = (reason: string): string => reason.replaceAll('-', '_').toUpperCase();

const messageOf = (reason: string, messages: Messages): string => {
  const known: Messages = { ...idempotencyMessages, ...messages };
  const message = known[reason];
  if (message === undefined) throw new Error(`no message for the refusal ${reason}`);
  return message;
};

const isPath = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((part) => typeof part === 'string');

/**
 * Converts a refusal to user errors. The detail `path` is the path of the error; `currentVersion` makes it a VersionConflict,
 * `variantId` and `available` an InsufficientStock. A reason without a message does not compile, and throws at run time.
 */
export const toUserErrors = <Reason extends string>(
  refusal: Refusal<NoInfer<Reason> | (typeof idempotencyCodes)[number]>,
  messages: Messages<Reason>,
): readonly UserErrorType[] => {
  const details = refusal.details ?? {};
  const base = {
    code: errorCode(refusal.refused),
    message: messageOf(refusal.refused, messages),
    path: isPath(details['path']) ? details['path'] : null,
  };
  if (typeof details['currentVersion'] === 'number')
    return [{ ...base, typeName: 'VersionConflict', currentVersion: details['currentVersion'] } as VersionConflictType];
  if (typeof details['variantId'] === 'string' && typeof details['available'] === 'number') {
    return [
      { ...base, typeName: 'InsufficientStock', variantId: details['variantId'], available: details['available'] } as InsufficientStockType,
    ];
  }
  return [base];
};
