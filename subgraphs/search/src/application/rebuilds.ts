import { isId, isOperator, refuse, type Actor, type Cause, type NewId, type Refusal } from '@marketplace/kernel';
import { planOf, type Build, type BuildStore, type NewBuild, type VersionRow } from './builds';
import { wholeHistory, type ModelName, type ReadModel, type ReplayScope } from './read-model';

type Dependencies = { readonly models: readonly ReadModel[]; readonly builds: BuildStore; readonly newId: NewId };

const asOperator = async <T>(actor: Actor, work: () => Promise<T>): Promise<T | Refusal<'forbidden'>> =>
  isOperator(actor) ? work() : refuse('forbidden');

/** The operations of operators on read models: rebuild, cancel, roll back, replay, and their status. */
export const createRebuilds = ({ models, builds, newId }: Dependencies) => {
  const existing = async (id: string): Promise<Build> => {
    const build = await builds.find(id);
    if (build === undefined) throw new Error('the build has no row');
    return build;
  };
  const versionWhere = async (matches: (version: VersionRow) => boolean): Promise<VersionRow | undefined> =>
    (await builds.versions()).find(matches);
  return {
    /** Starts a new version, which goes live when it is complete. */
    rebuild: (name: ModelName, cause: Cause) =>
      asOperator(cause.actor, async () => {
        const model = models.find((each) => each.name === name);
        if (model === undefined) throw new Error(`unknown read model ${name}`);
        const isBusy = (await builds.inProgress()).some(({ model: other, goal }) => other === name && goal.kind === 'REBUILD');
        if (isBusy) return refuse('rebuild-under-way');
        const version = await builds.nextVersion(name);
        // The storage must exist before the version does: from then on, every event is written to it.
        await model.prepare(version);
        const id = newId<'Build'>();
        await builds.start([{ id, model: name, goal: { kind: 'REBUILD', version }, plan: planOf(wholeHistory(model)) }], cause);
        return existing(id);
      }),

    /** Cancels the rebuild in progress. */
    cancel: (name: ModelName, cause: Cause) =>
      asOperator(cause.actor, async () => {
        const cancelled = await builds.cancel(name);
        return (await versionWhere(({ model, version }) => model === name && version === cancelled)) ?? refuse('no-rebuild-under-way');
      }),

    /** Makes the previous version live again; the live one becomes the previous one. */
    rollBack: (name: ModelName, cause: Cause) =>
      asOperator(cause.actor, async () => {
        if (!(await builds.rollBack(name))) return refuse('no-previous-version');
        return (await versionWhere(({ model, status }) => model === name && status === 'LIVE')) ?? refuse('no-previous-version');
      }),

    /**
     * Replays the events of one product, seller or order into every retained version of the models that support it. The scope is
     * `undefined` if the request did not name exactly one.
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
        await builds.start(planned.flat(), cause);
        return Promise.all(planned.flat().map(({ id }) => existing(id)));
      }),

    versions: (actor: Actor) => asOperator(actor, builds.versions),
    latest: (actor: Actor, limit: number) => asOperator(actor, () => builds.latest(limit)),
    find: (actor: Actor, id: string) => asOperator(actor, async () => (isId(id) ? builds.find(id) : undefined)),
  };
};

export type Rebuilds = ReturnType<typeof createRebuilds>;
