/** There is more to do than this process can at the moment. */
export class BusyError extends Error {
  constructor() {
    super('Too many pictures are being worked on. Try again in some seconds.');
    this.name = 'BusyError';
  }
}
