import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from './context';
import type { MutationField } from './mutation';

/** Creates the resolver of several mutations, by the names of their root fields. */
export const mutations = (fields: Readonly<Record<string, MutationField>>): object => {
  @Resolver()
  class MutationsResolver {}
  const { prototype } = MutationsResolver;
  for (const [name, { description, input, inputDescription, payload, resolve }] of Object.entries(fields)) {
    const value = (given: never, context: GraphContext, info: GraphQLResolveInfo): Promise<object> =>
      resolve(name, given, { ...context, info });
    Object.defineProperty(prototype, name, { value });
    Mutation(() => payload, { description })(prototype, name, { value });
    Arg('input', () => input, inputDescription === undefined ? {} : { description: inputDescription })(prototype, name, 0);
    Ctx()(prototype, name, 1);
    Info()(prototype, name, 2);
  }
  return new MutationsResolver();
};
