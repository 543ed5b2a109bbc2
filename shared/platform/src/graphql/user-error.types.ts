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

/** A sentence for each reason of a context, written for the person who reads it. */
export type Messages = Readonly<Record<string, string>>;

const platformMessages: Messages = {
  'idempotency-key-reused': 'This idempotency key was used for another request before.',
  'idempotency-key-invalid': 'An idempotency key has 1 to 200 visible ASCII characters.',
};

const codeOf = (reason: string): string => reason.replaceAll('-', '_').toUpperCase();

const isPath = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((part) => typeof part === 'string');

/**
 * The typed error that a refusal becomes. Details named `path` say where; `currentVersion` makes a VersionConflict,
 * `variantId` with `available` an InsufficientStock.
 */
export const toUserErrors = (refusal: Refusal, messages: Messages): readonly UserErrorType[] => {
  const details = refusal.details ?? {};
  const message = messages[refusal.refused] ?? platformMessages[refusal.refused] ?? 'This was refused.';
  const base = { code: codeOf(refusal.refused), message, path: isPath(details['path']) ? details['path'] : null };
  if (typeof details['currentVersion'] === 'number')
    return [{ ...base, typeName: 'VersionConflict', currentVersion: details['currentVersion'] } as VersionConflictType];
  if (typeof details['variantId'] === 'string' && typeof details['available'] === 'number') {
    return [
      { ...base, typeName: 'InsufficientStock', variantId: details['variantId'], available: details['available'] } as InsufficientStockType,
    ];
  }
  return [base];
};
