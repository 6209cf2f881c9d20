//! The high-pass filter that the canceller's pipeline begins with, for sound that goes past it: second-order
//! Butterworth at 16 kHz, with WebRTC's coefficients.

const B: [f32; 3] = [0.97261, -1.94523, 0.97261];
const A: [f32; 2] = [-1.94448, 0.94598];

#[derive(Default)]
pub struct HighPass {
    x: [f32; 2],
    y: [f32; 2],
}

impl HighPass {
    pub fn process(&mut self, samples: &[f32], out: &mut [f32]) {
        for (&x, out) in samples.iter().zip(out) {
            let y = B[0] * x + B[1] * self.x[0] + B[2] * self.x[1]
                - A[0] * self.y[0]
                - A[1] * self.y[1];
            // Denormal numbers would make silence expensive.
            let y = if y.abs() < 1e-20 { 0.0 } else { y };
            self.x = [x, self.x[0]];
            self.y = [y, self.y[0]];
            *out = y;
        }
    }
}
