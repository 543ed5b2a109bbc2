import { Directive, Field, InterfaceType, Int, ObjectType } from 'type-graphql';
import type { Refusal } from '@marketplace/kernel';

const typeNameOf = (value: { readonly typeName?: string }): string => value.typeName ?? 'Refused';

@InterfaceType('UserError', { description: 'Why a mutation changed nothing, for the person who asked for it.', resolveType: typeNameOf })
export abstract class UserErrorType {
  @Field(() => String, { description: 'A stable code, such as ORDER_NOT_FOUND.' })
  code!: string;

  @Field(() => String, { description: 'A sentence for the person who reads it.' })
  message!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Where in the input the fault lies, such as ["lines", "0", "quantity"]; null when it is not in one place.',
  })
  path!: readonly string[] | null;

  typeName?: string;
}

@Directive('@shareable')
@ObjectType('Refused', { implements: UserErrorType, description: 'A refusal that the code says all about.' })
export class RefusedType extends UserErrorType {}

@Directive('@shareable')
@ObjectType('VersionConflict', {
  implements: UserErrorType,
  description: 'Somebody else changed the thing since you read it: read it again.',
})
export class VersionConflictType extends UserErrorType {
  @Field(() => Int, { description: 'The version that it has now.' })
  currentVersion!: number;
}

@Directive('@shareable')
@ObjectType('InsufficientStock', { implements: UserErrorType, description: 'There is less of it than asked for.' })
export class InsufficientStockType extends UserErrorType {
  @Field(() => String, { description: 'The variant that is short.' })
  variantId!: string;

  @Field(() => Int, { description: 'How many can be had now.' })
  available!: number;
}

/** A sentence for each reason of a refusal, written for the person who reads it. */
export type Messages<Reason extends string = string> = Readonly<Record<Reason, string>>;

/** The messages for some reasons only. */
export const pick = <Reason extends string, const Picked extends readonly Reason[]>(
  messages: Messages<Reason>,
  ...reasons: Picked
): Messages<Picked[number]> => Object.fromEntries(reasons.map((reason) => [reason, messages[reason]])) as Messages<Picked[number]>;

const idempotencyMessages = {
  'idempotency-key-invalid': 'An idempotency key has 1 to 200 visible ASCII characters.',
  'idempotency-key-reused': 'This idempotency key was used for another request before.',
} as const satisfies Messages;

/** The reasons for which any request with an idempotency key may be refused. */
export const idempotencyCodes = Object.keys(idempotencyMessages) as readonly (keyof typeof idempotencyMessages)[];

/** The error code of a reason: ORDER_NOT_FOUND for `order-not-found`. */
export const errorCode = (reason: string): string => reason.replaceAll('-', '_').toUpperCase();

const messageOf = (reason: string, messages: Messages): string => {
  const known: Messages = { ...idempotencyMessages, ...messages };
  const message = known[reason];
  if (message === undefined) throw new Error(`there is no message for the refusal ${reason}`);
  return message;
};

const isPath = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((part) => typeof part === 'string');

/**
 * The typed error that a refusal becomes. Details named `path` say where; `currentVersion` makes a VersionConflict,
 * `variantId` with `available` an InsufficientStock. A refusal without a message does not compile; at run time it is a fault.
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
