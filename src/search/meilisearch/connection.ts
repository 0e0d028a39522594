import { setTimeout as pause } from 'node:timers/promises';
import {
  type EnqueuedTask,
  Meilisearch,
  MeilisearchApiError,
  MeilisearchRequestError,
  type MultiSearchQuery,
  type MultiSearchResult,
  type RecordAny,
} from 'meilisearch';

const SEARCH_SECONDS = 5;
/** A server that hangs must not keep whoever asks whether it is back. */
const ANSWER_SECONDS = 10;
/** Many documents take their time to arrive, and to be written. */
const WRITE_SECONDS = 60;

/** What went wrong with Meilisearch, in plain words and without the key. */
export class MeilisearchProblem extends Error {
  override readonly name = 'MeilisearchProblem';

  constructor(
    message: string,
    /** Meilisearch's own name of the error, when it was the server that refused. */
    readonly code?: string,
  ) {
    super(message);
  }
}

/** A Meilisearch server: every request to it ends in time, and every error of it is plain. */
export class Connection {
  private readonly client: Meilisearch;
  private readonly patient: Meilisearch;
  private readonly server: string;
  private readonly closing = new AbortController();

  constructor(url: string, key: string | undefined) {
    const clientWith = (seconds: number) =>
      new Meilisearch({
        host: url,
        apiKey: key,
        timeout: seconds * 1000,
        // Meilisearch sends a compressed answer in pieces, which wait for each other: 40 ms more for every answer.
        requestInit: { headers: { 'Accept-Encoding': 'identity' } },
      });
    this.client = clientWith(ANSWER_SECONDS);
    this.patient = clientWith(WRITE_SECONDS);
    this.server = new URL(url).host;
  }

  /** Answers several searches in one request. */
  async search<T extends RecordAny>(
    queries: MultiSearchQuery[],
    seconds = SEARCH_SECONDS,
  ): Promise<MultiSearchResult<T>[]> {
    const signal = this.ending(seconds);
    const answer = await this.request((client) =>
      client.multiSearch<{ queries: MultiSearchQuery[] }, T>({ queries }, { signal }),
    );
    return answer.results as MultiSearchResult<T>[];
  }

  /** Sends any request by the client. */
  request<T>(send: (client: Meilisearch) => Promise<T>): Promise<T> {
    return this.plainly(send(this.client));
  }

  /** The same for a request that carries much. */
  upload<T>(send: (client: Meilisearch) => Promise<T>): Promise<T> {
    return this.plainly(send(this.patient));
  }

  /**
   * Waits until the server has done what it was asked to.
   * @param seconds how long it may take
   * @throws MeilisearchProblem with the reason the server gives when it failed
   */
  async finished({ taskUid }: EnqueuedTask, seconds = WRITE_SECONDS): Promise<void> {
    const signal = this.ending(seconds);
    for (let milliseconds = 5; ; milliseconds = Math.min(milliseconds * 2, 250)) {
      const task = await this.request((client) => client.tasks.getTask(taskUid, { signal }));
      if (task.status === 'succeeded') return;
      if (task.status === 'failed' || task.status === 'canceled') {
        const reason = task.error?.message ?? `the task was ${task.status}`;
        throw new MeilisearchProblem(`Meilisearch did not carry out ${task.type}: ${reason}`, task.error?.code);
      }
      await pause(milliseconds, undefined, { signal }).catch((error) => {
        throw this.plain(error);
      });
    }
  }

  /** Ends every request and every wait that is under way; they are rejected. */
  close(): void {
    this.closing.abort();
  }

  private ending(seconds: number): AbortSignal {
    return AbortSignal.any([this.closing.signal, AbortSignal.timeout(seconds * 1000)]);
  }

  private async plainly<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw this.plain(error);
    }
  }

  /** The client's errors hold the request, and so the key: none of them is passed on, not even as a cause. */
  private plain(error: unknown): MeilisearchProblem {
    if (error instanceof MeilisearchApiError) {
      const { code } = error.cause ?? {};
      if (code === 'invalid_api_key' || code === 'missing_authorization_header') {
        return new MeilisearchProblem(`Meilisearch at ${this.server} refuses the key: check MEILI_KEY`, code);
      }
      return new MeilisearchProblem(`Meilisearch refused a request: ${error.message}`, code);
    }
    if (this.closing.signal.aborted) return new MeilisearchProblem('The search engine has been closed');
    const reasons = causesOf(error);
    if (reasons.some((reason) => OUT_OF_TIME.has(reason.name))) {
      return new MeilisearchProblem(`Meilisearch at ${this.server} did not answer in time`);
    }
    const reason = reasons.map(({ code, message }) => code ?? message).at(-1);
    return error instanceof MeilisearchRequestError
      ? new MeilisearchProblem(`Meilisearch at ${this.server} cannot be reached, check MEILI_URL (${reason})`)
      : new MeilisearchProblem(`Meilisearch at ${this.server} gave an answer nobody can read: ${reason}`);
  }
}

const OUT_OF_TIME: ReadonlySet<string> = new Set(['TimeoutError', 'AbortError', 'MeilisearchRequestTimeOutError']);

function causesOf(error: unknown): NodeJS.ErrnoException[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}
