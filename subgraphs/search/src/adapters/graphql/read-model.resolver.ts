import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { isId, isRefused, type Refusal } from '@marketplace/kernel';
import {
  command,
  forbidden,
  pageSize,
  toUserErrors,
  unauthenticated,
  type GraphContext,
  type Messages,
} from '@marketplace/platform/graphql';
import type { VersionRow } from '../../application/builds';
import type { LagReader } from '../../application/lag';
import type { ReplayScope } from '../../application/read-model';
import type { Rebuilds } from '../../application/rebuilds';
import {
  SearchBuildPayload,
  SearchBuildType,
  SearchIndexVersionType,
  SearchModelInput,
  SearchReplayInput,
  SearchReplayPayload,
  SearchVersionPayload,
  toBuildType,
  toVersionType,
} from './read-model.types';
import { SearchLagType, toLagType } from './search-lag.types';

const messages: Messages = {
  'rebuild-under-way': 'A version of this model is being built already; wait for it, or cancel it.',
  'no-rebuild-under-way': 'No version of this model is being built.',
  'no-previous-version': 'There is no previous version to go back to.',
  'one-thing-only': 'Name one product, one seller or one order, by its id.',
};

/** What is not allowed is no answer of the model. */
const allowed = <T>(outcome: T | Refusal, { actor }: GraphContext): T => {
  if (isRefused(outcome)) throw actor.kind === 'user' ? forbidden() : unauthenticated();
  return outcome;
};

const accepted = <T>(outcome: T | Refusal, context: GraphContext): T | Refusal =>
  isRefused(outcome) && outcome.refused === 'forbidden' ? allowed<T>(outcome, context) : outcome;

const scopeOf = ({ productId, sellerId, orderId }: SearchReplayInput): ReplayScope | undefined => {
  const named = [
    { kind: 'product' as const, id: productId },
    { kind: 'seller' as const, id: sellerId },
    { kind: 'order' as const, id: orderId },
  ].filter((scope): scope is ReplayScope => typeof scope.id === 'string');
  const [only] = named;
  return named.length === 1 && only !== undefined && isId(only.id) ? only : undefined;
};

type Services = { readonly rebuilds: Rebuilds; readonly lag: Pick<LagReader, 'read'> };

@Resolver()
export class ReadModelResolver {
  constructor(private readonly services: Services) {}

  @Query(() => [SearchIndexVersionType], { description: 'The versions of all read models, newest first; for operators.' })
  async searchIndexVersions(@Ctx() context: GraphContext): Promise<readonly SearchIndexVersionType[]> {
    return allowed(await this.services.rebuilds.versions(context.actor), context).map(toVersionType);
  }

  @Query(() => SearchBuildType, { nullable: true, description: 'A build, to follow how far it is; for operators.' })
  async searchBuild(
    @Arg('id', () => ID, { description: 'The id of the build.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<SearchBuildType | null> {
    const build = allowed(await this.services.rebuilds.find(context.actor, id), context);
    return build === undefined ? null : toBuildType(build);
  }

  @Query(() => [SearchBuildType], { description: 'The latest builds and replays, newest first; for operators.' })
  async searchBuilds(
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many, 1 to 100.' }) first: number,
    @Ctx() context: GraphContext,
  ): Promise<readonly SearchBuildType[]> {
    return allowed(await this.services.rebuilds.latest(context.actor, pageSize(first)), context).map(toBuildType);
  }

  @Query(() => SearchLagType, { description: 'How far reading is behind writing; for operators.' })
  async searchLag(@Ctx() context: GraphContext): Promise<SearchLagType> {
    return toLagType(allowed(await this.services.lag.read(context.actor), context));
  }

  @Mutation(() => SearchBuildPayload, {
    description:
      'Builds a read model anew from all events while the old one serves; the new one goes live by itself. For operators. Errors: REBUILD_UNDER_WAY.',
  })
  async searchIndexRebuild(
    @Arg('input', () => SearchModelInput, { description: 'Which model.' }) input: SearchModelInput,
    @Ctx() context: GraphContext,
  ): Promise<SearchBuildPayload> {
    const run = (cause: GraphContext['cause']) => this.services.rebuilds.rebuild(input.model, cause);
    const outcome = accepted(await command(context, { operation: 'searchIndexRebuild', input: {}, run }), context);
    return isRefused(outcome)
      ? { build: null, userErrors: toUserErrors(outcome, messages) }
      : { build: toBuildType(outcome), userErrors: [] };
  }

  @Mutation(() => SearchVersionPayload, {
    description: 'Gives up the version that is being built. For operators. Errors: NO_REBUILD_UNDER_WAY.',
  })
  async searchIndexRebuildCancel(
    @Arg('input', () => SearchModelInput, { description: 'Which model.' }) input: SearchModelInput,
    @Ctx() context: GraphContext,
  ): Promise<SearchVersionPayload> {
    return this.versionPayload(await this.services.rebuilds.cancel(input.model, context.cause), context);
  }

  @Mutation(() => SearchVersionPayload, {
    description:
      'Answers from the previous version again, at once; it has got every event meanwhile. For operators. Errors: NO_PREVIOUS_VERSION.',
  })
  async searchIndexRollback(
    @Arg('input', () => SearchModelInput, { description: 'Which model.' }) input: SearchModelInput,
    @Ctx() context: GraphContext,
  ): Promise<SearchVersionPayload> {
    return this.versionPayload(await this.services.rebuilds.rollBack(input.model, context.cause), context);
  }

  private versionPayload(outcome: VersionRow | Refusal, context: GraphContext): SearchVersionPayload {
    const version = accepted(outcome, context);
    return isRefused(version)
      ? { version: null, userErrors: toUserErrors(version, messages) }
      : { version: toVersionType(version), userErrors: [] };
  }

  @Mutation(() => SearchReplayPayload, {
    description:
      'Reads the history of one product, seller or order again, into every version that is kept. For operators. Errors: ONE_THING_ONLY.',
  })
  async searchReplay(
    @Arg('input', () => SearchReplayInput, { description: 'Whose history.' }) input: SearchReplayInput,
    @Ctx() context: GraphContext,
  ): Promise<SearchReplayPayload> {
    const outcome = accepted(await this.services.rebuilds.replay(scopeOf(input), context.cause), context);
    return isRefused(outcome)
      ? { builds: [], userErrors: toUserErrors(outcome, messages) }
      : { builds: outcome.map(toBuildType), userErrors: [] };
  }
}
