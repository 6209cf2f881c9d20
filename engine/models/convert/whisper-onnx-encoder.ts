import type { Ct2Whisper } from './ct2-whisper.ts';
import { OnnxGraphWriter } from './onnx-graph-writer.ts';
import { WhisperLayers } from './whisper-onnx-layers.ts';

/**
 * Whisper's encoder as sherpa-onnx runs it: log-mel features [batch, bands, frames] in; out, for every layer of the
 * decoder, the keys and values it attends to, each [layers, batch, positions, width].
 */
export function whisperEncoder(model: Ct2Whisper): OnnxGraphWriter {
  const graph = new OnnxGraphWriter('encoder');
  const layers = new WhisperLayers(graph, model, model.audioHeads);
  const cross = [model.textLayers, 'n_audio', 'n_ctx', model.textState];
  const mel = graph.input('mel', 'float32', ['n_audio', model.melBands, 'T']);

  let x = embedding(graph, layers, mel);
  for (let layer = 0; layer < model.audioLayers; layer++) {
    const name = `encoder/layer_${layer}`;
    const normed = layers.norm(x, `${name}/self_attention/layer_norm`);
    const stacked = `${name}/self_attention/linear_0`;
    const attended = layers.attention(
      layers.linear(normed, [stacked, 0, 3]),
      layers.linear(normed, [stacked, 1, 3], 'no-bias'),
      layers.linear(normed, [stacked, 2, 3]),
    );
    x = graph.node('Add', [x, layers.linear(attended, [`${name}/self_attention/linear_1`, 0, 1])]);
    x = layers.feedForward(x, `${name}/ffn`);
  }
  x = layers.norm(x, 'encoder/layer_norm');

  const keys: string[] = [];
  const values: string[] = [];
  for (let layer = 0; layer < model.textLayers; layer++) {
    const stacked = `decoder/layer_${layer}/attention/linear_1`;
    keys.push(graph.node('Unsqueeze', [layers.linear(x, [stacked, 0, 2], 'no-bias'), graph.indices(0)]));
    values.push(graph.node('Unsqueeze', [layers.linear(x, [stacked, 1, 2]), graph.indices(0)]));
  }
  graph.node('Concat', keys, { axis: 0 }, 'n_layer_cross_k');
  graph.node('Concat', values, { axis: 0 }, 'n_layer_cross_v');
  graph.output('n_layer_cross_k', 'float32', cross);
  graph.output('n_layer_cross_v', 'float32', cross);
  return graph;
}

/** Two convolutions, the second of which halves the frames, and as many positions as remain. */
function embedding(graph: OnnxGraphWriter, layers: WhisperLayers, mel: string): string {
  const convolve = (x: string, name: string, stride: number): string =>
    layers.gelu(
      graph.node('Conv', [x, layers.weights(`encoder/${name}/weight`), layers.weights(`encoder/${name}/bias`)], {
        kernel_shape: [3],
        pads: [1, 1],
        strides: [stride],
      }),
    );
  const frames = graph.node('Transpose', [convolve(convolve(mel, 'conv1', 1), 'conv2', 2)], { perm: [0, 2, 1] });
  const count = graph.node('Slice', [graph.node('Shape', [frames]), graph.indices(1), graph.indices(2)]);
  const positions = graph.node('Slice', [
    layers.weights('encoder/position_encodings/encodings'),
    graph.indices(0),
    count,
    graph.indices(0),
  ]);
  return graph.node('Add', [frames, positions]);
}
