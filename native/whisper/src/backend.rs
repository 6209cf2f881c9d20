//! Lets the abort flag reach into the encoder.
//!
//! ggml's CPU backend asks an abort callback after every matrix product, but whisper.cpp neither sets one for the
//! encoder nor gives its backend away. So the CPU device is made to tell which backend it creates: one function pointer
//! in a table whose layout ggml fixes by number for backends that it loads as libraries (`ggml-backend-impl.h`).
//! With another number nothing is touched, and an abort waits for the end of the encoder.

use crate::abort::is_raised;
use std::cell::Cell;
use std::ffi::{c_char, c_int, c_void};
use std::marker::PhantomData;
use std::ptr;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, OnceLock, PoisonError};
use whisper_rs_sys as sys;

/// The layout of `Device` and `Registration`.
const BACKEND_API_VERSION: c_int = 2;

type InitBackend =
    unsafe extern "C" fn(sys::ggml_backend_dev_t, *const c_char) -> sys::ggml_backend_t;

/// The beginning of `ggml_backend_device`.
#[repr(C)]
struct Device {
    name_description_memory_type_and_props: [*const c_void; 5],
    init_backend: InitBackend,
}

/// The beginning of `ggml_backend_reg`.
#[repr(C)]
struct Registration {
    api_version: c_int,
}

static CREATE_BACKEND: OnceLock<InitBackend> = OnceLock::new();
static PATCHING: Mutex<()> = Mutex::new(());

thread_local! {
    static LAST_CREATED: Cell<sys::ggml_backend_t> = const { Cell::new(ptr::null_mut()) };
}

/// Runs `create`, and gives what it gives with the CPU backend that was created last in it: null when there was none or
/// it cannot be known. The backend belongs to whatever `create` made.
pub fn with_created_backend<T>(create: impl FnOnce() -> T) -> (T, sys::ggml_backend_t) {
    watch_cpu_device();
    LAST_CREATED.set(ptr::null_mut());
    let made = create();
    (made, LAST_CREATED.replace(ptr::null_mut()))
}

fn watch_cpu_device() {
    let _alone = PATCHING.lock().unwrap_or_else(PoisonError::into_inner);
    if CREATE_BACKEND.get().is_some() {
        return;
    }
    unsafe {
        let cpu = sys::ggml_backend_dev_type_GGML_BACKEND_DEVICE_TYPE_CPU;
        let device = sys::ggml_backend_dev_by_type(cpu);
        if device.is_null() {
            return;
        }
        let registration = sys::ggml_backend_dev_backend_reg(device).cast::<Registration>();
        if registration.is_null() || (*registration).api_version != BACKEND_API_VERSION {
            return;
        }
        let device = device.cast::<Device>();
        let _ = CREATE_BACKEND.set((*device).init_backend);
        (*device).init_backend = create_and_tell;
    }
}

unsafe extern "C" fn create_and_tell(
    device: sys::ggml_backend_dev_t,
    params: *const c_char,
) -> sys::ggml_backend_t {
    let Some(create) = CREATE_BACKEND.get() else {
        return ptr::null_mut();
    };
    let backend = unsafe { create(device, params) };
    LAST_CREATED.set(backend);
    backend
}

/// While this lives, computations on a backend end early once a flag is raised.
pub struct Abortable<'a> {
    backend: sys::ggml_backend_t,
    raised: PhantomData<&'a AtomicBool>,
}

impl<'a> Abortable<'a> {
    /// A null `backend` makes no difference to anything.
    pub fn new(backend: sys::ggml_backend_t, raised: &'a AtomicBool) -> Self {
        let user = ptr::from_ref(raised).cast_mut().cast();
        set_callback(backend, Some(is_raised), user);
        Abortable {
            backend,
            raised: PhantomData,
        }
    }
}

impl Drop for Abortable<'_> {
    fn drop(&mut self) {
        set_callback(self.backend, None, ptr::null_mut());
    }
}

fn set_callback(
    backend: sys::ggml_backend_t,
    callback: sys::ggml_abort_callback,
    user: *mut c_void,
) {
    if !backend.is_null() {
        unsafe { sys::ggml_backend_cpu_set_abort_callback(backend, callback, user) };
    }
}
