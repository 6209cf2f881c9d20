/** Conversations as a product person writes them, played as sound through the real pipeline. */

import { describeScenarios } from '../support/room/scenario-suite.ts';

describeScenarios('.');
