import { Arg, Ctx, Int, Mutation, Query, Resolver, type ClassType } from 'type-graphql';
import { isId, isOperator, refuse } from '@marketplace/kernel';
import type { DeadLetter, Replay } from '../messaging/dead-letters';
import { permitted } from './access';
import { pageSize } from './connection.types';
import type { GraphContext } from './context';
import { payloadOf } from './payload';
import { toUserErrors } from './user-error.types';
import { t } from './fields';
import { objectType, inputType } from './types';

const DeadLetterType = objectType(
  'DeadLetter',
  'A message that a context could not handle after all retries. Operators only.',
  {
    id: t.id('The ID of the event.'),
    eventType: t.string('The type of the event, such as OrderPaid.'),
    aggregateId: t.string('The ID of the aggregate that the event is about.'),
    error: t.string('The error of the last attempt.'),
    failedAt: t.dateTime('The date and time of the last failed attempt.'),
    replayedAt: t.dateTime('The date and time when the message was replayed successfully. Null until then.').nullable(),
  },
  { isShareable: true },
);
type DeadLetterType = InstanceType<typeof DeadLetterType>;

const DeadLetterReplayInput = inputType('DeadLetterReplayInput', 'The input of a dead letter replay.', {
  id: t.id('The ID of the dead letter.'),
});
type DeadLetterReplayInput = InstanceType<typeof DeadLetterReplayInput>;

const DeadLetterReplayPayload = payloadOf(
  'DeadLetterReplayPayload',
  'The result of a dead letter replay.',
  { deadLetter: t.of(DeadLetterType, 'The dead letter after the replay. Null if it does not exist.') },
  { userErrors: 'The errors that prevented the replay; empty if it succeeded.', isShareable: true },
);

const toType = (letter: DeadLetter): DeadLetterType => ({ ...letter, replayedAt: letter.replayedAt ?? null });

export type DeadLetterOperations = {
  readonly list: (first: number) => Promise<readonly DeadLetter[]>;
  readonly replay: (id: string) => Promise<Replay | undefined>;
};

const forOperators = (graph: GraphContext): undefined => permitted(isOperator(graph.actor) ? undefined : refuse('forbidden'), graph);

const messages = {
  'dead-letter-not-found': 'This dead letter does not exist.',
  'dead-letter-failed-again': 'The message failed again. See `error` of the dead letter.',
};

/** Creates the resolver of `<context>DeadLetters` and `<context>DeadLetterReplay`, for operators only. */
export const deadLetterResolver = (context: string): ClassType => {
  @Resolver()
  class DeadLetterResolver {
    constructor(private readonly operations: DeadLetterOperations) {}

    @Query(() => [DeadLetterType], {
      name: `${context}DeadLetters`,
      description: `The messages that the ${context} context could not handle, newest first. Operators only.`,
    })
    async deadLetters(
      @Arg('first', () => Int, { defaultValue: 50, description: 'The number of dead letters to return, from 1 to 100.' }) first: number,
      @Ctx() graph: GraphContext,
    ): Promise<DeadLetterType[]> {
      forOperators(graph);
      return (await this.operations.list(pageSize(first))).map(toType);
    }

    @Mutation(() => DeadLetterReplayPayload, {
      name: `${context}DeadLetterReplay`,
      description: `Replays a dead letter of the ${context} context. Operators only.`,
    })
    async replay(
      @Arg('input', () => DeadLetterReplayInput, { description: 'The dead letter to replay.' }) input: DeadLetterReplayInput,
      @Ctx() graph: GraphContext,
    ) {
      forOperators(graph);
      const replay = isId(input.id) ? await this.operations.replay(input.id) : undefined;
      if (replay === undefined) return DeadLetterReplayPayload.refused(toUserErrors(refuse('dead-letter-not-found'), messages));
      const deadLetter = toType(replay.letter);
      return replay.outcome === 'handled'
        ? DeadLetterReplayPayload.done({ deadLetter })
        : DeadLetterReplayPayload.refused(toUserErrors(refuse('dead-letter-failed-again'), messages), { deadLetter });
    }
  }
  return DeadLetterResolver;
};
