import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { pageSize, permitted, type GraphContext } from '@marketplace/platform/graphql';
import type { LagReader } from '../../application/lag';
import type { Rebuilds } from '../../application/rebuilds';
import { SearchBuildType, SearchIndexVersionType, toBuildType, toVersionType } from './read-model.types';
import { SearchLagType, toLagType } from './search-lag.types';

type Dependencies = { readonly rebuilds: Rebuilds; readonly lag: Pick<LagReader, 'read'> };

@Resolver()
export class ReadModelResolver {
  constructor(private readonly dependencies: Dependencies) {}

  @Query(() => [SearchIndexVersionType], { description: 'The versions of all read models, newest first. Operators only.' })
  async searchIndexVersions(@Ctx() context: GraphContext): Promise<readonly SearchIndexVersionType[]> {
    return permitted(await this.dependencies.rebuilds.versions(context.actor), context).map(toVersionType);
  }

  @Query(() => SearchBuildType, {
    nullable: true,
    description: 'A build of a read model, by ID; null if it does not exist. Operators only.',
  })
  async searchBuild(
    @Arg('id', () => ID, { description: 'The ID of the build.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<SearchBuildType | null> {
    const build = permitted(await this.dependencies.rebuilds.find(context.actor, id), context);
    return build === undefined ? null : toBuildType(build);
  }

  @Query(() => [SearchBuildType], { description: 'The latest rebuilds and replays, newest first. Operators only.' })
  async searchBuilds(
    @Arg('first', () => Int, { defaultValue: 20, description: 'The number of builds to return, from 1 to 100.' }) first: number,
    @Ctx() context: GraphContext,
  ): Promise<readonly SearchBuildType[]> {
    return permitted(await this.dependencies.rebuilds.latest(context.actor, pageSize(first)), context).map(toBuildType);
  }

  @Query(() => SearchLagType, { description: 'The lag of the read models behind published events. Operators only.' })
  async searchLag(@Ctx() context: GraphContext): Promise<SearchLagType> {
    return toLagType(permitted(await this.dependencies.lag.read(context.actor), context));
  }
}
