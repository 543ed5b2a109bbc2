import { Args, Subscription, type ClassType } from 'type-graphql';
import type { GraphContext } from './context';

/** Opens the event stream of a subscription field. Can throw a GraphQLError. */
export type Source = (args: never, context: GraphContext) => AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>;
type SourceOf<Arguments> = (args: Arguments, context: GraphContext) => ReturnType<Source>;

const sources = new WeakMap<object, Map<string, string>>();

const withoutSource = (): never => {
  throw new Error('a subscription needs the source that its resolver class names');
};

type SubscriptionOptions<Name extends string, Arguments> = {
  readonly description: string;
  readonly args: ClassType<Arguments & object>;
  /** The method that opens the event stream. It can throw a GraphQLError. */
  readonly source: Name;
};

/**
 * Declares a subscription field. `source` names the method of the same class that opens the event stream; the decorated method
 * maps each item (`@Root`) to the value of the field.
 */
export const SubscriptionFrom =
  <Name extends string, Arguments>(type: () => ClassType, { description, args, source }: SubscriptionOptions<Name, Arguments>) =>
  <Method>(owner: Readonly<Record<Name, SourceOf<Arguments>>>, field: string, descriptor: TypedPropertyDescriptor<Method>): void => {
    sources.set(owner.constructor, (sources.get(owner.constructor) ?? new Map<string, string>()).set(field, source));
    Subscription(type, { description, subscribe: withoutSource })(owner, field, descriptor);
    // Only the source uses the arguments, so they come after all parameters of the method.
    Args(() => args)(owner, field, Number.MAX_SAFE_INTEGER);
  };

/** The sources of these resolvers, by subscription field. */
export const sourcesOf = (resolvers: readonly object[]): ReadonlyMap<string, Source> =>
  new Map(
    resolvers.flatMap((resolver) =>
      [...(sources.get(resolver.constructor) ?? [])].map(([field, method]): [string, Source] => [
        field,
        (args, context) => (resolver as Readonly<Record<string, Source>>)[method]?.(args, context) ?? withoutSource(),
      ]),
    ),
  );
