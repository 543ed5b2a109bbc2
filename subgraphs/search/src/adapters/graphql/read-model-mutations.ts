import { isId } from '@marketplace/kernel';
import { mutation, mutations } from '@marketplace/platform/graphql';
import type { ReplayScope } from '../../application/read-model';
import type { Rebuilds } from '../../application/rebuilds';
import {
  SearchBuildPayload,
  SearchModelInput,
  SearchReplayInput,
  SearchReplayPayload,
  SearchVersionPayload,
  toBuildType,
  toVersionType,
} from './read-model.types';

/** The one thing that a request names; undefined where it names none, or several. */
const scopeOf = ({ productId, sellerId, orderId }: SearchReplayInput): ReplayScope | undefined => {
  const named = [
    { kind: 'product' as const, id: productId },
    { kind: 'seller' as const, id: sellerId },
    { kind: 'order' as const, id: orderId },
  ].filter((scope): scope is ReplayScope => scope.id !== undefined);
  const [only] = named;
  return named.length === 1 && only !== undefined && isId(only.id) ? only : undefined;
};

/** What operators do with read models. */
export const readModelMutations = (rebuilds: Rebuilds): object =>
  mutations({
    searchIndexRebuild: mutation({
      description: 'Builds a read model anew from all events while the old one serves; the new one goes live by itself. For operators.',
      input: SearchModelInput,
      inputDescription: 'Which model.',
      payload: SearchBuildPayload,
      errors: { 'rebuild-under-way': 'A version of this model is being built already; wait for it, or cancel it.' },
      run: ({ model }, { cause }) => rebuilds.rebuild(model, cause),
      answer: (build) => ({ build: toBuildType(build) }),
    }),
    searchIndexRebuildCancel: mutation({
      description: 'Gives up the version that is being built. For operators.',
      input: SearchModelInput,
      inputDescription: 'Which model.',
      payload: SearchVersionPayload,
      errors: { 'no-rebuild-under-way': 'No version of this model is being built.' },
      run: ({ model }, { cause }) => rebuilds.cancel(model, cause),
      answer: (version) => ({ version: toVersionType(version) }),
    }),
    searchIndexRollback: mutation({
      description: 'Answers from the previous version again, at once; it has got every event meanwhile. For operators.',
      input: SearchModelInput,
      inputDescription: 'Which model.',
      payload: SearchVersionPayload,
      errors: { 'no-previous-version': 'There is no previous version to go back to.' },
      run: ({ model }, { cause }) => rebuilds.rollBack(model, cause),
      answer: (version) => ({ version: toVersionType(version) }),
    }),
    searchReplay: mutation({
      description: 'Reads the history of one product, seller or order again, into every version that is kept. For operators.',
      input: SearchReplayInput,
      inputDescription: 'Whose history.',
      payload: SearchReplayPayload,
      errors: { 'one-thing-only': 'Name one product, one seller or one order, by its id.' },
      run: (input, { cause }) => rebuilds.replay(scopeOf(input), cause),
      answer: (builds) => ({ builds: builds.map(toBuildType) }),
    }),
  });
