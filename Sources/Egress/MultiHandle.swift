/// libcurl's multi handle, which two threads know of.
///
/// INVARIANT: the thread of the transfers owns it; others call nothing but `curl_multi_wakeup`, which libcurl allows from
/// any thread, and only under the mailbox's lock while the thread has not given it up.
@safe struct MultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer

    init(_ pointer: UnsafeMutableRawPointer) { unsafe self.pointer = pointer }
}
