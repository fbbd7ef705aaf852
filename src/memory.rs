//! What the program asks of glibc's allocator.

/// Buffers from this size on go back to the system when they are freed, in bytes: where glibc begins by itself.
const GIVEN_BACK: libc::c_int = 128 << 10;

/// Makes it give freed buffers back. Left alone it does so only with buffers larger than the largest it ever
/// freed (`mallopt(3)`, dynamic mmap threshold), and so keeps hundreds of megabytes of a large store that was
/// read. A program that ends soon is quicker without.
#[expect(unsafe_code, reason = "no safe way to set an option of the allocator")]
pub fn give_back_what_is_freed() {
    // SAFETY: it sets a number of the allocator, under the allocator's own lock.
    unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, GIVEN_BACK) };
}
