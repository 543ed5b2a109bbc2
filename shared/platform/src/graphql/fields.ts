import type { GraphQLScalarType } from 'graphql';
import { Float, ID, Int } from 'type-graphql';
import { DateTime } from './scalars';

type AnyClass = abstract new (...args: never[]) => object;

/** A GraphQL type: a scalar, an enum, or a class that `objectType` or `inputType` made. */
export type GraphType = AnyClass | GraphQLScalarType | StringConstructor | BooleanConstructor | Readonly<Record<string, string>>;

/** The TypeScript type of a GraphQL type's values. */
type ValueOf<Type> = Type extends StringConstructor
  ? string
  : Type extends BooleanConstructor
    ? boolean
    : Type extends GraphQLScalarType<unknown, infer Value>
      ? Value
      : Type extends abstract new (...args: never[]) => infer Instance
        ? Instance
        : Type[keyof Type];

type Options = {
  readonly description?: string;
  readonly nullable?: boolean;
  readonly defaultValue?: unknown;
  readonly name?: string;
};

/** The settings of a field. */
export type FieldSettings = {
  /** Undefined for a property that is not in the schema. */
  readonly type: (() => GraphType | readonly GraphType[]) | undefined;
  readonly options: Options;
  readonly directives: readonly string[];
  readonly isIdempotencyKey: boolean;
  readonly whenRefused: unknown;
};

/** A field of a GraphQL type, and the TypeScript type of its values. */
export class FieldOf<Value, Optional extends boolean = false> {
  declare readonly value: Value;
  declare readonly isOptional: Optional;
  constructor(readonly settings: FieldSettings) {}

  private with<V = Value, O extends boolean = Optional>(changed: Partial<FieldSettings>): FieldOf<V, O> {
    return new FieldOf<V, O>({ ...this.settings, ...changed });
  }

  private withOptions<V = Value, O extends boolean = Optional>(changed: Options): FieldOf<V, O> {
    return this.with<V, O>({ options: { ...this.settings.options, ...changed } });
  }

  /** The field can be null. */
  nullable(): FieldOf<Value | null, Optional> {
    return this.withOptions<Value | null>({ nullable: true });
  }

  /** The field can be left out: nullable in the schema, an optional property in TypeScript. */
  optional(): FieldOf<Value, true> {
    return this.withOptions<Value, true>({ nullable: true });
  }

  /** The default value of an input field or argument. */
  default(value: Value): FieldOf<Value, Optional> {
    return this.withOptions({ defaultValue: value });
  }

  /** The name of the field in the schema, if it differs from the property. */
  named(name: string): FieldOf<Value, Optional> {
    return this.withOptions({ name });
  }

  /** Another TypeScript type for the values, such as a function that resolves the field, or an unchecked string. */
  as<V>(): FieldOf<V, Optional> {
    return this.with<V>({});
  }

  /** A field of another context, which references contain if `@requires` or `@provides` names it. */
  external(): FieldOf<Value, Optional> {
    return this.directive('@external');
  }

  /** An optional property in TypeScript only. */
  partial(): FieldOf<Value, true> {
    return this.with<Value, true>({});
  }

  directive(text: string): FieldOf<Value, Optional> {
    return this.with({ directives: [...this.settings.directives, text] });
  }

  /** A payload field that is never null, with its value for refused mutations. */
  whenRefused(value: Value): FieldOf<Value, Optional> & { readonly isNeverNull: true } {
    return Object.assign(this.with({ whenRefused: value }), { isNeverNull: true as const });
  }
}

/** The fields of a type, by property name. */
export type Fields = Readonly<Record<string, FieldOf<unknown, boolean>>>;

type OptionalNames<F extends Fields> = { [Name in keyof F]: F[Name]['isOptional'] extends true ? Name : never }[keyof F];
type Flat<Type> = { readonly [Name in keyof Type]: Type[Name] };

/** The type of an object with these fields. */
export type ValuesOf<F extends Fields> = Flat<
  { [Name in Exclude<keyof F, OptionalNames<F>>]: F[Name]['value'] } & { [Name in OptionalNames<F>]?: F[Name]['value'] }
>;

const fieldOf = <Value>(type: FieldSettings['type'], options: Options = {}): FieldOf<Value> =>
  new FieldOf<Value>({ type, options, directives: [], isIdempotencyKey: false, whenRefused: null });

const describedBy = (description: string | undefined): Options => (description === undefined ? {} : { description });

const isDeferred = (type: unknown): type is () => GraphType =>
  typeof type === 'function' && (type as { prototype?: unknown }).prototype === undefined;

/** A type, or a function that returns it, for types that are declared later or in a module that imports this one. */
type Deferrable<Type> = Type | (() => Type);

const resolved = <Type extends GraphType>(type: Deferrable<Type>): Type => (isDeferred(type) ? type() : type);

const idempotencyKeyText =
  'Idempotency key. A repeated request with the same key returns the first result. 1 to 200 visible ASCII characters.';

/**
 * Fields of GraphQL types, each with its description. A type argument narrows the TypeScript type: `t.id<SellerId>('The seller.')`.
 */
export const t = {
  id: <Value extends string = string>(description?: string) => fieldOf<Value>(() => ID, describedBy(description)),
  string: <Value extends string = string>(description?: string) => fieldOf<Value>(() => String, describedBy(description)),
  int: (description?: string) => fieldOf<number>(() => Int, describedBy(description)),
  float: (description?: string) => fieldOf<number>(() => Float, describedBy(description)),
  boolean: (description?: string) => fieldOf<boolean>(() => Boolean, describedBy(description)),
  dateTime: <Value extends string = string>(description?: string) => fieldOf<Value>(() => DateTime, describedBy(description)),
  /** A field of an enum or a class. */
  of: <const Type extends GraphType, Value extends ValueOf<Type> = ValueOf<Type>>(type: Deferrable<Type>, description?: string) =>
    fieldOf<Value>(() => resolved(type), describedBy(description)),
  ids: <Value extends string = string>(description?: string) => fieldOf<readonly Value[]>(() => [ID], describedBy(description)),
  strings: <Value extends string = string>(description?: string) => fieldOf<readonly Value[]>(() => [String], describedBy(description)),
  /** A field of a type that refers back to this one: `t.cyclic<Node>((): GraphType => NodeType)`. */
  cyclic: <Value>(type: () => GraphType, description?: string) => fieldOf<Value>(type, describedBy(description)),
  /** A list of non-null items. */
  list: <const Type extends GraphType, Value extends ValueOf<Type> = ValueOf<Type>>(type: Deferrable<Type>, description?: string) =>
    fieldOf<readonly Value[]>(() => [resolved(type)], describedBy(description)),
  /** The idempotency key of a mutation. */
  idempotencyKey: (description = idempotencyKeyText) =>
    new FieldOf<string>({ ...fieldOf(() => String, { description }).settings, isIdempotencyKey: true }),
  /** A property for resolvers that is not in the schema. */
  hidden: <Value>() => fieldOf<Value>(undefined),
};
