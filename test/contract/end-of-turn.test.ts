import { FakeEndOfTurn } from '../../engine/turn/endpointing/fake-end-of-turn.ts';
import { describeEndOfTurn } from './end-of-turn-contract.ts';

describeEndOfTurn('the fake end-of-turn model', async () => new FakeEndOfTurn([0.2, 0.9]));
