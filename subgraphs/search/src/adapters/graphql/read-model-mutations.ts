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

/** The product, seller or order that the input names; undefined unless it names exactly one. */
const scopeOf = ({ productId, sellerId, orderId }: SearchReplayInput): ReplayScope | undefined => {
  const named = [
    { kind: 'product' as const, id: productId },
    { kind: 'seller' as const, id: sellerId },
    { kind: 'order' as const, id: orderId },
  ].filter((scope): scope is ReplayScope => scope.id !== undefined);
  const [only] = named;
  return named.length === 1 && only !== undefined && isId(only.id) ? only : undefined;
};

/** The mutations with which operators manage read models. */
export const readModelMutations = (rebuilds: Rebuilds): object =>
  mutations({
    searchIndexRebuild: mutation({
      description:
        'Rebuilds a read model from all events. The live version serves queries until the new one is complete and replaces it automatically. Operators only.',
      input: SearchModelInput,
      inputDescription: 'The read model.',
      payload: SearchBuildPayload,
      errors: { 'rebuild-under-way': 'A rebuild of this model is already in progress. Wait until it completes, or cancel it.' },
      run: ({ model }, { cause }) => rebuilds.rebuild(model, cause),
      answer: (build) => ({ build: toBuildType(build) }),
    }),
    searchIndexRebuildCancel: mutation({
      description: 'Cancels the rebuild in progress and discards its version. Operators only.',
      input: SearchModelInput,
      inputDescription: 'The read model.',
      payload: SearchVersionPayload,
      errors: { 'no-rebuild-under-way': 'No rebuild of this model is in progress.' },
      run: ({ model }, { cause }) => rebuilds.cancel(model, cause),
      answer: (version) => ({ version: toVersionType(version) }),
    }),
    searchIndexRollback: mutation({
      description: 'Makes the previous version live again, immediately. It has received every event since it was replaced. Operators only.',
      input: SearchModelInput,
      inputDescription: 'The read model.',
      payload: SearchVersionPayload,
      errors: { 'no-previous-version': 'This model has no previous version to roll back to.' },
      run: ({ model }, { cause }) => rebuilds.rollBack(model, cause),
      answer: (version) => ({ version: toVersionType(version) }),
    }),
    searchReplay: mutation({
      description: 'Replays the events of one product, seller or order into every retained version. Operators only.',
      input: SearchReplayInput,
      inputDescription: 'The product, seller or order to replay.',
      payload: SearchReplayPayload,
      errors: { 'one-thing-only': 'Specify the ID of exactly one product, seller or order.' },
      run: (input, { cause }) => rebuilds.replay(scopeOf(input), cause),
      answer: (builds) => ({ builds: builds.map(toBuildType) }),
    }),
  });
