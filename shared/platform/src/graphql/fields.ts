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

/** How a field is registered. */
export type FieldSettings = {
  /** Undefined for a property that the graph does not show. */
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

  /** Null is a value of it. */
  nullable(): FieldOf<Value | null, Optional> {
    return this.withOptions<Value | null>({ nullable: true });
  }

  /** It may be left out: nullable in the graph, an optional property in TypeScript. */
  optional(): FieldOf<Value, true> {
    return this.withOptions<Value, true>({ nullable: true });
  }

  /** The value of an input that is left out. */
  default(value: Value): FieldOf<Value, Optional> {
    return this.withOptions({ defaultValue: value });
  }

  /** Its name in the graph, where that is not the property's. */
  named(name: string): FieldOf<Value, Optional> {
    return this.withOptions({ name });
  }

  /** Its TypeScript type, where that is another one: a function that answers later, or a text that is not checked. */
  as<V>(): FieldOf<V, Optional> {
    return this.with<V>({});
  }

  /** A field of another context: references carry it where `@requires` or `@provides` names it. */
  external(): FieldOf<Value, Optional> {
    return this.directive('@external');
  }

  /** An optional property in TypeScript alone: what builds the value leaves it out. */
  partial(): FieldOf<Value, true> {
    return this.with<Value, true>({});
  }

  directive(text: string): FieldOf<Value, Optional> {
    return this.with({ directives: [...this.settings.directives, text] });
  }

  /** A field of a payload that is never null, with its value when the mutation was refused. */
  whenRefused(value: Value): FieldOf<Value, Optional> & { readonly isNeverNull: true } {
    return Object.assign(this.with({ whenRefused: value }), { isNeverNull: true as const });
  }
}

/** The fields of a type, by property. */
export type Fields = Readonly<Record<string, FieldOf<unknown, boolean>>>;

type OptionalNames<F extends Fields> = { [Name in keyof F]: F[Name]['isOptional'] extends true ? Name : never }[keyof F];
type Flat<Type> = { readonly [Name in keyof Type]: Type[Name] };

/** The values of fields. */
export type ValuesOf<F extends Fields> = Flat<
  { [Name in Exclude<keyof F, OptionalNames<F>>]: F[Name]['value'] } & { [Name in OptionalNames<F>]?: F[Name]['value'] }
>;

const fieldOf = <Value>(type: FieldSettings['type'], options: Options = {}): FieldOf<Value> =>
  new FieldOf<Value>({ type, options, directives: [], isIdempotencyKey: false, whenRefused: null });

const describedBy = (description: string | undefined): Options => (description === undefined ? {} : { description });

const isLater = (type: unknown): type is () => GraphType =>
  typeof type === 'function' && (type as { prototype?: unknown }).prototype === undefined;

/** A type that is declared further down, or in a module that imports this one, is given as a function. */
type Later<Type> = Type | (() => Type);

const resolved = <Type extends GraphType>(type: Later<Type>): Type => (isLater(type) ? (type()) : type);

const usualKeyText = 'Makes a repeated request the same request: 1 to 200 visible ASCII characters.';

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
  of: <const Type extends GraphType, Value extends ValueOf<Type> = ValueOf<Type>>(type: Later<Type>, description?: string) =>
    fieldOf<Value>(() => resolved(type), describedBy(description)),
  ids: <Value extends string = string>(description?: string) => fieldOf<readonly Value[]>(() => [ID], describedBy(description)),
  strings: <Value extends string = string>(description?: string) =>
    fieldOf<readonly Value[]>(() => [String], describedBy(description)),
  /** A field of a type that refers back to this one; the function says its type: `t.cyclic<Node>((): GraphType => NodeType)`. */
  cyclic: <Value>(type: () => GraphType, description?: string) => fieldOf<Value>(type, describedBy(description)),
  /** A list without nulls. */
  list: <const Type extends GraphType, Value extends ValueOf<Type> = ValueOf<Type>>(type: Later<Type>, description?: string) =>
    fieldOf<readonly Value[]>(() => [resolved(type)], describedBy(description)),
  /** The key by which a mutation answers a repeated request as it answered the first. */
  idempotencyKey: (description = usualKeyText) =>
    new FieldOf<string>({ ...fieldOf(() => String, { description }).settings, isIdempotencyKey: true }),
  /** A property that resolvers need and the graph does not show. */
  hidden: <Value>() => fieldOf<Value>(undefined),
};
