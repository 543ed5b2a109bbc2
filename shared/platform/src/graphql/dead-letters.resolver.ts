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
  'A message that a context could not handle after all attempts; for operators.',
  {
    id: t.id('The id of the event.'),
    eventType: t.string("The event's name."),
    aggregateId: t.string('The aggregate the event is about.'),
    error: t.string('What went wrong the last time.'),
    failedAt: t.dateTime('When it went wrong the last time.'),
    replayedAt: t.dateTime('When an operator had it handled after all; null while it waits.').nullable(),
  },
  { isShareable: true },
);
type DeadLetterType = InstanceType<typeof DeadLetterType>;

const DeadLetterReplayInput = inputType('DeadLetterReplayInput', 'Which dead letter to handle again.', {
  id: t.id('The id of the dead letter.'),
});
type DeadLetterReplayInput = InstanceType<typeof DeadLetterReplayInput>;

const DeadLetterReplayPayload = payloadOf(
  'DeadLetterReplayPayload',
  'The dead letter after it was handled.',
  { deadLetter: t.of(DeadLetterType, 'The letter, handled; null when there was none.') },
  { userErrors: 'Why nothing happened.', isShareable: true },
);

const toType = (letter: DeadLetter): DeadLetterType => ({ ...letter, replayedAt: letter.replayedAt ?? null });

export type DeadLetterDesk = {
  readonly list: (first: number) => Promise<readonly DeadLetter[]>;
  readonly replay: (id: string) => Promise<Replay | undefined>;
};

const forOperators = (graph: GraphContext): undefined => permitted(isOperator(graph.actor) ? undefined : refuse('forbidden'), graph);

const messages = {
  'dead-letter-not-found': 'There is no such dead letter.',
  'dead-letter-failed-again': 'It failed again; the letter says why.',
};

/** `<context>DeadLetters` and `<context>DeadLetterReplay`, for operators only. */
export const deadLetterResolver = (context: string): ClassType => {
  @Resolver()
  class DeadLetterResolver {
    constructor(private readonly desk: DeadLetterDesk) {}

    @Query(() => [DeadLetterType], {
      name: `${context}DeadLetters`,
      description: `Messages that ${context} could not handle, newest first; for operators.`,
    })
    async deadLetters(
      @Arg('first', () => Int, { defaultValue: 50, description: 'At most this many, up to 100.' }) first: number,
      @Ctx() graph: GraphContext,
    ): Promise<DeadLetterType[]> {
      forOperators(graph);
      return (await this.desk.list(pageSize(first))).map(toType);
    }

    @Mutation(() => DeadLetterReplayPayload, {
      name: `${context}DeadLetterReplay`,
      description: `Lets ${context} handle a dead letter again; for operators.`,
    })
    async replay(
      @Arg('input', () => DeadLetterReplayInput, { description: 'Which letter.' }) input: DeadLetterReplayInput,
      @Ctx() graph: GraphContext,
    ) {
      forOperators(graph);
      const replay = isId(input.id) ? await this.desk.replay(input.id) : undefined;
      if (replay === undefined) return DeadLetterReplayPayload.refused(toUserErrors(refuse('dead-letter-not-found'), messages));
      const deadLetter = toType(replay.letter);
      return replay.outcome === 'handled'
        ? DeadLetterReplayPayload.done({ deadLetter })
        : DeadLetterReplayPayload.refused(toUserErrors(refuse('dead-letter-failed-again'), messages), { deadLetter });
    }
  }
  return DeadLetterResolver;
};
