import { specification } from '@marketplace/testing';
import { editableUntil, reviewDecider } from './decide';
import { evolve, type Review } from './review';
import * as the from './review.fixtures';

const given = specification(reviewDecider);
const worse = the.content({ rating: 2, body: 'It leaks after all.' });

/** The review after these events. */
const reviewAfter = (...events: readonly Parameters<typeof evolve>[1][]): Review => {
  const state = events.reduce<Review | undefined>(evolve, undefined);
  if (state === undefined) throw new Error('nothing has happened');
  return state;
};

describe('posting a review', () => {
  it('shows it to everybody where there is nothing in it to look into', () => {
    given().when(the.post()).then(the.posted());
    expect(reviewAfter(the.posted()).standing).toEqual({ status: 'APPROVED' });
  });

  it('holds it where there is', () => {
    given().when(the.post('LINK', 'PHONE')).then(the.posted('LINK', 'PHONE'));
    expect(reviewAfter(the.posted('LINK')).standing).toEqual({ status: 'PENDING', heldFor: ['LINK'] });
  });

  it('is refused before the thing is there', () => {
    given()
      .when({ ...the.post(), isDelivered: false } as ReturnType<typeof the.post>)
      .thenRefuses('not-delivered-yet', { path: ['orderItemId'] });
  });

  it('is refused a second time, whatever became of the first', () => {
    for (const fate of [[], [the.approved], [the.rejected()]]) {
      given(the.posted('LINK'), ...fate)
        .when(the.post())
        .thenRefuses('already-reviewed', { path: ['orderItemId'] });
    }
  });
});

describe('editing a review', () => {
  it('replaces the words, in sight of everybody', () => {
    given(the.posted()).when(the.edit(worse)).then(the.edited(worse));
    expect(reviewAfter(the.posted(), the.edited(worse))).toMatchObject({
      content: { rating: 2 },
      standing: { status: 'APPROVED' },
      editedAt: the.daysLater(1),
    });
  });

  it('takes it out of sight where the new words have to be looked into', () => {
    given(the.posted()).when(the.edit(worse, 'BANNED_WORD')).then(the.edited(worse, 'BANNED_WORD'));
  });

  it('does not bring into sight what was out of it', () => {
    given(the.posted('LINK')).when(the.edit(worse)).then(the.edited(worse, 'EDITED'));
    given(the.posted(), the.rejected()).when(the.edit(worse)).then(the.edited(worse, 'EDITED'));
    given(the.posted('LINK')).when(the.edit(worse, 'EMAIL')).then(the.edited(worse, 'EMAIL'));
  });

  it('changes nothing where nothing is put otherwise', () => {
    given(the.posted()).when(the.edit(the.content())).thenNothing();
    given(the.posted(), the.rejected()).when(the.edit(the.content())).thenNothing();
  });

  it('is possible to the last moment of thirty days, and not after', () => {
    const review = reviewAfter(the.posted());
    expect(editableUntil(review)).toBe(the.daysLater(30));
    given(the.posted())
      .when({ type: 'EditReview', content: worse, holds: [], at: the.daysLater(30) })
      .then({ type: 'ReviewEdited', content: worse, heldFor: [], at: the.daysLater(30) });
    given(the.posted())
      .when({ type: 'EditReview', content: worse, holds: [], at: the.daysLater(30.001) })
      .thenRefuses('edit-window-over');
  });

  it('does not make the time for editing longer', () => {
    expect(editableUntil(reviewAfter(the.posted(), the.edited(worse)))).toBe(the.daysLater(30));
  });

  it('is refused where there is none', () => {
    given().when(the.edit(worse)).thenRefuses('review-not-found');
  });
});

describe('approving a review', () => {
  it('shows to everybody what was held, or rejected', () => {
    given(the.posted('LINK')).when(the.approve()).then(the.approved);
    given(the.posted(), the.rejected()).when(the.approve()).then(the.approved);
    expect(reviewAfter(the.posted(), the.rejected(), the.approved).standing).toEqual({ status: 'APPROVED' });
  });

  it('changes nothing a second time, unless somebody has complained since', () => {
    given(the.posted()).when(the.approve()).thenNothing();
    given(the.posted()).when(the.approve(2)).then(the.approvedAfter(2));
  });

  it('is refused where there is none', () => {
    given().when(the.approve()).thenRefuses('review-not-found');
  });
});

describe('rejecting a review', () => {
  it('takes it out of sight, with a reason', () => {
    given(the.posted()).when(the.reject(' advertising ')).then(the.rejected('advertising'));
    given(the.posted('LINK')).when(the.reject()).then(the.rejected());
    expect(reviewAfter(the.posted(), the.rejected()).standing).toEqual({ status: 'REJECTED', reason: 'advertising' });
  });

  it('changes nothing a second time, unless the reason is another one or somebody had complained', () => {
    given(the.posted(), the.rejected()).when(the.reject()).thenNothing();
    given(the.posted(), the.rejected()).when(the.reject('insults')).then(the.rejected('insults'));
    given(the.posted(), the.rejected()).when(the.reject('advertising', 2)).then(the.rejected('advertising', 2));
  });

  it('is refused without a reason, and with one that nobody reads', () => {
    for (const reason of ['', '  ', 'x'.repeat(501)]) given(the.posted()).when(the.reject(reason)).thenRefuses('reason-invalid');
  });

  it('is refused where there is none', () => {
    given().when(the.reject()).thenRefuses('review-not-found');
  });
});

describe('replying to a review', () => {
  it('puts an answer beside it, or another in its place', () => {
    given(the.posted()).when(the.reply()).then(the.replied());
    given(the.posted(), the.replied()).when(the.reply('Sorry!')).then(the.replied('Sorry!'));
    expect(reviewAfter(the.posted(), the.replied(), { type: 'ReviewReplied', body: 'Sorry!', at: the.daysLater(2) }).reply).toEqual({
      body: 'Sorry!',
      at: the.at,
      editedAt: the.daysLater(2),
    });
  });

  it('changes nothing where the answer is the same', () => {
    given(the.posted(), the.replied()).when(the.reply(' Thank you! ')).thenNothing();
  });

  it('is refused where the review is not to be seen', () => {
    given(the.posted('LINK')).when(the.reply()).thenRefuses('review-not-found');
    given(the.posted(), the.rejected()).when(the.reply()).thenRefuses('review-not-found');
  });

  it('is refused without words, with too many, and with such as have to be looked into', () => {
    for (const body of ['', ' \n ', 'x'.repeat(5_001)]) given(the.posted()).when(the.reply(body)).thenRefuses('reply-invalid');
    given(the.posted()).when(the.reply('Write to shop@example.com', 'EMAIL')).thenRefuses('reply-not-acceptable');
  });

  it('stays when the review is edited', () => {
    expect(reviewAfter(the.posted(), the.replied(), the.edited(worse)).reply?.body).toBe('Thank you!');
  });
});
