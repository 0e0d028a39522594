/** Milliseconds between two lines where no bar can be drawn. */
const LINE_EVERY = 5000;
/** A bar drawn more often would only flicker. */
const BAR_EVERY = 100;
const BAR_WIDTH = 30;

/** Shows on stderr how far long work is: a bar on a terminal, else a line every few seconds. */
export class Progress {
  private drawnAt: number;

  constructor(
    private readonly title: string,
    private readonly stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.drawnAt = now();
  }

  /** To be called as often as one likes; the unit is the caller's. */
  readonly report = (done: number, total: number): void => {
    if (this.now() - this.drawnAt < (this.stream.isTTY ? BAR_EVERY : LINE_EVERY)) return;
    this.drawnAt = this.now();
    this.draw(done, total);
  };

  /** Removes the bar: what follows says what came of the work. */
  end(): void {
    if (this.stream.isTTY) this.stream.write('\r\u001b[K');
  }

  private draw(done: number, total: number): void {
    const share = total > 0 ? Math.min(1, done / total) : 1;
    const filled = Math.round(share * BAR_WIDTH);
    const percent = `${Math.floor(share * 100)} %`;
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
    this.stream.write(this.stream.isTTY ? `\r\u001b[K${this.title} ${bar} ${percent}` : `${this.title}: ${percent}\n`);
  }
}
