/** An import cannot begin, and the person who started it can mend that: the message says how. */
export class ImportMistake extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ImportMistake';
  }
}
