import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { pageSize, permitted, type GraphContext } from '@marketplace/platform/graphql';
import type { LagReader } from '../../application/lag';
import type { Rebuilds } from '../../application/rebuilds';
import { SearchBuildType, SearchIndexVersionType, toBuildType, toVersionType } from './read-model.types';
import { SearchLagType, toLagType } from './search-lag.types';

type Services = { readonly rebuilds: Rebuilds; readonly lag: Pick<LagReader, 'read'> };

@Resolver()
export class ReadModelResolver {
  constructor(private readonly services: Services) {}

  @Query(() => [SearchIndexVersionType], { description: 'The versions of all read models, newest first; for operators.' })
  async searchIndexVersions(@Ctx() context: GraphContext): Promise<readonly SearchIndexVersionType[]> {
    return permitted(await this.services.rebuilds.versions(context.actor), context).map(toVersionType);
  }

  @Query(() => SearchBuildType, { nullable: true, description: 'A build, to follow how far it is; for operators.' })
  async searchBuild(
    @Arg('id', () => ID, { description: 'The id of the build.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<SearchBuildType | null> {
    const build = permitted(await this.services.rebuilds.find(context.actor, id), context);
    return build === undefined ? null : toBuildType(build);
  }

  @Query(() => [SearchBuildType], { description: 'The latest builds and replays, newest first; for operators.' })
  async searchBuilds(
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many, 1 to 100.' }) first: number,
    @Ctx() context: GraphContext,
  ): Promise<readonly SearchBuildType[]> {
    return permitted(await this.services.rebuilds.latest(context.actor, pageSize(first)), context).map(toBuildType);
  }

  @Query(() => SearchLagType, { description: 'How far reading is behind writing; for operators.' })
  async searchLag(@Ctx() context: GraphContext): Promise<SearchLagType> {
    return toLagType(permitted(await this.services.lag.read(context.actor), context));
  }
}
