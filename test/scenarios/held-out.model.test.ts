/** Conversations that nothing is tuned on: what they say of the others' results is worth something. */

import { describeScenarios } from '../support/room/scenario-suite.ts';

describeScenarios('held-out');
