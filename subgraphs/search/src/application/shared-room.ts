/** Half of the room for what was found by name or by word, the rest for products; what one leaves the other takes. */
export const shareRoom = <Found>(others: readonly Found[], products: readonly Found[], limit: number): readonly Found[] => {
  const share = Math.max(Math.ceil(limit / 2), limit - products.length);
  const chosen = others.slice(0, share);
  return [...chosen, ...products.slice(0, limit - chosen.length)];
};
