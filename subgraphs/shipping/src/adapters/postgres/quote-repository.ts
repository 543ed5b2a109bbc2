import type { CheckoutId } from '@marketplace/kernel';
import { StaleWrite, type Database, type EventMessage } from '@marketplace/platform';
import type { QuoteAnswer, QuoteRepository } from '../../application/ports';
import { ShippingQuotes } from './tables';

type QuoteMessage = (checkoutId: CheckoutId, answer: QuoteAnswer) => EventMessage;

export const quoteRepository = (db: Database, toMessage: QuoteMessage): QuoteRepository => ({
  // Repeated requests are rare, so the unique key detects them.
  save: async (checkoutId, answer, cause) => {
    try {
      await db.unit(cause).insert(ShippingQuotes, [{ checkoutId, answer }]).publish(toMessage(checkoutId, answer)).commit();
    } catch (error) {
      if (!(error instanceof StaleWrite)) throw error;
      if ((await db.select(ShippingQuotes, 'WHERE checkout_id = $1', [checkoutId])).length === 0) throw error;
    }
  },
});
