import { fold } from '@marketplace/kernel';
import { specification } from '@marketplace/testing';
import fc from 'fast-check';
import { decide, promotionDecider, type PromotionCommand } from './decide';
import { evolve, type Promotion, type PromotionEvent } from './promotion';
import { at, eur, north, percent, promotion, tomorrow, usd, yesterday } from './promotion.fixtures';
import type { Effect, Rule, Terms } from './terms';

const given = specification(promotionDecider);

const { id, fundedBy, needsCoupon, terms } = promotion();
const identity = { id, fundedBy, needsCoupon };
const created: PromotionEvent = { type: 'PromotionCreated', identity, terms, at };
const createdWithCoupons: PromotionEvent = { type: 'PromotionCreated', identity: { ...identity, needsCoupon: true }, terms, at };
const activated: PromotionEvent = { type: 'PromotionActivated', at };
const paused: PromotionEvent = { type: 'PromotionPaused', at };
const archived: PromotionEvent = { type: 'PromotionArchived', at };
const updating = (changes: Partial<Terms>): PromotionCommand => ({ type: 'UpdatePromotion', terms: { ...terms, ...changes }, at });

describe('a promotion', () => {
  it('is created as a draft', () => {
    given().when({ type: 'CreatePromotion', identity, terms, at }).then(created);
    expect(fold(evolve, undefined as Promotion | undefined, [created])).toMatchObject({ status: 'DRAFT', terms });
  });

  it('of a seller is funded by the seller', () => {
    given()
      .when({ type: 'CreatePromotion', identity: { ...identity, sellerId: north }, terms, at })
      .thenRefuses('funding-invalid');
    const own = { ...identity, sellerId: north, fundedBy: 'SELLER' } as const;
    given()
      .when({ type: 'CreatePromotion', identity: own, terms, at })
      .then({ ...created, identity: own });
  });

  it('is activated, paused and activated again, once each', () => {
    given(created).when({ type: 'ActivatePromotion', at }).then(activated);
    given(created, activated).when({ type: 'ActivatePromotion', at }).thenNothing();
    given(created, activated).when({ type: 'PausePromotion', at }).then(paused);
    given(created, activated, paused).when({ type: 'PausePromotion', at }).thenNothing();
    given(created, activated, paused).when({ type: 'ActivatePromotion', at }).then(activated);
    given(created).when({ type: 'PausePromotion', at }).thenRefuses('promotion-not-active');
  });

  it('is not activated when its period has ended', () => {
    const over: PromotionEvent = { ...created, terms: { ...terms, endsAt: at } };
    given(over).when({ type: 'ActivatePromotion', at }).thenRefuses('period-over');
  });

  it('expires when its period ends, and not before', () => {
    const ending: PromotionEvent = { ...created, terms: { ...terms, endsAt: tomorrow } };
    given(ending, activated).when({ type: 'ExpirePromotion', at }).thenRefuses('promotion-not-due');
    given(ending, activated).when({ type: 'ExpirePromotion', at: tomorrow }).then({ type: 'PromotionExpired', at: tomorrow });
    given(ending, activated, { type: 'PromotionExpired', at: tomorrow }).when({ type: 'ExpirePromotion', at: tomorrow }).thenNothing();
    given(created, activated).when({ type: 'ExpirePromotion', at: tomorrow }).thenRefuses('promotion-not-due');
  });

  it('cannot be changed after it is archived', () => {
    given(created).when({ type: 'ArchivePromotion', at }).then(archived);
    given(created, archived).when({ type: 'ArchivePromotion', at }).thenNothing();
    for (const command of [updating({ priority: 1 }), { type: 'ActivatePromotion', at }, { type: 'PausePromotion', at }] as const)
      given(created, archived).when(command).thenRefuses('promotion-ended');
  });

  it('replaces its terms as a whole, and ignores an update without changes', () => {
    given(created)
      .when(updating({ priority: 7 }))
      .then({ type: 'PromotionUpdated', terms: { ...terms, priority: 7 }, at });
    given(created).when(updating({})).thenNothing();
  });

  it('keeps a budget, in its currency', () => {
    const budgeted: PromotionEvent = { ...created, terms: { ...terms, budget: usd(1_000n) } };
    given(budgeted).when(updating({})).thenRefuses('budget-fixed');
    given(budgeted)
      .when(updating({ budget: eur(1_000n) }))
      .thenRefuses('budget-fixed');
    given(budgeted)
      .when(updating({ budget: usd(2_000n) }))
      .then({ type: 'PromotionUpdated', terms: { ...terms, budget: usd(2_000n) }, at });
  });

  it('is reported exhausted once, and again only after its terms change', () => {
    const exhaust = { type: 'ExhaustPromotion', limit: 'uses', at } as const;
    const exhausted = { type: 'PromotionExhausted', limit: 'uses', at } as const;
    given(created, activated).when(exhaust).then(exhausted);
    given(created, activated, exhausted).when(exhaust).thenNothing();
    given(created, exhausted, { type: 'PromotionUpdated', terms: { ...terms, maxUses: 9 }, at })
      .when(exhaust)
      .then(exhausted);
  });

  it('has coupons only when it requires them', () => {
    given(created).when({ type: 'IssueCoupons', count: 5, at }).thenRefuses('promotion-needs-no-coupon');
    given(createdWithCoupons).when({ type: 'IssueCoupons', count: 5, at }).then({ type: 'CouponsIssued', count: 5, at });
    given(createdWithCoupons, archived).when({ type: 'IssueCoupons', count: 5, at }).thenRefuses('promotion-ended');
  });

  it('that does not exist cannot be changed', () => {
    for (const command of [updating({}), { type: 'ArchivePromotion', at }, { type: 'IssueCoupons', count: 1, at }] as const)
      given().when(command).thenRefuses('promotion-not-found');
  });

  it('equals its folded history after any commands', () => {
    const commands = fc.array(
      fc.constantFrom<PromotionCommand>(
        { type: 'ActivatePromotion', at },
        { type: 'PausePromotion', at },
        { type: 'ArchivePromotion', at },
        { type: 'ExpirePromotion', at: tomorrow },
        { type: 'ExhaustPromotion', limit: 'budget', at },
        updating({ priority: 3 }),
        updating({ endsAt: tomorrow }),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(commands, (sent) => {
        let state = fold(evolve, undefined as Promotion | undefined, [created]);
        const history: PromotionEvent[] = [created];
        for (const command of sent) {
          const events = decide(command, state);
          if ('refused' in events) continue;
          history.push(...events);
          state = fold(evolve, state, events);
        }
        expect(fold(evolve, undefined as Promotion | undefined, history)).toEqual(state);
        const ended = history.findIndex(({ type }) => type === 'PromotionArchived');
        if (ended >= 0) expect(state?.status).toBe('ARCHIVED');
      }),
    );
  });
});

describe('terms', () => {
  const refusal = (changes: Partial<Terms>) => {
    const decision = decide({ type: 'CreatePromotion', identity, terms: { ...terms, ...changes }, at }, undefined);
    return 'refused' in decision ? [decision.refused, decision.details?.['path']] : [];
  };
  const tier = (from: bigint) => ({ from: [usd(from)], reduction: { kind: 'PERCENTAGE', basisPoints: 100 } as const });

  it('have a label, a priority within bounds, and an end after the start', () => {
    expect(refusal({ label: ' ' })).toEqual(['label-invalid', ['label']]);
    expect(refusal({ label: 'x'.repeat(101) })[0]).toBe('label-invalid');
    expect(refusal({ label: 'two\nlines' })[0]).toBe('label-invalid');
    expect(refusal({ priority: 1.5 })).toEqual(['priority-invalid', ['priority']]);
    expect(refusal({ startsAt: at, endsAt: yesterday })).toEqual(['period-invalid', ['endsAt']]);
    expect(refusal({ stacking: { withPromotions: true, withCoupons: true, exclusivityGroup: 'Not A Name' } })[0]).toBe('stacking-invalid');
  });

  it.each<[string, readonly Effect[]]>([
    ['none', []],
    ['more than three', [percent(1), percent(1), percent(1), percent(1)]],
    ['more than 100%', [percent(101)]],
    ['0%', [percent(0)]],
    ['a zero amount', [{ kind: 'FIXED_AMOUNT', amounts: [usd(0n)] }]],
    ['two amounts in one currency', [{ kind: 'FIXED_AMOUNT', amounts: [usd(1n), usd(2n)] }]],
    ['an empty group', [{ kind: 'BUY_X_GET_Y', buy: 0, get: 1, basisPoints: 10_000 }]],
    ['descending tiers', [{ kind: 'TIERED_BY_VALUE', tiers: [tier(200n), tier(100n)] }]],
    ['too many tiers', [{ kind: 'TIERED_BY_VALUE', tiers: Array.from({ length: 11 }, (_, n) => tier(BigInt(n + 1))) }]],
  ])('are refused with effects of %s', (_, effects) => {
    expect(refusal({ effects })[0]).toBe('effect-invalid');
  });

  it.each<[string, readonly Rule[]]>([
    ['an empty list', [{ kind: 'PRODUCTS', productIds: [] }]],
    ['an invalid country', [{ kind: 'COUNTRIES', countryCodes: ['Germany'] }]],
    ['a zero minimum', [{ kind: 'MINIMUM_QUANTITY', quantity: 0 }]],
    ['two of a kind', [{ kind: 'FIRST_ORDER' }, { kind: 'FIRST_ORDER' }]],
  ])('are refused with rules of %s', (_, rules) => {
    expect(refusal({ rules })[0]).toBe('rule-invalid');
  });

  it('have limits that are positive integers', () => {
    expect(refusal({ maxUses: 0 })).toEqual(['limit-invalid', ['maxUses']]);
    expect(refusal({ maxUsesPerBuyer: 0.5 })).toEqual(['limit-invalid', ['maxUsesPerBuyer']]);
    expect(refusal({ maximumDiscount: [] })).toEqual(['amounts-invalid', ['maximumDiscount']]);
    expect(refusal({ budget: usd(-1n) })).toEqual(['amounts-invalid', ['budget']]);
  });
});
