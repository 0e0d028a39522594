import { ObjectType } from 'type-graphql';
import type { UserError } from '../../schema/user-error.js';
import { errorsField } from '../payload.js';

@ObjectType({
  description:
    'What asking for a mail answers. No errors: if there is someone to send it to, it is on its way. Whether an address has an account, only mails to that address tell.',
})
export class MailPayload {
  errors!: UserError[];
}
errorsField(MailPayload);
