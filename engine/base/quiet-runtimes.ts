/**
 * Tells native libraries to keep to themselves, before they are loaded: imported for its effect. ONNX Runtime reports
 * models, hardware and timings to its maker unless this is set; the decision is latched when it starts.
 */

process.env['ORT_DISABLE_TELEMETRY'] = '1';
process.env['DO_NOT_TRACK'] = '1';
