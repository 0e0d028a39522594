import { describedEnum } from './enums.js';

export const ApiKeyScope = describedEnum('ApiKeyScope', 'What an API key may do.', {
  READ: 'Acts as a visitor who is not signed in, with a higher limit of writes. For front ends.',
  CONTENT:
    'Reads and writes content with the roles of its owner. It changes nothing else, and reads nothing that only admins see.',
  ALL: 'Acts as its owner.',
});
export type ApiKeyScope = keyof typeof ApiKeyScope;
