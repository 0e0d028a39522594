import type { JsonText } from '../../read/reader.js';
import type { Statement } from '../../read/statement.js';
import { type EditorialLists, listsHold } from '../../services/search/editorial-lists.js';
import type { RequestContext } from '../context.js';

/**
 * Answers by the lists of editors. Whether they are still what this process knows is a condition of the statement that
 * reads the answer, so it costs no other one: `answer` says undefined where they are not, and does it once more by what
 * they are now.
 */
export async function withLists(
  { services: { editorialLists } }: RequestContext,
  answer: (lists: EditorialLists, condition: (statement: Statement) => string) => Promise<JsonText | undefined>,
): Promise<JsonText | undefined> {
  const known = await editorialLists.known();
  const [first] = await Promise.allSettled([answer(known, (statement) => listsHold(known, statement))]);
  if (first.status === 'fulfilled' && first.value) return first.value;
  const now = await editorialLists.now();
  // A search that failed is answered all the same where there is help: perhaps since a moment ago.
  if (first.status === 'rejected' && now.version === known.version) throw first.reason;
  return answer(now, () => 'true');
}
