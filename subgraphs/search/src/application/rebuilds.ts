import { isId, isOperator, refuse, type Actor, type Cause, type NewId, type Refusal } from '@marketplace/kernel';
import { planOf, type Build, type BuildStore, type NewBuild, type VersionRow } from './builds';
import { wholeHistory, type ModelName, type ReadModel, type ReplayScope } from './read-model';

type Dependencies = { readonly models: readonly ReadModel[]; readonly builds: BuildStore; readonly newId: NewId };

const asOperator = async <T>(actor: Actor, work: () => Promise<T>): Promise<T | Refusal<'forbidden'>> =>
  isOperator(actor) ? work() : refuse('forbidden');

/** What operators ask of read models: a new version, the one before, some history once more, and how things stand. */
export const createRebuilds = ({ models, builds, newId }: Dependencies) => {
  const found = async (id: string): Promise<Build> => {
    const build = await builds.find(id);
    if (build === undefined) throw new Error('a build has no row');
    return build;
  };
  const versionWhere = async (matches: (version: VersionRow) => boolean): Promise<VersionRow | undefined> =>
    (await builds.versions()).find(matches);
  return {
    /** Begins a new version, which goes live when it is complete. */
    rebuild: (name: ModelName, cause: Cause) =>
      asOperator(cause.actor, async () => {
        const model = models.find((each) => each.name === name);
        if (model === undefined) throw new Error(`there is no model ${name}`);
        const isBusy = (await builds.underWay()).some(({ model: other, goal }) => other === name && goal.kind === 'REBUILD');
        if (isBusy) return refuse('rebuild-under-way');
        const version = await builds.nextVersion(name);
        // Before anybody knows of the version: from then on every event is written to it.
        await model.prepare(version);
        const id = newId<'Build'>();
        await builds.begin([{ id, model: name, goal: { kind: 'REBUILD', version }, plan: planOf(wholeHistory(model)) }], cause);
        return found(id);
      }),

    /** Gives up the version that is being built. */
    cancel: (name: ModelName, cause: Cause) =>
      asOperator(cause.actor, async () => {
        const cancelled = await builds.cancel(name);
        return (await versionWhere(({ model, version }) => model === name && version === cancelled)) ?? refuse('no-rebuild-under-way');
      }),

    /** Makes the previous version live again; the other is kept in its place. */
    rollBack: (name: ModelName, cause: Cause) =>
      asOperator(cause.actor, async () => {
        if (!(await builds.rollBack(name))) return refuse('no-previous-version');
        return (await versionWhere(({ model, status }) => model === name && status === 'LIVE')) ?? refuse('no-previous-version');
      }),

    /**
     * Reads the history of one thing again, into every version that is kept of the models that know such things. `undefined` is a
     * request that named none, or several.
     */
    replay: (scope: ReplayScope | undefined, cause: Cause) =>
      asOperator(cause.actor, async () => {
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
      }),

    versions: (actor: Actor) => asOperator(actor, builds.versions),
    latest: (actor: Actor, limit: number) => asOperator(actor, () => builds.latest(limit)),
    find: (actor: Actor, id: string) => asOperator(actor, async () => (isId(id) ? builds.find(id) : undefined)),
  };
};

export type Rebuilds = ReturnType<typeof createRebuilds>;
