/**
 * JSON as PostgreSQL takes it. A text that was cut within an emoji, as in a message that shows the beginning of what
 * somebody wrote, ends in half a character, which JSON can write and PostgreSQL refuses.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!json.includes('\\ud')) return json;
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'string' ? inner.toWellFormed() : inner));
}
