import { isId, isOperator, refuse, type Actor, type Cause, type NewId, type Refusal } from '@marketplace/kernel';
import { planOf, type Build, type BuildStore, type NewBuild, type VersionRow } from './builds';
import { wholeHistory, type ModelName, type ReadModel, type ReplayScope } from './read-model';

type RebuildsParts = { readonly models: readonly ReadModel[]; readonly builds: BuildStore; readonly newId: NewId };

const forOperators = (actor: Actor): Refusal | undefined => (isOperator(actor) ? undefined : refuse('forbidden'));

/** What operators ask of read models: a new version, the one before, some history once more, and how things stand. */
export const createRebuilds = ({ models, builds, newId }: RebuildsParts) => {
  const found = async (id: string): Promise<Build> => {
    const build = await builds.find(id);
    if (build === undefined) throw new Error('a build has no row');
    return build;
  };
  return {
    /** Begins a new version, which goes live when it is complete. */
    rebuild: async (name: ModelName, cause: Cause): Promise<Build | Refusal> => {
      const refused = forOperators(cause.actor);
      if (refused !== undefined) return refused;
      const model = models.find((each) => each.name === name);
      if (model === undefined) return refuse('model-not-found');
      const isBusy = (await builds.underWay()).some(({ model: other, goal }) => other === name && goal.kind === 'REBUILD');
      if (isBusy) return refuse('rebuild-under-way');
      const version = await builds.nextVersion(name);
      // Before anybody knows of the version: from then on every event is written to it.
      await model.prepare(version);
      const id = newId<'Build'>();
      await builds.begin([{ id, model: name, goal: { kind: 'REBUILD', version }, plan: planOf(wholeHistory(model)) }], cause);
      return found(id);
    },

    /** Gives up the version that is being built. */
    cancel: async (name: ModelName, cause: Cause): Promise<VersionRow | Refusal> => {
      const refused = forOperators(cause.actor);
      if (refused !== undefined) return refused;
      const version = await builds.cancel(name);
      return (await builds.versions()).find((each) => each.model === name && each.version === version) ?? refuse('no-rebuild-under-way');
    },

    /** Makes the previous version live again; the other is kept in its place. */
    rollBack: async (name: ModelName, cause: Cause): Promise<VersionRow | Refusal> => {
      const refused = forOperators(cause.actor);
      if (refused !== undefined) return refused;
      if (!(await builds.rollBack(name))) return refuse('no-previous-version');
      return (await builds.versions()).find((each) => each.model === name && each.status === 'LIVE') ?? refuse('no-previous-version');
    },

    /** Reads the history of one thing again (`undefined`: the request named none, or several), into every version that is kept of the models that know such things. */
    replay: async (scope: ReplayScope | undefined, cause: Cause): Promise<readonly Build[] | Refusal> => {
      const refused = forOperators(cause.actor);
      if (refused !== undefined) return refused;
      if (scope === undefined) return refuse('one-thing-only');
      const planned = await Promise.all(
        models.map(async (model): Promise<readonly NewBuild[]> => {
          const history = await model.historyOf(scope);
          return history === undefined
            ? []
            : [{ id: newId<'Build'>(), model: model.name, goal: { kind: 'REPLAY', scope }, plan: planOf(history) }];
        }),
      );
      await builds.begin(planned.flat(), cause);
      return Promise.all(planned.flat().map(({ id }) => found(id)));
    },

    versions: async (actor: Actor): Promise<readonly VersionRow[] | Refusal> => forOperators(actor) ?? builds.versions(),
    latest: async (actor: Actor, limit: number): Promise<readonly Build[] | Refusal> => forOperators(actor) ?? builds.latest(limit),
    find: async (actor: Actor, id: string): Promise<Build | undefined | Refusal> =>
      forOperators(actor) ?? (isId(id) ? builds.find(id) : undefined),
  };
};

export type Rebuilds = ReturnType<typeof createRebuilds>;
