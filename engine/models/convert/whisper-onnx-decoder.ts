import type { Ct2Whisper } from './ct2-whisper.ts';
import { OnnxGraphWriter } from './onnx-graph-writer.ts';
import { WhisperLayers } from './whisper-onnx-layers.ts';

/** Added to the scores of positions that lie ahead. */
const HIDDEN = -1e9;

/**
 * One step of Whisper's decoder as sherpa-onnx runs it: tokens [batch, n] that come after `offset` earlier ones, the
 * keys and values of those and of the encoder in; logits [batch, n, vocabulary] and the extended keys and values out.
 */
export function whisperDecoder(model: Ct2Whisper): OnnxGraphWriter {
  const graph = new OnnxGraphWriter('decoder');
  const layers = new WhisperLayers(graph, model, model.textHeads);
  const cache = [model.textLayers, 'n_audio', model.textContext, model.textState];
  const cross = [model.textLayers, 'n_audio', 'n_ctx', model.textState];
  const tokens = graph.input('tokens', 'int64', ['n_audio', 'n_tokens']);
  const cachedKeys = graph.input('in_n_layer_self_k_cache', 'float32', cache);
  const cachedValues = graph.input('in_n_layer_self_v_cache', 'float32', cache);
  const crossKeys = graph.input('n_layer_cross_k', 'float32', cross);
  const crossValues = graph.input('n_layer_cross_v', 'float32', cross);
  const offset = graph.input('offset', 'int64', [1]);

  const count = graph.node('Slice', [graph.node('Shape', [tokens]), graph.indices(1), graph.indices(2)]);
  const end = graph.node('Add', [offset, count]);
  const ofLayer = (values: string, layer: number): string =>
    graph.node('Gather', [values, graph.index(layer)], { axis: 0 });
  /** The earlier positions of a cache, then the new ones; and the whole cache with the new ones in place. */
  const extend = (cached: string, added: string): { current: string; updated: string } => {
    const current = graph.node(
      'Concat',
      [graph.node('Slice', [cached, graph.indices(0), offset, graph.indices(1)]), added],
      { axis: 1 },
    );
    const rest = graph.node('Slice', [cached, end, graph.indices(model.textContext), graph.indices(1)]);
    return {
      current,
      updated: graph.node('Unsqueeze', [graph.node('Concat', [current, rest], { axis: 1 }), graph.indices(0)]),
    };
  };

  const table = graph.node('Cast', [graph.node('Gather', [layers.halfWeights('decoder/embeddings/weight'), tokens])], {
    to: 1,
  });
  const positions = graph.node('Slice', [
    layers.weights('decoder/position_encodings/encodings'),
    offset,
    end,
    graph.indices(0),
  ]);
  let x = graph.node('Add', [table, positions]);
  const rows = graph.node('Slice', [causalMask(graph, model.textContext), offset, end, graph.indices(0)]);
  const mask = graph.node('Slice', [rows, graph.indices(0), end, graph.indices(1)]);
  const keys: string[] = [];
  const values: string[] = [];
  for (let layer = 0; layer < model.textLayers; layer++) {
    const name = `decoder/layer_${layer}`;
    const stacked = `${name}/self_attention/linear_0`;
    const normed = layers.norm(x, `${name}/self_attention/layer_norm`);
    const key = extend(ofLayer(cachedKeys, layer), layers.linear(normed, [stacked, 1, 3], 'no-bias'));
    const value = extend(ofLayer(cachedValues, layer), layers.linear(normed, [stacked, 2, 3]));
    keys.push(key.updated);
    values.push(value.updated);
    const heard = layers.attention(layers.linear(normed, [stacked, 0, 3]), key.current, value.current, mask);
    x = graph.node('Add', [x, layers.linear(heard, [`${name}/self_attention/linear_1`, 0, 1])]);
    const query = layers.linear(layers.norm(x, `${name}/attention/layer_norm`), [`${name}/attention/linear_0`, 0, 1]);
    const attended = layers.attention(query, ofLayer(crossKeys, layer), ofLayer(crossValues, layer));
    x = graph.node('Add', [x, layers.linear(attended, [`${name}/attention/linear_2`, 0, 1])]);
    x = layers.feedForward(x, `${name}/ffn`);
  }
  const logits = layers.product(layers.norm(x, 'decoder/layer_norm'), model.tensor('decoder/embeddings/weight'));
  graph.node('Identity', [logits], {}, 'logits');
  graph.node('Concat', keys, { axis: 0 }, 'out_n_layer_self_k_cache');
  graph.node('Concat', values, { axis: 0 }, 'out_n_layer_self_v_cache');
  graph.output('logits', 'float32', ['n_audio', 'n_tokens', model.vocabularySize]);
  graph.output('out_n_layer_self_k_cache', 'float32', cache);
  graph.output('out_n_layer_self_v_cache', 'float32', cache);
  return graph;
}

/** Row i hides the positions after i. */
function causalMask(graph: OnnxGraphWriter, positions: number): string {
  const mask = new Float32Array(positions * positions);
  for (let row = 0; row < positions; row++) mask.fill(HIDDEN, row * positions + row + 1, (row + 1) * positions);
  return graph.initializer({
    type: 'float32',
    dimensions: [positions, positions],
    writeData: (file) => file.write(new Uint8Array(mask.buffer)),
  });
}
