//! Which instructions the matrix code was compiled for, and whether this processor has them.

use napi_derive::napi;

#[napi(object)]
pub struct CpuSupport {
    pub supported: bool,
    /// Instruction sets this processor lacks, such as `avx2`.
    pub missing: Vec<String>,
}

/// Safe to call on any processor: touches nothing of ggml.
#[napi]
pub fn cpu_support() -> CpuSupport {
    let missing = missing_features();
    CpuSupport {
        supported: missing.is_empty(),
        missing,
    }
}

/// The list must match the GGML_* options in `.cargo/config.toml` (the x64 defaults of ggml with GGML_NATIVE off).
#[cfg(target_arch = "x86_64")]
pub fn missing_features() -> Vec<String> {
    [
        ("sse4.2", is_x86_feature_detected!("sse4.2")),
        ("avx", is_x86_feature_detected!("avx")),
        ("avx2", is_x86_feature_detected!("avx2")),
        ("fma", is_x86_feature_detected!("fma")),
        ("f16c", is_x86_feature_detected!("f16c")),
        ("bmi2", is_x86_feature_detected!("bmi2")),
    ]
    .into_iter()
    .filter(|(_, present)| !present)
    .map(|(name, _)| name.to_owned())
    .collect()
}

/// On other architectures ggml is built for the architecture's baseline.
#[cfg(not(target_arch = "x86_64"))]
pub fn missing_features() -> Vec<String> {
    Vec::new()
}
