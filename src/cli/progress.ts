/** Milliseconds between two lines where no bar can be drawn. */
const LINE_EVERY = 5000;
/** A bar drawn more often would only flicker. */
const BAR_EVERY = 100;
const BAR_WIDTH = 30;

/** Shows on stderr how far long work is: a bar on a terminal, else a line every few seconds. */
export class Progress {
  private drawnAt = 0;
  private drawn = '';

  constructor(
    private readonly title: string,
    private readonly stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.drawnAt = stream.isTTY ? Number.NEGATIVE_INFINITY : now();
  }

  /** `total` 0 means that it is not known. */
  readonly report = (done: number, total: number): void => {
    const finished = total > 0 && done >= total;
    if (!finished && this.now() - this.drawnAt < (this.stream.isTTY ? BAR_EVERY : LINE_EVERY)) return;
    this.drawnAt = this.now();
    this.draw(done, total);
  };

  /** Ends the bar's line, so that what follows begins on one of its own. */
  end(): void {
    if (this.stream.isTTY && this.drawn) this.stream.write('\n');
    this.drawn = '';
  }

  private draw(done: number, total: number): void {
    const count = total > 0 ? `${done} of ${total}` : `${done}`;
    const share = total > 0 ? Math.min(1, done / total) : 0;
    const filled = Math.round(share * BAR_WIDTH);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${Math.floor(share * 100)} %`;
    const text = this.stream.isTTY && total > 0 ? `${this.title} ${bar} (${count})` : `${this.title}: ${count}`;
    if (text === this.drawn) return;
    this.drawn = text;
    this.stream.write(this.stream.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  }
}
