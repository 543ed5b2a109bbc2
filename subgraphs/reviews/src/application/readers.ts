import { refuse, type Cause, type Refusal, type UserId } from '@marketplace/kernel';
import type { ReviewId } from '../domain/review';
import { isText, tidy } from '../domain/text';
import type { Ports, Reading } from './ports';

type ReaderRefusal = Refusal<'review-not-found' | 'own-review'>;

export type ReaderUseCases = ReturnType<typeof createReaderUseCases>;

const maxReason = 500;

const notFound = (): ReaderRefusal => refuse('review-not-found', { path: ['reviewId'] });

/** What those who read a review do with it: say that it helped them, or that something is wrong with it. */
export const createReaderUseCases = ({ readers }: Pick<Ports, 'readers'>) => {
  const asReader = async (
    reviewId: ReviewId,
    cause: Cause,
    act: (reading: Reading, userId: UserId) => Promise<void>,
  ): Promise<ReviewId | ReaderRefusal> => {
    const { actor } = cause;
    if (actor.kind !== 'user') return notFound();
    const reading = await readers.reading(reviewId, actor.userId);
    if (reading?.authorId === actor.userId) return refuse('own-review', { path: ['reviewId'] });
    // What is out of sight is nobody's to judge, not even who may see it.
    if (reading?.status !== 'APPROVED') return notFound();
    await act(reading, actor.userId);
    return reviewId;
  };

  return {
    /** Counts once for each reader, however often they say it. */
    vote: (reviewId: ReviewId, cause: Cause) =>
      asReader(reviewId, cause, async ({ foundHelpful }, userId) => {
        if (!foundHelpful) await readers.vote(reviewId, userId, cause);
      }),

    withdrawVote: (reviewId: ReviewId, cause: Cause) =>
      asReader(reviewId, cause, async ({ foundHelpful }, userId) => {
        if (foundHelpful) await readers.withdrawVote(reviewId, userId, cause);
      }),

    /** Puts a review before the operators; it stays in sight until they decide. Once for each reader: the first word counts. */
    report: async (reviewId: ReviewId, reason: string, cause: Cause): Promise<ReviewId | ReaderRefusal | Refusal<'reason-invalid'>> => {
      const told = tidy(reason);
      if (!isText(told, maxReason)) return refuse('reason-invalid', { path: ['reason'] });
      return asReader(reviewId, cause, async ({ hasReported }, userId) => {
        if (!hasReported) await readers.report({ reviewId, userId, reason: told }, cause);
      });
    },
  };
};
