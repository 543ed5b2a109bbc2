import type { Ports } from './ports';

const itemsAtOnce = 1_000;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/**
 * Compares what every item holds with the sum of its movements. They are written together, so a difference means that
 * somebody went around the context; it is told, never mended by itself. Returns the number of differences.
 */
export const reconcileStock =
  ({ stock, alert }: Pick<Ports, 'stock' | 'alert'>) =>
  async (): Promise<number> => {
    let count = 0;
    let lastId: string | undefined = beforeAll;
    while (lastId !== undefined) {
      const slice: Awaited<ReturnType<typeof stock.compare>> = await stock.compare(lastId, itemsAtOnce);
      for (const { item, movements } of slice.differences) {
        alert('stock-differs-from-movements', {
          stockItemId: item.id,
          stock: { onHand: item.onHand, reserved: item.reserved, backordered: item.backordered },
          movements: {
            onHand: Number(movements.onHand),
            reserved: Number(movements.reserved),
            backordered: Number(movements.backordered),
          },
        });
      }
      count += slice.differences.length;
      lastId = slice.lastId;
    }
    return count;
  };
