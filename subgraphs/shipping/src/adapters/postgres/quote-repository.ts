import { moneyToJson, type CheckoutId } from '@marketplace/kernel';
import { StaleWrite, type Database, type OutgoingEvent } from '@marketplace/platform';
import type { QuoteAnswer, QuoteRepository } from '../../application/ports';

const jsonOf = (answer: QuoteAnswer): string =>
  JSON.stringify('quotes' in answer ? { quotes: answer.quotes.map((quote) => ({ ...quote, price: moneyToJson(quote.price) })) } : answer);

export const quoteRepository = (db: Database, publish: (checkoutId: CheckoutId, answer: QuoteAnswer) => OutgoingEvent): QuoteRepository => {
  const isAnswered = async (checkoutId: CheckoutId): Promise<boolean> =>
    (await db.query('SELECT 1 FROM shipping_quotes WHERE checkout_id = $1', [checkoutId])).length > 0;
  return {
    // Hardly ever is one asked twice, so the unique key is left to find out.
    save: async (checkoutId, answer, cause) => {
      try {
        await db
          .unit(cause)
          .addRows('INSERT INTO shipping_quotes (checkout_id, answer) SELECT * FROM unnest($1::uuid[], $2::jsonb[])', [
            [checkoutId],
            [jsonOf(answer)],
          ])
          .publish(publish(checkoutId, answer))
          .commit();
      } catch (error) {
        if (!(error instanceof StaleWrite && (await isAnswered(checkoutId)))) throw error;
      }
    },
  };
};
