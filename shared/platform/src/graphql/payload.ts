import type { GraphQLScalarType } from 'graphql';
import { Directive, Field, ObjectType, type ClassType } from 'type-graphql';
import { UserErrorType } from './user-error.types';

/** The TypeScript type of a field: `() => Int` is a number, `() => [OrderType]` a list of orders. */
type ValueOf<Type> = Type extends StringConstructor
  ? string
  : Type extends BooleanConstructor
    ? boolean
    : Type extends GraphQLScalarType<unknown, infer Value>
      ? Value
      : Type extends readonly (infer Item)[]
        ? readonly ValueOf<Item>[]
        : Type extends ClassType<infer Instance>
          ? Instance
          : Type[keyof Type];

type FieldType = ClassType | GraphQLScalarType | StringConstructor | BooleanConstructor | Readonly<Record<string, string>>;

/** A field of a payload, with its value when the request was refused. */
export type PayloadField<Value> = {
  readonly type: () => FieldType | readonly FieldType[];
  readonly description: string;
  readonly whenRefused: Value;
};

/** A nullable field: null when the mutation was refused. */
export const field = <const Type extends FieldType | readonly FieldType[]>(
  type: () => Type,
  description: string,
): PayloadField<ValueOf<Type> | null> => ({ type, description, whenRefused: null });

/** A field that is never null, such as a count or a list, with its value when the mutation was refused. */
export const fieldOr = <const Type extends FieldType | readonly FieldType[]>(
  whenRefused: ValueOf<Type>,
  type: () => Type,
  description: string,
): PayloadField<ValueOf<Type>> => ({ type, description, whenRefused });

type PayloadFields = Readonly<Record<string, PayloadField<unknown>>>;
type Values<Fields extends PayloadFields> = { readonly [Name in keyof Fields]: Fields[Name]['whenRefused'] };
type WithErrors<Content> = Content & { readonly userErrors: readonly UserErrorType[] };

/** The type of a mutation's answer: its result, or why there is none. */
export type Payload<Content extends object = object> = ClassType<WithErrors<Content>> & {
  readonly done: (content: Content) => WithErrors<Content>;
  /** `content` is for payloads that show something of a refused request. */
  readonly refused: (userErrors: readonly UserErrorType[], content?: Partial<Content>) => WithErrors<Content>;
};

type PayloadOptions = {
  /** The description of `userErrors`. */
  readonly userErrors?: string;
  /** Whether other contexts have the same type. */
  readonly isShareable?: boolean;
};

/** A payload type with these fields and `userErrors`. */
export const payloadOf = <Fields extends PayloadFields>(
  name: string,
  description: string,
  fields: Fields,
  { userErrors: aboutErrors = 'Why nothing changed; empty when it did.', isShareable = false }: PayloadOptions = {},
): Payload<Values<Fields>> => {
  type Content = Values<Fields>;
  @ObjectType(name, { description })
  class PayloadType {
    @Field(() => [UserErrorType], { description: aboutErrors })
    userErrors!: readonly UserErrorType[];
  }
  if (isShareable) Directive('@shareable')(PayloadType);
  for (const [key, { type, description: about, whenRefused }] of Object.entries(fields)) {
    Field(type as () => object, { description: about, nullable: whenRefused === null })(PayloadType.prototype, key);
  }
  const nothing = Object.fromEntries(Object.entries(fields).map(([key, { whenRefused }]) => [key, whenRefused])) as Content;
  return Object.assign(PayloadType as ClassType<WithErrors<Content>>, {
    done: (content: Content) => ({ ...content, userErrors: [] }),
    refused: (userErrors: readonly UserErrorType[], content: Partial<Content> = {}) => ({ ...nothing, ...content, userErrors }),
  });
};
