/** Whether `If-None-Match` says that the caller has what the ETag names, so that it need not be sent again. */
export function hasAlready(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const plain = (tag: string) => tag.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((tag) => plain(tag) === plain(etag));
}
