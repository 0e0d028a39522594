import type { Area } from '../rules.js';
import { EDITORS, EVERYONE } from '../who.js';

export const support: Area = {
  area: 'Crisis care',
  forContentKeys: true,
  rules: [
    { action: 'READ', on: 'SupportTopic', who: EVERYONE },
    { action: 'READ', on: 'Hotline', who: EVERYONE },
    { read: ['SupportTopic.patterns'], who: EDITORS },
    { action: 'EDIT', on: 'SupportTopic', who: EDITORS },
    { action: 'DELETE', on: 'SupportTopic', who: EDITORS },
    { action: 'EDIT', on: 'Hotline', who: EDITORS },
    { action: 'DELETE', on: 'Hotline', who: EDITORS },
    { field: 'Query.supportTopics', who: EVERYONE },
    { field: 'Query.supportTopic', who: EVERYONE },
    { field: 'Query.hotlines', who: EVERYONE },
    { field: 'Query.hotline', who: EVERYONE },
    { field: 'Mutation.createSupportTopic', who: EDITORS },
    { field: 'Mutation.updateSupportTopic', to: 'EDIT', on: 'SupportTopic' },
    { field: 'Mutation.deleteSupportTopic', to: 'DELETE', on: 'SupportTopic' },
    { field: 'Mutation.createHotline', who: EDITORS },
    { field: 'Mutation.updateHotline', to: 'EDIT', on: 'Hotline' },
    { field: 'Mutation.deleteHotline', to: 'DELETE', on: 'Hotline' },
  ],
};
