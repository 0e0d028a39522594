import { Invitation } from '../../entities/identity/invitation.js';
import { Member } from '../../entities/identity/member.js';
import { byColumns } from '../../read/collection.js';
import { bind, one } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { rootFields } from '../root-fields.js';

collection(Invitation, {
  orders: { NEWEST: { description: 'Invited last first.', order: byColumns('-invited_at::timestamptz') } },
  filters: {},
});

bind(Invitation, {
  relations: { invitedBy: one(Member, 'invited_by', 'Who invited them. Null when they have left.') },
});

export const InvitationFields = rootFields(Invitation, {
  list: 'invitations',
  one: 'invitation',
  of: 'invitations that nobody has accepted yet',
});
