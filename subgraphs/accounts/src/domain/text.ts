const unprintable = /[\p{Cc}\p{Cs}]/u;

/**
 * A client's text without the blanks around it, or undefined when nothing is left, it is longer than allowed, or it
 * holds control characters or halves of characters (which no name has, and PostgreSQL refuses some of).
 */
export const cleanText = (text: string, maxLength: number): string | undefined => {
  const trimmed = text.trim();
  return trimmed === '' || trimmed.length > maxLength || unprintable.test(trimmed) ? undefined : trimmed;
};
