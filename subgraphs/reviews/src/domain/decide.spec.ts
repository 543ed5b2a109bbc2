import { specification } from '@marketplace/testing';
import { editableUntil, reviewDecider } from './decide';
import { evolve, type Review } from './review';
import * as fixture from './review.fixtures';

const given = specification(reviewDecider);
const worse = fixture.content({ rating: 2, body: 'It leaks after all.' });

/** The review after these events. */
const reviewAfter = (...events: readonly Parameters<typeof evolve>[1][]): Review => {
  const state = events.reduce<Review | undefined>(evolve, undefined);
  if (state === undefined) throw new Error('no events');
  return state;
};

describe('posting a review', () => {
  it('publishes it when the screening finds nothing', () => {
    given().when(fixture.post()).then(fixture.posted());
    expect(reviewAfter(fixture.posted()).moderation).toEqual({ status: 'APPROVED' });
  });

  it('holds it when the screening finds something', () => {
    given().when(fixture.post('LINK', 'PHONE')).then(fixture.posted('LINK', 'PHONE'));
    expect(reviewAfter(fixture.posted('LINK')).moderation).toEqual({ status: 'PENDING', heldFor: ['LINK'] });
  });

  it('is refused before delivery', () => {
    given()
      .when({ ...fixture.post(), isDelivered: false } as ReturnType<typeof fixture.post>)
      .thenRefuses('not-delivered-yet', { path: ['orderItemId'] });
  });

  it('is refused a second time, in every status of the first', () => {
    for (const decision of [[], [fixture.approved], [fixture.rejected()]]) {
      given(fixture.posted('LINK'), ...decision)
        .when(fixture.post())
        .thenRefuses('already-reviewed', { path: ['orderItemId'] });
    }
  });
});

describe('editing a review', () => {
  it('replaces the content of a published review', () => {
    given(fixture.posted()).when(fixture.edit(worse)).then(fixture.edited(worse));
    expect(reviewAfter(fixture.posted(), fixture.edited(worse))).toMatchObject({
      content: { rating: 2 },
      moderation: { status: 'APPROVED' },
      editedAt: fixture.daysLater(1),
    });
  });

  it('holds it when the screening finds something in the new content', () => {
    given(fixture.posted()).when(fixture.edit(worse, 'BANNED_WORD')).then(fixture.edited(worse, 'BANNED_WORD'));
  });

  it('does not publish a hidden review', () => {
    given(fixture.posted('LINK')).when(fixture.edit(worse)).then(fixture.edited(worse, 'EDITED'));
    given(fixture.posted(), fixture.rejected()).when(fixture.edit(worse)).then(fixture.edited(worse, 'EDITED'));
    given(fixture.posted('LINK')).when(fixture.edit(worse, 'EMAIL')).then(fixture.edited(worse, 'EMAIL'));
  });

  it('changes nothing when the content is the same', () => {
    given(fixture.posted()).when(fixture.edit(fixture.content())).thenNothing();
    given(fixture.posted(), fixture.rejected()).when(fixture.edit(fixture.content())).thenNothing();
  });

  it('is possible for exactly thirty days', () => {
    const review = reviewAfter(fixture.posted());
    expect(editableUntil(review)).toBe(fixture.daysLater(30));
    given(fixture.posted())
      .when({ type: 'EditReview', content: worse, flags: [], at: fixture.daysLater(30) })
      .then({ type: 'ReviewEdited', content: worse, heldFor: [], at: fixture.daysLater(30) });
    given(fixture.posted())
      .when({ type: 'EditReview', content: worse, flags: [], at: fixture.daysLater(30.001) })
      .thenRefuses('edit-window-over');
  });

  it('does not extend the edit window', () => {
    expect(editableUntil(reviewAfter(fixture.posted(), fixture.edited(worse)))).toBe(fixture.daysLater(30));
  });

  it('is refused where there is none', () => {
    given().when(fixture.edit(worse)).thenRefuses('review-not-found');
  });
});

describe('approving a review', () => {
  it('publishes a held or rejected review', () => {
    given(fixture.posted('LINK')).when(fixture.approve()).then(fixture.approved);
    given(fixture.posted(), fixture.rejected()).when(fixture.approve()).then(fixture.approved);
    expect(reviewAfter(fixture.posted(), fixture.rejected(), fixture.approved).moderation).toEqual({ status: 'APPROVED' });
  });

  it('changes nothing a second time, unless it was reported since', () => {
    given(fixture.posted()).when(fixture.approve()).thenNothing();
    given(fixture.posted()).when(fixture.approve(2)).then(fixture.approvedAfter(2));
  });

  it('is refused where there is none', () => {
    given().when(fixture.approve()).thenRefuses('review-not-found');
  });
});

describe('rejecting a review', () => {
  it('hides it, with a reason', () => {
    given(fixture.posted()).when(fixture.reject(' advertising ')).then(fixture.rejected('advertising'));
    given(fixture.posted('LINK')).when(fixture.reject()).then(fixture.rejected());
    expect(reviewAfter(fixture.posted(), fixture.rejected()).moderation).toEqual({ status: 'REJECTED', reason: 'advertising' });
  });

  it('changes nothing a second time, unless the reason differs or it was reported', () => {
    given(fixture.posted(), fixture.rejected()).when(fixture.reject()).thenNothing();
    given(fixture.posted(), fixture.rejected()).when(fixture.reject('insults')).then(fixture.rejected('insults'));
    given(fixture.posted(), fixture.rejected()).when(fixture.reject('advertising', 2)).then(fixture.rejected('advertising', 2));
  });

  it('is refused without a reason, and with one that is too long', () => {
    for (const reason of ['', '  ', 'x'.repeat(501)]) given(fixture.posted()).when(fixture.reject(reason)).thenRefuses('reason-invalid');
  });

  it('is refused where there is none', () => {
    given().when(fixture.reject()).thenRefuses('review-not-found');
  });
});

describe('replying to a review', () => {
  it('adds a reply, or replaces it', () => {
    given(fixture.posted()).when(fixture.reply()).then(fixture.replied());
    given(fixture.posted(), fixture.replied()).when(fixture.reply('Sorry!')).then(fixture.replied('Sorry!'));
    expect(
      reviewAfter(fixture.posted(), fixture.replied(), { type: 'ReviewReplied', body: 'Sorry!', at: fixture.daysLater(2) }).reply,
    ).toEqual({
      body: 'Sorry!',
      at: fixture.at,
      editedAt: fixture.daysLater(2),
    });
  });

  it('changes nothing when the reply is the same', () => {
    given(fixture.posted(), fixture.replied()).when(fixture.reply(' Thank you! ')).thenNothing();
  });

  it('is refused when the review is not published', () => {
    given(fixture.posted('LINK')).when(fixture.reply()).thenRefuses('review-not-found');
    given(fixture.posted(), fixture.rejected()).when(fixture.reply()).thenRefuses('review-not-found');
  });

  it('is refused when it is empty, too long, or flagged by the screening', () => {
    for (const body of ['', ' \n ', 'x'.repeat(5_001)]) given(fixture.posted()).when(fixture.reply(body)).thenRefuses('reply-invalid');
    given(fixture.posted()).when(fixture.reply('Write to shop@example.com', 'EMAIL')).thenRefuses('reply-not-acceptable');
  });

  it('stays when the review is edited', () => {
    expect(reviewAfter(fixture.posted(), fixture.replied(), fixture.edited(worse)).reply?.body).toBe('Thank you!');
  });
});
